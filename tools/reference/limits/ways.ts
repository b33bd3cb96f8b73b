// What peering and Client VPN refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const vpnGuide = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin";
const peeringGuide = "https://docs.aws.amazon.com/vpc/latest/peering";
const cloud = "test/rehearsal/cloud/client-vpn.test.ts";
const check = "test/model/network/check.test.ts";
const vpn = "test/model/network/vpn.test.ts";
const peering = "test/model/network/peering.test.ts";
const vpnComponent = "test/components/network/client-vpn.test.ts";
const peeringComponent = "test/components/network/vpc-peering.test.ts";
const overlaps = "all overlapping ranges are named in pairs, with one that is free";
const privateZone = "test/components/network/private-names.test.ts";
const stores = "test/rehearsal/cloud/stores.test.ts";

export const ways: Area = {
  title: "Peering and VPN",
  limits: [
    {
      says: "The range of VPN clients is from /12 to /22.",
      source: `${vpnGuide}/what-is-best-practices.html`,
      program: [
        [vpn, "refuses too few addresses"],
        [vpn, "refuses too many addresses"],
      ],
      cloud: [
        [cloud, "refuses too few client addresses"],
        [cloud, "refuses too many client addresses"],
      ],
    },
    {
      says: "It can't be changed: another range is another endpoint.",
      source: `${vpnGuide}/what-is-best-practices.html`,
      program: [
        [
          "test/engine/network.test.ts",
          "another range of the clients is another endpoint, with all that belongs to it",
        ],
      ],
      cloud: [[cloud, "the clients' range can't be changed, only replaced with the endpoint"]],
    },
    {
      says: "It overlaps neither the VPC's range nor the endpoint's routes.",
      source: `${vpnGuide}/what-is-best-practices.html`,
      program: [
        [check, overlaps],
        [check, "the cloud's ranges count too, those that the file doesn't name among them"],
      ],
      cloud: [
        [cloud, "refuses clients in the VPC's range"],
        [cloud, "refuses a route to the clients"],
      ],
    },
    {
      says: "An endpoint is associated with one subnet of each zone, all of one VPC, and goes only once these do.",
      source: `${vpnGuide}/cvpn-working-target.html`,
      program: [
        [vpnComponent, "every zone has an association, and by each the same routes once it is there"],
        [check, "refuses two subnets in a zone"],
        [check, "refuses a subnet of another VPC"],
      ],
      cloud: [
        [cloud, "refuses a second subnet in a zone"],
        [cloud, "refuses a subnet twice"],
        [cloud, "refuses a subnet of another VPC"],
        [cloud, "an endpoint goes once its subnets do, and they and its certificate once it does"],
      ],
    },
    {
      says: "Only the route to the VPC comes by itself; every other one is added by each association.",
      source: `${vpnGuide}/cvpn-working-routes.html`,
      program: [
        [vpn, "routes lead to what is outside of the VPC, each once"],
        [vpn, "refuses a network that no route leads to"],
      ],
      cloud: [
        [cloud, "refuses a route by a subnet that isn't associated"],
        [cloud, "refuses a route twice"],
      ],
    },
    {
      says: "Of the authorization rules only those with the longest prefix are asked; a group has one for a network.",
      source: `${vpnGuide}/cvpn-working-rules.html`,
      program: [
        [vpn, "another group's small network takes nothing from the group of the large one"],
        [vpn, "a group reaches an address if, and only if, one of its own entries or everyone's holds it"],
        [vpn, "no two rules are of the same group and network, which AWS refuses"],
      ],
      cloud: [[cloud, "refuses a group's access twice"]],
    },
    {
      says: "The self-service portal is only for those who sign in by SAML.",
      source: `${vpnGuide}/what-is-best-practices.html`,
      program: [[vpn, "refuses a portal for certificates"]],
      cloud: [[cloud, "refuses a portal without SAML"]],
    },
    {
      says: "Peered VPCs have no address in common, in none of their ranges.",
      source: `${peeringGuide}/create-vpc-peering-connection.html`,
      program: [
        [check, overlaps],
        [check, "the cloud's ranges count too, those that the file doesn't name among them"],
      ],
      cloud: [[cloud, "refuses a peering of overlapping ranges"]],
    },
    {
      says: "A peering with another region is accepted there, and its options are set once it is active.",
      source: `${peeringGuide}/vpc-peering-dns.html`,
      program: [[peeringComponent, "in another region it is accepted there, before anything uses it"]],
      cloud: [
        [cloud, "refuses an acceptance in the wrong region"],
        [cloud, "refuses options of a pending peering"],
      ],
    },
    {
      says: "A rule names a group of a peer only in the same region, and once the peering is active.",
      source: `${peeringGuide}/vpc-peering-security-groups.html`,
      program: [
        [peering, "across regions a range stands for the VPN's group"],
        [peeringComponent, "groups are opened on one port each, once the peering is active"],
      ],
      cloud: [
        [cloud, "refuses a group of a VPC without a peering"],
        [cloud, "refuses a group of a VPC whose peering is pending"],
      ],
    },
    {
      says: "A VPC is in one private zone of a name, once; one of another account needs its owner for that.",
      source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AssociateVPCWithHostedZone.html",
      program: [
        [peering, "refuses private names in another account"],
        [privateZone, "what others have associated with the zone is left alone"],
      ],
      cloud: [
        [stores, "refuses to associate a private zone with its own VPC again"],
        [stores, "refuses to associate a VPC twice"],
        [stores, "refuses another zone of the name where one is associated"],
      ],
    },
  ],
};

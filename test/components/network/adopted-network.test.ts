// Tests that an adopted VPC is looked up, and that only what was asked for is created.
import { AdoptedNetwork, type AdoptedNetworkArgs } from "../../../components/network/adopted-network";
import { lookUpNetworks } from "../../../src/observe/vpcs";
import { deploy, expectChildNames, valueOf } from "../../mocks";

const subnet = (id: string, zone: string, cidr: string) => ({ id, zone: `eu-west-1${zone}`, cidr });
const vpc: AdoptedNetworkArgs["vpc"] = {
  id: "vpc-1",
  cidrs: ["10.60.0.0/16", "10.61.0.0/16"],
  zones: ["eu-west-1a", "eu-west-1b"],
  public: [subnet("public-a", "a", "10.60.0.0/24"), subnet("public-b", "b", "10.60.1.0/24")],
  private: [subnet("private-a", "a", "10.60.16.0/20"), subnet("private-b", "b", "10.60.32.0/20")],
  intra: [subnet("intra-a", "a", "10.60.2.0/24"), subnet("intra-b", "b", "10.60.3.0/24")],
  routeTables: ["rtb-1"],
};

const make = (changes: Partial<AdoptedNetworkArgs> = {}) =>
  deploy(() => new AdoptedNetwork("net", { vpc, region: "eu-west-1", ...changes }));

test("alone it makes nothing, and gives what a made one gives", async () => {
  const { result, resources } = await make();
  expect(resources.map(({ type }) => type)).toEqual(["crossover:network:AdoptedNetwork"]);
  expect(await valueOf(result.vpcId)).toBe("vpc-1");
  expect(await valueOf(result.ready)).toBe("vpc-1");
  const ids = (list: typeof result.publicSubnetIds) => Promise.all(list.map(valueOf));
  expect(await ids(result.publicSubnetIds)).toEqual(["public-a", "public-b"]);
  expect(await ids(result.privateSubnetIds)).toEqual(["private-a", "private-b"]);
  expect(await ids(result.intraSubnetIds)).toEqual(["intra-a", "intra-b"]);
  expect(result).toMatchObject({
    cidrs: vpc.cidrs,
    zones: vpc.zones,
    privateRanges: ["10.60.16.0/20", "10.60.32.0/20"],
    intraRanges: ["10.60.2.0/24", "10.60.3.0/24"],
  });
  expect(await valueOf(result.routeTableIds["rtb-1"]!)).toBe("rtb-1");
});

test("endpoints and flow logs on request, but never a gateway in the route tables", async () => {
  const { inputs, resources } = await make({ endpoints: ["sts"], flowLogDays: 30 });
  expect(inputs("aws:ec2/vpcEndpoint:VpcEndpoint")).toEqual({
    "net-endpoints-sts": {
      vpcId: "vpc-1",
      serviceName: "com.amazonaws.eu-west-1.sts",
      vpcEndpointType: "Interface",
      subnetIds: ["intra-a", "intra-b"],
      securityGroupIds: ["net-endpoints-id"],
      privateDnsEnabled: true,
      tags: { Name: "net-endpoints-sts" },
    },
  });
  const rules = inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(Object.fromEntries(Object.entries(rules).map(([name, { cidrIpv4 }]) => [name, cidrIpv4]))).toEqual({
    "net-endpoints-https": "10.60.0.0/16",
    "net-endpoints-https-10.61.0.0-16": "10.61.0.0/16",
  });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")).toEqual({ "net-flow-logs": { retentionInDays: 30 } });
  expectChildNames(resources);
});

test("a lookup tells what is there and what isn't, in whichever region", async () => {
  const calls = {
    "aws:ec2/getVpc:getVpc": ({ id, region }: { id?: string; region?: string }) => {
      if (id === "vpc-2") throw new Error("no matching EC2 VPC found");
      return {
        cidrBlock: region === "us-east-1" ? "10.9.0.0/16" : "10.60.0.0/16",
        cidrBlockAssociations: [
          { cidrBlock: "10.60.0.0/16", state: "associated" },
          { cidrBlock: "10.62.0.0/16", state: "disassociated" },
        ],
        enableDnsHostnames: true,
        enableDnsSupport: region === "us-east-1",
      };
    },
    "aws:ec2/getSubnet:getSubnet": () => ({
      vpcId: "vpc-1",
      availabilityZone: "eu-west-1a",
      cidrBlock: "10.60.0.0/24",
    }),
    "aws:ec2/getRouteTable:getRouteTable": () => ({ vpcId: "vpc-1" }),
    "aws:ec2/getSecurityGroup:getSecurityGroup": () => ({ vpcId: "vpc-3" }),
  };
  const here = (...ids: string[]) => new Map(ids.map((id) => [id, undefined]));
  const { result } = await deploy(
    () =>
      lookUpNetworks({
        vpcs: new Map([
          ["vpc-1", undefined],
          ["vpc-2", undefined],
          ["vpc-3", "us-east-1"],
        ]),
        subnets: here("public-a"),
        routeTables: here("rtb-1"),
        securityGroups: here("sg-1"),
      }),
    { calls },
  );
  expect(result).toEqual({
    vpcs: {
      "vpc-1": { found: { cidrs: ["10.60.0.0/16"], resolves: false } },
      "vpc-2": { reason: expect.any(String) },
      "vpc-3": { found: { cidrs: ["10.9.0.0/16", "10.60.0.0/16"], resolves: true } },
    },
    subnets: { "public-a": { found: { vpc: "vpc-1", zone: "eu-west-1a", cidr: "10.60.0.0/24" } } },
    routeTables: { "rtb-1": { found: { vpc: "vpc-1" } } },
    securityGroups: { "sg-1": { found: { vpc: "vpc-3" } } },
  });
});

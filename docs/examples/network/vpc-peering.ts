// A peering over which one range reaches one port.
import { VpcPeering } from "../../../components/network/vpc-peering";

const peering = new VpcPeering("prod-peering-legacy", {
  vpcId: "vpc-0a1b2c3d4e5f67890",
  cidrs: ["10.20.0.0/16"],
  routeTableIds: { private: "rtb-0a1b2c3d4e5f67890" },
  peer: {
    vpc: "vpc-0fedcba9876543210",
    cidrs: ["10.40.0.0/16"],
    routeTables: ["rtb-0fedcba9876543210"],
  },
  openings: [
    {
      id: "postgres-from-pods",
      securityGroup: "sg-0fedcba9876543210",
      source: { range: "10.20.32.0/19" },
      port: 5432,
      description: "PostgreSQL, from pods",
    },
  ],
});

export const { connectionId } = peering;

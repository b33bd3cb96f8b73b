// An existing VPC, with flow logs of this stack.
import { AdoptedNetwork } from "../../../components/network/adopted-network";

const network = new AdoptedNetwork("prod", {
  vpc: {
    id: "vpc-0a1b2c3d4e5f67890",
    cidrs: ["10.20.0.0/16"],
    zones: ["eu-west-1a", "eu-west-1b"],
    public: [
      { id: "subnet-0a1b2c3d4e5f67890", zone: "eu-west-1a", cidr: "10.20.0.0/24" },
      { id: "subnet-0b1c2d3e4f5a67890", zone: "eu-west-1b", cidr: "10.20.1.0/24" },
    ],
    private: [
      { id: "subnet-0c1d2e3f4a5b67890", zone: "eu-west-1a", cidr: "10.20.32.0/19" },
      { id: "subnet-0d1e2f3a4b5c67890", zone: "eu-west-1b", cidr: "10.20.64.0/19" },
    ],
    intra: [
      { id: "subnet-0e1f2a3b4c5d67890", zone: "eu-west-1a", cidr: "10.20.2.0/24" },
      { id: "subnet-0f1a2b3c4d5e67890", zone: "eu-west-1b", cidr: "10.20.3.0/24" },
    ],
    routeTables: [],
  },
  region: "eu-west-1",
  flowLogDays: 30,
});

export const { vpcId } = network;

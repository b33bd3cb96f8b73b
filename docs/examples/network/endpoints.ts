// Endpoints for S3, DynamoDB and the registry.
import { Endpoints } from "../../../components/network/endpoints";

new Endpoints("prod-endpoints", {
  vpcId: "vpc-0a1b2c3d4e5f67890",
  cidrs: ["10.20.0.0/16"],
  region: "eu-west-1",
  routeTableIds: ["rtb-0a1b2c3d4e5f67890"],
  subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
  interfaceServices: ["ecr.api", "ecr.dkr"],
});

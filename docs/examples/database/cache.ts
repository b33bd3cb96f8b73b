// A cache with one copy, which takes over by itself.
import { Cache } from "../../../components/database/cache";

const sessions = new Cache("prod-sessions", {
  identifier: "prod-sessions",
  engine: "valkey",
  version: "8.0",
  nodeType: "cache.r7g.large",
  vpcId: "vpc-0a1b2c3d4e5f67890",
  subnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b1c2d3e4f5a67890"],
});

export const { address, connectPolicyArn } = sessions;

// A network in two zones.
import { Network } from "../../../components/network/network";

const network = new Network("prod", {
  cidr: "10.20.0.0/16",
  zones: ["eu-west-1a", "eu-west-1b"],
  region: "eu-west-1",
});

export const { vpcId, natAddresses } = network;

// People who sign in by SAML reach the VPC.
import { ClientVpn } from "../../../components/network/client-vpn";

const vpn = new ClientVpn("prod-vpn", {
  vpcId: "vpc-0a1b2c3d4e5f67890",
  subnetIds: { "eu-west-1a": "subnet-0a1b2c3d4e5f67890", "eu-west-1b": "subnet-0b1c2d3e4f5a67890" },
  resolver: "10.20.0.2",
  clients: "10.100.0.0/16",
  serverCertificate: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-0a1b2c3d4e5f",
  authentication: { saml: "arn:aws:iam::111122223333:saml-provider/vpn" },
  rules: [
    { id: "all-10.20.0.2-32", network: "10.20.0.2/32", description: "resolver" },
    { id: "ops-10.20.0.0-16", network: "10.20.0.0/16", group: "ops", description: "the VPC" },
  ],
});

export const { endpointId } = vpn;

// Tests the client VPN: exact inputs with SAML, and what certificates change.
import { ClientVpn, type ClientVpnArgs } from "../../../components/network/client-vpn";
import { deploy, expectChildNames, namesOf } from "../../mocks";

const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d";
const saml = "arn:aws:iam::111122223333:saml-provider/vpn";

const args: ClientVpnArgs = {
  vpcId: "vpc-1",
  subnetIds: { "eu-west-1a": "subnet-a", "eu-west-1b": "subnet-b" },
  resolver: "10.40.0.2",
  clients: "10.250.0.0/22",
  serverCertificate: certificate,
  authentication: { saml, selfService: saml },
  rules: [
    { id: "all-10.40.0.2-32", network: "10.40.0.2/32", description: "resolver" },
    { id: "eng-10.40.0.0-16", network: "10.40.0.0/16", description: "engineers", group: "eng" },
    { id: "eng-10.0.0.0-16", network: "10.0.0.0/16", description: "engineers", group: "eng" },
  ],
  routes: ["10.0.0.0/16"],
  logDays: 90,
  sessionHours: 12,
};

const make = (changes: Partial<ClientVpnArgs> = {}) =>
  deploy(() => {
    const vpn = new ClientVpn("vpn", { ...args, ...changes });
    vpn.enter("blue", "sg-blue");
    return vpn;
  });

test("the endpoint tunnels only what it is for, resolves private names, logs, and asks people to sign in", async () => {
  const { inputs } = await make();
  expect(inputs("aws:ec2clientvpn/endpoint:Endpoint")).toEqual({
    vpn: {
      description: "vpn",
      vpcId: "vpc-1",
      securityGroupIds: ["vpn-id"],
      clientCidrBlock: "10.250.0.0/22",
      dnsServers: ["10.40.0.2"],
      splitTunnel: true,
      serverCertificateArn: certificate,
      authenticationOptions: [
        { type: "federated-authentication", samlProviderArn: saml, selfServiceSamlProviderArn: saml },
      ],
      selfServicePortal: "enabled",
      sessionTimeoutHours: 12,
      connectionLogOptions: { enabled: true, cloudwatchLogGroup: "vpn-0123abc" },
      tags: { Name: "vpn" },
    },
  });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")).toEqual({ vpn: { retentionInDays: 90 } });
});

test("certificates stand alone, without a portal, or beside SAML", async () => {
  const alone = await make({ authentication: { certificate } });
  expect(alone.inputs("aws:ec2clientvpn/endpoint:Endpoint")["vpn"]).toMatchObject({
    authenticationOptions: [{ type: "certificate-authentication", rootCertificateChainArn: certificate }],
    selfServicePortal: "disabled",
  });
  const both = await make({ authentication: { certificate, saml } });
  expect(both.inputs("aws:ec2clientvpn/endpoint:Endpoint")["vpn"]?.authenticationOptions).toEqual([
    { type: "certificate-authentication", rootCertificateChainArn: certificate },
    { type: "federated-authentication", samlProviderArn: saml },
  ]);
});

test("every zone has an association, and by each the same routes once it is there", async () => {
  const { inputs, of } = await make();
  const endpoint = { clientVpnEndpointId: "vpn-id" };
  expect(inputs("aws:ec2clientvpn/networkAssociation:NetworkAssociation")).toEqual({
    "vpn-eu-west-1a": { ...endpoint, subnetId: "subnet-a" },
    "vpn-eu-west-1b": { ...endpoint, subnetId: "subnet-b" },
  });
  const peer = { ...endpoint, destinationCidrBlock: "10.0.0.0/16" };
  expect(inputs("aws:ec2clientvpn/route:Route")).toEqual({
    "vpn-eu-west-1a-10.0.0.0-16": { ...peer, targetVpcSubnetId: "subnet-a" },
    "vpn-eu-west-1b-10.0.0.0-16": { ...peer, targetVpcSubnetId: "subnet-b" },
  });
  const [first] = of("aws:ec2clientvpn/route:Route");
  expect(namesOf(first!.dependencies)).toContain("vpn-eu-west-1a");
});

test("each rule admits its group, or all", async () => {
  const { inputs } = await make();
  const endpoint = { clientVpnEndpointId: "vpn-id" };
  expect(inputs("aws:ec2clientvpn/authorizationRule:AuthorizationRule")).toEqual({
    "vpn-access-all-10.40.0.2-32": {
      ...endpoint,
      targetNetworkCidr: "10.40.0.2/32",
      description: "resolver",
      authorizeAllGroups: true,
    },
    "vpn-access-eng-10.40.0.0-16": {
      ...endpoint,
      targetNetworkCidr: "10.40.0.0/16",
      description: "engineers",
      accessGroupId: "eng",
    },
    "vpn-access-eng-10.0.0.0-16": {
      ...endpoint,
      targetNetworkCidr: "10.0.0.0/16",
      description: "engineers",
      accessGroupId: "eng",
    },
  });
});

test("the VPN's group leads to the networks of the rules alone, and a cluster admits it to HTTPS", async () => {
  const { inputs } = await make();
  const way = { securityGroupId: "vpn-id", ipProtocol: "-1" };
  expect(inputs("aws:ec2/securityGroup:SecurityGroup")).toEqual({
    vpn: { vpcId: "vpc-1", description: "Clients of the VPN", tags: { Name: "vpn" } },
  });
  expect(inputs("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual({
    "vpn-to-10.40.0.0-16": { ...way, cidrIpv4: "10.40.0.0/16" },
    "vpn-to-10.0.0.0-16": { ...way, cidrIpv4: "10.0.0.0/16" },
  });
  expect(inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
    "vpn-into-blue": {
      securityGroupId: "sg-blue",
      description: "HTTPS from the clients of the VPN",
      referencedSecurityGroupId: "vpn-id",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
  });
});

test("nothing else is made; names and the escape hatch", async () => {
  const transform: ClientVpnArgs["transform"] = {
    endpoint: (endpoint) => ({ ...endpoint, transportProtocol: "tcp" }),
  };
  const { resources, inputs } = await make({ transform });
  expect(resources).toHaveLength(1 + 1 + 2 + 1 + 1 + 2 + 2 + 3 + 1);
  expectChildNames(resources);
  expect(inputs("aws:ec2clientvpn/endpoint:Endpoint")["vpn"]).toMatchObject({ transportProtocol: "tcp" });
});

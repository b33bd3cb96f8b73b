// Tests the network: exact inputs of one zone's chain to the internet, and counts in a small and a large environment.
import * as pulumi from "@pulumi/pulumi";
import { Network, type NetworkArgs } from "../../../components/network/network";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const dev: NetworkArgs = {
  cidr: "10.20.0.0/16",
  zones: ["eu-west-1a", "eu-west-1b"],
  nat: "single",
  flowLogDays: 7,
  region: "eu-west-1",
  clusterIds: ["shop-dev-blue"],
  endpoints: [],
};
const prod: NetworkArgs = {
  ...dev,
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  nat: "perZone",
  flowLogDays: 365,
  clusterIds: ["shop-prod-blue", "shop-prod-green"],
  endpoints: undefined,
};

const make = (args: NetworkArgs) => deploy(() => new Network("net", args));

/** How many of each type there are. */
function counts(resources: readonly { type: string }[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of resources) result[type] = (result[type] ?? 0) + 1;
  return result;
}

test("two zones with a single NAT gateway and no interface endpoints", async () => {
  const { resources } = await make(dev);
  expect(counts(resources)).toEqual({
    "crossover:network:Network": 1,
    "crossover:network:Endpoints": 1,
    "crossover:network:FlowLogs": 1,
    "aws:ec2/vpc:Vpc": 1,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
    "aws:ec2/subnet:Subnet": 6,
    "aws:ec2/internetGateway:InternetGateway": 1,
    "aws:ec2/eip:Eip": 1,
    "aws:ec2/natGateway:NatGateway": 1,
    "aws:ec2/routeTable:RouteTable": 4,
    "aws:ec2/route:Route": 3,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": 6,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 2,
    "aws:cloudwatch/logGroup:LogGroup": 1,
    "aws:iam/role:Role": 1,
    "aws:iam/rolePolicy:RolePolicy": 1,
    "aws:ec2/flowLog:FlowLog": 1,
  });
});

test("three zones with a NAT gateway each and the default interface endpoints", async () => {
  const { resources } = await make(prod);
  expect(counts(resources)).toEqual({
    "crossover:network:Network": 1,
    "crossover:network:Endpoints": 1,
    "crossover:network:FlowLogs": 1,
    "aws:ec2/vpc:Vpc": 1,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
    "aws:ec2/subnet:Subnet": 9,
    "aws:ec2/internetGateway:InternetGateway": 1,
    "aws:ec2/eip:Eip": 3,
    "aws:ec2/natGateway:NatGateway": 3,
    "aws:ec2/routeTable:RouteTable": 5,
    "aws:ec2/route:Route": 4,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 9,
    "aws:ec2/securityGroup:SecurityGroup": 1,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
    "aws:cloudwatch/logGroup:LogGroup": 1,
    "aws:iam/role:Role": 1,
    "aws:iam/rolePolicy:RolePolicy": 1,
    "aws:ec2/flowLog:FlowLog": 1,
  });
  expectChildNames(resources);
});

test("the VPC resolves names, and its default security group has no rules", async () => {
  const { inputs } = await make(dev);
  expect(inputs("aws:ec2/vpc:Vpc")).toEqual({
    net: {
      cidrBlock: "10.20.0.0/16",
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: "net" },
    },
  });
  expect(inputs("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")).toEqual({
    "net-default": { vpcId: "net-id", tags: { Name: "net-default" } },
  });
});

test("subnets carry the planned ranges and the tags that load balancers are placed by", async () => {
  const { inputs } = await make(prod);
  const subnets = inputs("aws:ec2/subnet:Subnet");
  const clusters = {
    "kubernetes.io/cluster/shop-prod-blue": "shared",
    "kubernetes.io/cluster/shop-prod-green": "shared",
  };
  const inZoneB = { vpcId: "net-id", availabilityZone: "eu-west-1b", mapPublicIpOnLaunch: false };
  expect(subnets["net-public-eu-west-1b"]).toEqual({
    ...inZoneB,
    cidrBlock: "10.20.96.0/21",
    tags: { Name: "net-public-eu-west-1b", "kubernetes.io/role/elb": "1", ...clusters },
  });
  expect(subnets["net-private-eu-west-1b"]).toEqual({
    ...inZoneB,
    cidrBlock: "10.20.64.0/19",
    tags: { Name: "net-private-eu-west-1b", "kubernetes.io/role/internal-elb": "1", ...clusters },
  });
  expect(subnets["net-intra-eu-west-1b"]).toEqual({
    ...inZoneB,
    cidrBlock: "10.20.104.0/22",
    tags: { Name: "net-intra-eu-west-1b" },
  });
});

test("with a single NAT gateway every zone leaves through the first", async () => {
  const { inputs } = await make(dev);
  const way = { destinationCidrBlock: "0.0.0.0/0" };
  expect(inputs("aws:ec2/route:Route")).toEqual({
    "net-public-internet": { ...way, routeTableId: "net-public-id", gatewayId: "net-id" },
    "net-private-eu-west-1a-nat": {
      ...way,
      routeTableId: "net-private-eu-west-1a-id",
      natGatewayId: "net-nat-eu-west-1a-id",
    },
    "net-private-eu-west-1b-nat": {
      ...way,
      routeTableId: "net-private-eu-west-1b-id",
      natGatewayId: "net-nat-eu-west-1a-id",
    },
  });
});

test("with one per zone each zone leaves through its own, and intra subnets never do", async () => {
  const { inputs, of } = await make(prod);
  const routes = inputs("aws:ec2/route:Route");
  for (const zone of prod.zones)
    expect(routes[`net-private-${zone}-nat`]).toMatchObject({ natGatewayId: `net-nat-${zone}-id` });
  expect(Object.values(routes).map(({ routeTableId }) => routeTableId)).not.toContain("net-intra-id");
  const [nat] = of("aws:ec2/natGateway:NatGateway");
  expect(nat!.inputs).toEqual({
    subnetId: "net-public-eu-west-1a-id",
    allocationId: "net-nat-eu-west-1a-id",
    tags: { Name: "net-nat-eu-west-1a" },
  });
  expect(namesOf(nat!.dependencies)).toEqual(
    expect.arrayContaining(["net-public-internet", "net-public-eu-west-1a"]),
  );
});

test("every subnet is associated with the table of its tier and zone", async () => {
  const { inputs } = await make(dev);
  const associated = Object.values(inputs("aws:ec2/routeTableAssociation:RouteTableAssociation"));
  expect(
    Object.fromEntries(associated.map(({ subnetId, routeTableId }) => [subnetId, routeTableId])),
  ).toEqual({
    "net-public-eu-west-1a-id": "net-public-id",
    "net-public-eu-west-1b-id": "net-public-id",
    "net-private-eu-west-1a-id": "net-private-eu-west-1a-id",
    "net-private-eu-west-1b-id": "net-private-eu-west-1b-id",
    "net-intra-eu-west-1a-id": "net-intra-id",
    "net-intra-eu-west-1b-id": "net-intra-id",
  });
});

test("endpoints: gateways on the private tables, interfaces for HTTPS from the VPC alone", async () => {
  const { inputs } = await make(prod);
  const endpoints = inputs("aws:ec2/vpcEndpoint:VpcEndpoint");
  expect(Object.keys(endpoints).sort()).toEqual([
    "net-endpoints-dynamodb",
    "net-endpoints-ec2",
    "net-endpoints-ecr.api",
    "net-endpoints-ecr.dkr",
    "net-endpoints-eks-auth",
    "net-endpoints-logs",
    "net-endpoints-s3",
    "net-endpoints-secretsmanager",
    "net-endpoints-sts",
  ]);
  expect(endpoints["net-endpoints-s3"]).toEqual({
    vpcId: "net-id",
    serviceName: "com.amazonaws.eu-west-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [...prod.zones.map((zone) => `net-private-${zone}-id`), "net-intra-id"],
    tags: { Name: "net-endpoints-s3" },
  });
  expect(endpoints["net-endpoints-ecr.api"]).toEqual({
    vpcId: "net-id",
    serviceName: "com.amazonaws.eu-west-1.ecr.api",
    vpcEndpointType: "Interface",
    subnetIds: prod.zones.map((zone) => `net-intra-${zone}-id`),
    securityGroupIds: ["net-endpoints-id"],
    privateDnsEnabled: true,
    tags: { Name: "net-endpoints-ecr.api" },
  });
  expect(inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
    "net-endpoints-https": {
      securityGroupId: "net-endpoints-id",
      description: "HTTPS from the VPC",
      cidrIpv4: "10.20.0.0/16",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
  });
});

test("flow logs record everything, are kept as long as asked, and their role writes nowhere else", async () => {
  const { inputs } = await make(prod);
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")).toEqual({ "net-flow-logs": { retentionInDays: 365 } });
  const arn = (name: string) => `arn:aws:mock:eu-west-1:123456789012:${name}`;
  expect(inputs("aws:ec2/flowLog:FlowLog")).toEqual({
    "net-flow-logs-log": {
      vpcId: "net-id",
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: arn("net-flow-logs"),
      iamRoleArn: arn("net-flow-logs-role"),
      tags: { Name: "net-flow-logs" },
    },
  });
  const { policy } = inputs("aws:iam/rolePolicy:RolePolicy")["net-flow-logs-write"]!;
  expect(JSON.parse(policy).Statement).toEqual([
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:PutLogEvents",
      ],
      Resource: `${arn("net-flow-logs")}:*`,
    },
  ]);
});

test("flow logs are encrypted with the key that is given", async () => {
  const { inputs } = await make({ ...dev, logKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" });
  expect(inputs("aws:cloudwatch/logGroup:LogGroup")["net-flow-logs"]).toMatchObject({
    kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
  });
});

test("outputs list subnets in the order of the zones, and the tables of those without a way in", async () => {
  const { result } = await make(dev);
  expect(result).toMatchObject({
    cidrs: ["10.20.0.0/16"],
    zones: dev.zones,
    privateRanges: ["10.20.0.0/19", "10.20.64.0/19"],
    intraRanges: ["10.20.40.0/22", "10.20.104.0/22"],
  });
  expect(await valueOf(pulumi.all(result.routeTableIds))).toEqual({
    "private-eu-west-1a": "net-private-eu-west-1a-id",
    "private-eu-west-1b": "net-private-eu-west-1b-id",
    intra: "net-intra-id",
  });
  expect(await valueOf(result.ready)).toBe("net-id");
  const ids = (list: typeof result.publicSubnetIds) => Promise.all(list.map(valueOf));
  expect(await ids(result.publicSubnetIds)).toEqual(["net-public-eu-west-1a-id", "net-public-eu-west-1b-id"]);
  expect(await ids(result.privateSubnetIds)).toEqual([
    "net-private-eu-west-1a-id",
    "net-private-eu-west-1b-id",
  ]);
  expect(await ids(result.intraSubnetIds)).toEqual(["net-intra-eu-west-1a-id", "net-intra-eu-west-1b-id"]);
  expect(result.natAddresses).toHaveLength(1);
});

test("the VPC's arguments can be changed by a transform", async () => {
  const transform: NetworkArgs["transform"] = {
    vpc: (args) => ({ ...args, instanceTenancy: "dedicated" }),
  };
  const { inputs } = await make({ ...dev, transform });
  expect(inputs("aws:ec2/vpc:Vpc").net).toMatchObject({
    cidrBlock: "10.20.0.0/16",
    instanceTenancy: "dedicated",
  });
});

test("a range that can't be a VPC's and too many zones are refused together", async () => {
  const zones = ["a", "b", "c", "d", "e"].map((letter) => `eu-west-1${letter}`);
  await expect(make({ ...dev, cidr: "10.20.0.0/24", zones })).rejects.toMatchObject({
    component: "Network net",
    problems: [
      { propertyPath: "cidr", reason: "`10.20.0.0/24` must be from /16 to /20: take 10.20.0.0/20" },
      { propertyPath: "zones", reason: "are 5, more than 4" },
    ],
  });
});

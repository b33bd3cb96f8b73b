// Tests the network on the real engine: peerings and a VPN that change alone, an adopted VPC, and what is refused.
import { operations, type Project, single, unchanged } from "./project";

const account = "111122223333";
const legacy = {
  vpc: "vpc-0f1e2d3c4b5a69788",
  cidrs: ["10.0.0.0/16"],
  routeTables: ["rtb-0f1e2d3c4b5a69788"],
  allow: [
    { from: "here", port: 5432, securityGroup: "sg-0f1e2d3c4b5a69788", description: "database" },
    { from: "vpn", port: 22, securityGroup: "sg-0f1e2d3c4b5a69788", description: "operators" },
  ],
};
const vpn = {
  clients: "10.250.0.0/22",
  serverCertificate: `arn:aws:acm:eu-west-1:${account}:certificate/6f1d2c3b`,
  authentication: { saml: `arn:aws:iam::${account}:saml-provider/vpn` },
  access: { engineers: { group: "eng", networks: ["vpc", "legacy"] } },
};
const subnets = (...digits: number[]) => digits.map((digit) => `subnet-0a1b2c3d4e5f6789${digit}`);
const adopt = {
  vpc: "vpc-0a1b2c3d4e5f67890",
  public: subnets(1, 2),
  private: subnets(3, 4),
  routeTables: ["rtb-0a1b2c3d4e5f67890"],
};

const authorization = "aws:ec2clientvpn/authorizationRule:AuthorizationRule";
const rule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

let base: Project;

beforeAll(async () => {
  base = single();
  base.configure((config) => {
    Object.assign(config, { "crossover:peerings": { legacy }, "crossover:vpn": vpn });
  });
  await base.done("up");
});

test("a second update finds nothing to do", async () => {
  expect((await base.done("up")).changes).toEqual(unchanged);
});

test("a change of who reaches what touches the rules of the VPN alone", async () => {
  const project = base.fork();
  const report = await project.done("up --set vpn.access.engineers.group=staff");
  expect(operations(report).sort()).toEqual([
    `create ${authorization} dev-vpn-access-staff-10.0.0.0-16`,
    `create ${authorization} dev-vpn-access-staff-10.20.0.0-16`,
    `delete ${authorization} dev-vpn-access-eng-10.0.0.0-16`,
    `delete ${authorization} dev-vpn-access-eng-10.20.0.0-16`,
  ]);
});

test("a change of what may connect touches its rules alone", async () => {
  const project = base.fork();
  const report = await project.done("up --set peerings.legacy.allow[0].port=5433");
  const group = "dev-peering-legacy-sg-0f1e2d3c4b5a69788";
  expect(operations(report).sort()).toEqual([
    `create ${rule} ${group}-5433-from-10.20.0.0-19`,
    `create ${rule} ${group}-5433-from-10.20.64.0-19`,
    `delete ${rule} ${group}-5432-from-10.20.0.0-19`,
    `delete ${rule} ${group}-5432-from-10.20.64.0-19`,
  ]);
});

test("another range of the clients is another endpoint, with all that belongs to it", async () => {
  const project = base.fork();
  const report = await project.done("up --set vpn.clients=10.251.0.0/22");
  const touched = operations(report).map((line) => line.replace(/^(\S+) aws:(\w+)\/.*$/, "$1 $2"));
  expect(new Set(touched)).toEqual(new Set(["replace ec2clientvpn"]));
  expect(project.resource("aws:ec2clientvpn/endpoint:Endpoint", "dev-vpn")?.inputs).toMatchObject({
    clientCidrBlock: "10.251.0.0/22",
  });
});

test("overlapping ranges are refused with both named, and nothing changes", async () => {
  const report = await base.run("up --set vpn.clients=10.20.4.0/22 --set network.cidr=10.0.0.0/16");
  expect(report).toMatchObject({ code: 1, result: "refused" });
  expect(report.problems).toMatchObject([
    {
      path: "Pulumi.dev.yaml: crossover:peerings.legacy",
      message: expect.stringContaining("`10.0.0.0/16` of Pulumi.dev.yaml: crossover:network.cidr"),
      allowed: "a range that doesn't overlap it, such as 10.1.0.0/16",
    },
  ]);
  expect((await base.done("preview")).changes).toEqual(unchanged);
});

test("peers in another region and account, beside one in this", async () => {
  const project = base.fork();
  const description = "callers";
  project.configure((config) => {
    config["crossover:peerings"] = {
      legacy,
      overseas: {
        vpc: "vpc-00000002",
        cidrs: ["10.2.0.0/16"],
        region: "us-east-1",
        routeTables: ["rtb-00000002"],
        allow: [{ from: "here", port: 443, securityGroup: "sg-00000002", description }],
      },
      partner: {
        vpc: "vpc-00000003",
        cidrs: ["10.3.0.0/16"],
        owner: "444455556666",
      },
    };
  });
  const report = await project.done("up");
  expect(report.changes).toMatchObject({ update: 0, replace: 0, delete: 0 });
  expect((await project.done("up")).changes).toEqual(unchanged);
  const { outputs } = project.state().find(({ type }) => type === "pulumi:pulumi:Stack")!;
  expect(outputs).toMatchObject({
    peerings: {
      legacy: { connectionId: expect.stringMatching(/^pcx-/) },
      partner: { byHand: expect.arrayContaining([expect.stringMatching(/^accept .* 444455556666/)]) },
    },
    vpn: { endpointId: expect.stringMatching(/^cvpn-endpoint-/) },
  });
  await project.done("destroy");
  expect(project.cloud().filter(({ seeded }) => !seeded)).toEqual([]);
});

test("an adopted VPC carries a stack, and is left as it was", async () => {
  const project = single();
  project.configure((config) => {
    config["crossover:network"] = { adopt, endpoints: ["sts"] };
    Object.assign(config, { "crossover:peerings": { legacy }, "crossover:vpn": vpn });
  });
  const seeded = () => project.cloud().filter((one) => one.seeded);
  const before = seeded();
  const first = await project.done("up");
  expect(seeded().filter(({ id }) => before.some((one) => one.id === id))).toEqual(before);
  const made = operations(first);
  expect(made.filter((line) => / aws:ec2\/(vpc|subnet|routeTable|natGateway):/.test(line))).toEqual([]);
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
  await project.done("destroy");
  expect(project.cloud().filter((one) => !one.seeded)).toEqual([]);
  expect(seeded().map(({ id }) => id)).toEqual(expect.arrayContaining([adopt.vpc, ...subnets(1, 2, 3, 4)]));
});

test("what was adopted by mistake is refused before anything is made", async () => {
  const project = single();
  project.configure((config) => {
    config["crossover:network"] = { adopt: { ...adopt, routeTables: legacy.routeTables } };
    config["crossover:peerings"] = { legacy: { ...legacy, allow: [] } };
  });
  const report = await project.run("up");
  expect(report.problems).toMatchObject([
    {
      rule: "adopt",
      path: "Pulumi.dev.yaml: crossover:network.adopt.routeTables[0]",
      message: `\`${legacy.routeTables[0]!}\` belongs to \`${legacy.vpc}\``,
      allowed: `one of \`${adopt.vpc}\``,
    },
  ]);
  expect(project.cloud().filter((one) => !one.seeded)).toEqual([]);
});

// Tests the private zone, names in it, and who is admitted to what they name.
import { Admission } from "../../../components/network/admission";
import { PrivateName } from "../../../components/network/private-name";
import { PrivateZone } from "../../../components/network/private-zone";
import { deploy, expectChildNames, valueOf } from "../../mocks";

test("a zone that answers in the stack's network and those that it is peered with", async () => {
  const peers = { legacy: { vpc: "vpc-2" }, office: { vpc: "vpc-3", region: "us-east-1" } };
  const { inputs, resources, result } = await deploy(
    () => new PrivateZone("prod-private", { domain: "prod.internal", vpcId: "vpc-1", peers }),
  );
  expectChildNames(resources);
  expect(inputs("aws:route53/zone:Zone")).toEqual({
    "prod-private-zone": {
      name: "prod.internal",
      comment: "Private names, the same on every side of a migration",
      vpcs: [{ vpcId: "vpc-1" }],
      tags: { Name: "prod.internal" },
    },
  });
  const zoneId = "prod-private-zone-id";
  expect(inputs("aws:route53/zoneAssociation:ZoneAssociation")).toEqual({
    "prod-private-zone-legacy": { zoneId, vpcId: "vpc-2" },
    "prod-private-zone-office": { zoneId, vpcId: "vpc-3", vpcRegion: "us-east-1" },
  });
  expect(await valueOf(result.zoneId)).toBe("prod-private-zone-id");
});

test("what others have associated with the zone is left alone", async () => {
  const { resources } = await deploy(
    () => new PrivateZone("prod-private", { domain: "prod.internal", vpcId: "vpc-1" }),
  );
  const [zone, ...others] = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(zone).toMatchObject({ type: "aws:route53/zone:Zone", ignoreChanges: ["vpcs"] });
  expect(others).toEqual([]);
});

test.each([
  ["old.example.net", "CNAME"],
  ["10.1.2.3", "A"],
])("a name for %s is a %s record", async (target, type) => {
  const { inputs, resources, result } = await deploy(
    () => new PrivateName("main", { zoneId: "Z1", hostname: "main.db.prod.internal", target }),
  );
  expectChildNames(resources);
  expect(inputs("aws:route53/record:Record")).toEqual({
    "main-record": {
      zoneId: "Z1",
      name: "main.db.prod.internal",
      type,
      ttl: 5,
      records: [target],
      allowOverwrite: true,
    },
  });
  expect(await valueOf(result.written)).toBe("main.db.prod.internal");
});

test.each([
  [{}, "new.example"],
  [{ records: ["old.example"] }, "old.example"],
  [{ fqdn: undefined }, undefined],
])("a name that an update may have left alone, with %j, points to %s", async (left, expected) => {
  const { result } = await deploy(
    () => new PrivateName("main", { zoneId: "Z1", hostname: "main.db.prod.internal", target: "new.example" }),
    { outputs: { "aws:route53/record:Record": ({ inputs }) => ({ fqdn: inputs.name, ...left }) } },
  );
  expect(await valueOf(result.pointsTo)).toBe(expected);
});

test("a rule for each consumer", async () => {
  const { inputs, resources, result } = await deploy(
    () =>
      new Admission("main-admission", {
        to: { securityGroupId: "sg-main", port: 5432 },
        from: { blue: "sg-blue", monolith: "sg-monolith" },
      }),
  );
  expectChildNames(resources);
  const rule = { securityGroupId: "sg-main", ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
  expect(inputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({
    "main-admission-blue": { ...rule, referencedSecurityGroupId: "sg-blue", description: "From blue" },
    "main-admission-monolith": {
      ...rule,
      referencedSecurityGroupId: "sg-monolith",
      description: "From monolith",
    },
  });
  expect(await valueOf(result.admitted)).toHaveLength(2);
});

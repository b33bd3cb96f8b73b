// Tests the message for each kind of mistake in a stack file's `crossover:` keys.
import { validate } from "../../src/config/explain";
import { stackFile } from "../../src/schema/stack";
import { cluster, config, rows } from "./project";

const said = (value: unknown) => rows(validate(stackFile, value, (path) => path).problems);

const trafficForm =
  "`legacy`, a whole number from 0 to 100, `kubernetes`, a cluster, or `{ from: …, to: …, percent: … }`";
const labelForm = "lower-case letters, digits and inner hyphens, at most 63, e.g. `api-v2`";
const zoneForm = "`{ create: <domain> }` or `{ adopt: <domain> }`";
const networkForm = "`{ cidr: …, zones: …, nat: … }` or `{ adopt: { vpc: …, public: […], private: […] } }`";
const number25 = "must be the number 25, without quotes, leading zeros or a percent sign";
const legacyForm =
  "`create`, `skip`, `{ adopt: { loadBalancer: <name> } }`, or changed bounds such as `{ min: 2, max: 4 }`";

test("the good one has no problem", () => {
  expect(said(config)).toEqual([]);
});

test.each<[unknown, string[][]]>([
  ["025", [["traffic.api", `${number25}, but is \`"025"\``]]],
  ["25%", [["traffic.api", `${number25}, but is \`"25%"\``]]],
  ["25", [["traffic.api", `${number25}, but is \`"25"\``]]],
  ["101%", [["traffic.api", `must be ${trafficForm}, but is \`"101%"\``]]],
  ["", [["traffic.api", `must be ${trafficForm}, but is \`""\``]]],
  [25.5, [["traffic.api", `must be ${trafficForm}, but is \`25.5\``]]],
  [-1, [["traffic.api", "must be a whole number from 0 to 100, but is `-1`"]]],
  [101, [["traffic.api", "must be a whole number from 0 to 100, but is `101`"]]],
  [true, [["traffic.api", `must be ${trafficForm}, but is \`true\``]]],
  [null, [["traffic.api", "has no value", trafficForm]]],
  [[], [["traffic.api", `must be ${trafficForm}, but is a list`]]],
  [
    { from: "legacy" },
    [
      ["traffic.api.to", "is missing", labelForm],
      ["traffic.api.percent", "is missing", "a whole number from 0 to 100"],
    ],
  ],
  [
    { from: "blue", to: "green", percent: "5" },
    [["traffic.api.percent", 'must be a whole number from 0 to 100, but is `"5"`']],
  ],
  [
    { from: "blue", to: "green", percent: 5, step: 1 },
    [["traffic.api.step", "unknown key `step`", "from, percent, to"]],
  ],
])("traffic %j", (value, expected) => {
  expect(said({ ...config, traffic: { default: "legacy", api: value } })).toEqual(expected);
});

const vpn = {
  clients: "10.250.0.0/22",
  serverCertificate: "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d",
  authentication: { saml: "arn:aws:iam::111122223333:saml-provider/vpn" },
  access: { all: { group: "*", networks: ["vpc"] } },
};
const eks = (change: object) => ({ clusters: { blue: { ...cluster, ...change } } });
const group = (change: object) =>
  eks({ nodeGroups: { x86: { instanceTypes: ["m5.large"], min: 1, max: 2, ...change } } });

test.each<[string, Record<string, unknown>, string[][]]>([
  [
    "an unknown key",
    { relases: {} },
    [
      [
        "relases",
        "unknown key `relases` (did you mean `releases`?)",
        Object.keys(stackFile.shape).sort().join(", "),
      ],
    ],
  ],
  ["no zone", { zone: undefined }, [["zone", "is missing", zoneForm]]],
  ["a zone as text", { zone: "example.com" }, [["zone", `must be ${zoneForm}, but is \`"example.com"\``]]],
  [
    "a mistyped choice",
    { zone: { crate: "example.com" } },
    [["zone", `must be ${zoneForm}, but is \`{ crate: … }\``]],
  ],
  [
    "both choices",
    { zone: { create: "example.com", adopt: "example.com" } },
    [["zone", `must be ${zoneForm}, but is \`{ create: …, adopt: … }\``]],
  ],
  ["neither choice", { zone: {} }, [["zone", `must be ${zoneForm}, but is \`{}\``]]],
  [
    "a domain in capitals",
    { zone: { adopt: "Example.com" } },
    [
      [
        "zone.adopt",
        'must be a domain name in lower case without a final dot, e.g. `staging.example.com`, but is `"Example.com"`',
      ],
    ],
  ],
  [
    "a network without NAT",
    { network: { cidr: "10.20.0.0/16", zones: 2, flowLogDays: 7, endpoints: ["sts"] } },
    [["network.nat", "is missing", "`single` or `perZone`"]],
  ],
  [
    "a misspelt key of a network",
    { network: { cidr: "10.20.0.0/16", zone: 2, zones: 2, nat: "single" } },
    [
      [
        "network.zone",
        "unknown key `zone` (did you mean `zones`?)",
        "adopt, cidr, endpoints, flowLogDays, nat, zones",
      ],
    ],
  ],
  [
    "an adopted network without private subnets",
    { network: { adopt: { vpc: "vpc-0a1b2c3d", public: ["subnet-00000001"] } } },
    [
      ["network.adopt.public", "needs subnets in two zones at least"],
      ["network.adopt.private", "is missing", "a list"],
    ],
  ],
  [
    "a name where an id should be",
    { peerings: { legacy: { vpc: "legacy", cidrs: ["10.0.0.0/16"] } } },
    [["peerings.legacy.vpc", 'must be the id of a VPC, such as `vpc-0a1b2c3d4e5f67890`, but is `"legacy"`']],
  ],
  [
    "a peering called as the VPC is in the VPN",
    { peerings: { vpc: { vpc: "vpc-0a1b2c3d", cidrs: ["10.0.0.0/16"] } } },
    [["peerings.vpc", "the name must be another than `vpc`, which is this stack's own"]],
  ],
  [
    "a VPN that nobody can sign in to",
    { vpn: { ...vpn, authentication: {} } },
    [["vpn.authentication", "needs `certificate` or `saml`"]],
  ],
  [
    "a VPN that leads nowhere",
    { vpn: { ...vpn, access: { all: { networks: [] } }, logDays: 8 } },
    [
      ["vpn.access.all.networks", "needs a network"],
      ["vpn.logDays", "must be `1`, `3`, `5`, `7`, `14`, `30`, `60`, `90`, `180` or `365`, but is `8`"],
    ],
  ],
  ["no network", { network: undefined }, [["network", "is missing", networkForm]]],
  [
    "an address for a range",
    { network: { cidr: "10.20.0.0", zones: 2, nat: "single" } },
    [["network.cidr", 'must be an IPv4 range such as `10.20.0.0/16`, but is `"10.20.0.0"`']],
  ],
  [
    "too many zones",
    { network: { cidr: "10.20.0.0/16", zones: 4, nat: "single" } },
    [["network.zones", "must be a whole number from 2 to 3, but is `4`"]],
  ],
  [
    "a mistyped word",
    { network: { cidr: "10.20.0.0/16", zones: 2, nat: "perzone" } },
    [["network.nat", 'must be `single` or `perZone`, but is `"perzone"` (did you mean `perZone`?)']],
  ],
  [
    "a retention that isn't offered",
    { network: { cidr: "10.20.0.0/16", zones: 2, nat: "single", flowLogDays: 8 } },
    [
      [
        "network.flowLogDays",
        "must be `1`, `3`, `5`, `7`, `14`, `30`, `60`, `90`, `180` or `365`, but is `8`",
      ],
    ],
  ],
  [
    "a reader that is no account",
    { registry: { create: { readers: ["platform"] } } },
    [
      [
        "registry.create.readers[0]",
        'must be an account id of 12 digits, in quotes, such as `"111122223333"`, but is `"platform"`',
      ],
    ],
  ],
  [
    "26 copies",
    { registry: { create: { replicate: Array(26).fill({ region: "eu-central-1" }) } } },
    [["registry.create.replicate", "can name 25 places at most"]],
  ],
  [
    "a trail that nobody makes",
    { audit: { trail: "adopt" } },
    [["audit.trail", 'must be `create` or `organisation`, but is `"adopt"`']],
  ],
  [
    "a retention of audits that isn't offered",
    { audit: { trail: "create", retentionDays: 366 } },
    [
      [
        "audit.retentionDays",
        "must be `90`, `120`, `150`, `180`, `365`, `400`, `545`, `731`, `1096`, `1827`, `2192`, `2557`, `2922`, `3288` or `3653`, but is `366`",
      ],
    ],
  ],
  [
    "an account without quotes",
    { registry: { adopt: { account: 111122223333, region: "eu" } } },
    [
      [
        "registry.adopt.account",
        'must be an account id of 12 digits, in quotes, such as `"111122223333"`, but is `111122223333`',
      ],
      ["registry.adopt.region", 'must be an AWS region such as `eu-west-1`, but is `"eu"`'],
    ],
  ],
  ["no cluster", { clusters: {} }, [["clusters", "needs a cluster"]]],
  [
    "a list of clusters",
    { clusters: [cluster] },
    [["clusters", "must be a mapping such as `{ blue: { kind: eks, … } }`, but is a list"]],
  ],
  [
    "a cluster called kubernetes",
    { clusters: { kubernetes: cluster } },
    [["clusters.kubernetes", "the name must be another than `legacy` and `kubernetes`"]],
  ],
  [
    "a cluster with a long name",
    { clusters: { ["b".repeat(41)]: cluster } },
    [
      [
        `clusters.${"b".repeat(41)}`,
        "the name must be lower-case letters, digits and inner hyphens, at most 40, e.g. `api-v2`",
      ],
    ],
  ],
  [
    "another kind of cluster",
    eks({ kind: "aks", version: 1.34 }),
    [
      ["clusters.blue.kind", 'must be `eks` or `shared`, but is `"aks"` (did you mean `eks`?)'],
      ["clusters.blue.version", 'must be a Kubernetes version in quotes, such as `"1.36"`, but is `1.34`'],
    ],
  ],
  [
    "an unknown kind of cluster",
    eks({ kind: "openshift", admin: [] }),
    [
      ["clusters.blue.kind", 'must be `eks` or `shared`, but is `"openshift"`'],
      [
        "clusters.blue.admin",
        "unknown key `admin` (did you mean `admins`?)",
        "addOnVersions, admins, architectures, autoscalerVersion, autoscaling, cluster, endpoint, extendedSupport, kind, nodeGroups, nodeImages, nodePools, nodeVersion, runner, stack, version",
      ],
    ],
  ],
  [
    "an endpoint",
    eks({ endpoint: "public" }),
    [["clusters.blue.endpoint", 'must be `private` or `{ public: [<range>, …] }`, but is `"public"`']],
  ],
  [
    "an endpoint's range",
    eks({ endpoint: { public: ["0.0.0.0"] } }),
    [
      [
        "clusters.blue.endpoint.public[0]",
        'must be an IPv4 range such as `10.20.0.0/16`, but is `"0.0.0.0"`',
      ],
    ],
  ],
  [
    "an administrator",
    eks({ admins: ["platform"] }),
    [
      [
        "clusters.blue.admins[0]",
        'must be the ARN of an IAM role or user, such as `arn:aws:iam::111122223333:role/platform`, but is `"platform"`',
      ],
    ],
  ],
  ["no node group", eks({ nodeGroups: {} }), [["clusters.blue.nodeGroups", "needs a node group"]]],
  [
    "no instance type",
    group({ instanceTypes: [] }),
    [["clusters.blue.nodeGroups.x86.instanceTypes", "needs at least one entry"]],
  ],
  ["nodes in the wrong order", group({ min: 3 }), [["clusters.blue.nodeGroups.x86.max", "is below min (3)"]]],
  [
    "a small disk",
    group({ diskGiB: 8 }),
    [["clusters.blue.nodeGroups.x86.diskGiB", "must be a whole number from 20 to 16384, but is `8`"]],
  ],
  ["a choice of legacy", { legacy: "adopt" }, [["legacy", 'must be `create` or `skip`, but is `"adopt"`']]],
  [
    "a service's choice",
    { services: { api: { legacy: "skp" } } },
    [["services.api.legacy", `must be ${legacyForm}, but is \`"skp"\` (did you mean \`skip\`?)`]],
  ],
  [
    "a mistyped bound",
    { services: { api: { legacy: { mim: 2 } } } },
    [
      [
        "services.api.legacy.mim",
        "unknown key `mim` (did you mean `min`?)",
        "adopt, cpu, instanceType, max, memory, min",
      ],
    ],
  ],
  [
    "a bound of 0",
    { services: { api: { legacy: { min: 0 } } } },
    [["services.api.legacy.min", "must be a whole number of at least 1, but is `0`"]],
  ],
  [
    "a mistake within adopt",
    { services: { api: { legacy: { adopt: { loadbalancer: "x" } } } } },
    [
      [
        "services.api.legacy.adopt.loadbalancer",
        "unknown key `loadbalancer` (did you mean `loadBalancer`?)",
        "ecs, environment, hosts, loadBalancer, targetGroup",
      ],
    ],
  ],
  [
    "an environment without its domain",
    { services: { api: { legacy: { adopt: { environment: { name: "api-prod" } } } } } },
    [
      [
        "services.api.legacy.adopt.environment.cname",
        "is missing",
        "an environment's domain, such as `booking-prod.eu-west-1.elasticbeanstalk.com`",
      ],
    ],
  ],
  [
    "hosts that are no addresses",
    { services: { api: { legacy: { adopt: { hosts: { addresses: ["pets.example.net"] } } } } } },
    [
      [
        "services.api.legacy.adopt.hosts.addresses[0]",
        'must be an IPv4 address such as `203.0.113.10`, but is `"pets.example.net"`',
      ],
    ],
  ],
  [
    "adopt and bounds",
    { services: { api: { legacy: { adopt: { loadBalancer: "api" }, min: 2 } } } },
    [
      [
        "services.api.legacy.min",
        "`min` can't be combined with the other keys",
        "adopt, cpu, instanceType, max, memory, min",
      ],
    ],
  ],
  [
    "an unknown difference",
    { services: { api: { scael: {} } } },
    [["services.api.scael", "unknown key `scael` (did you mean `scale`?)", "gpu, legacy, scale"]],
  ],
  [
    "a tag without quotes",
    { releases: { api: { tag: 1.2 } } },
    [["releases.api.tag", 'must be an image tag in quotes, such as `"2026.11.3"`, but is `1.2`']],
  ],
  [
    "a release as text",
    { releases: { api: "1.2.0" } },
    [["releases.api", 'must be a mapping of keys to values, but is `"1.2.0"`']],
  ],
  [
    "not an AMI",
    { releases: { api: { tag: "1", ami: "i-1" } } },
    [["releases.api.ami", 'must be an AMI id such as `ami-0abc1234`, but is `"i-1"`']],
  ],
  [
    "no releases",
    { releases: undefined },
    [["releases", "is missing", 'a mapping such as `{ auth: { tag: "1.9.2" }, … }`']],
  ],
  ["no default", { traffic: {} }, [["traffic.default", "is missing", "`legacy` or `kubernetes`"]]],
  [
    "a number for the default",
    { traffic: { default: 25 } },
    [["traffic.default", "must be `legacy` or `kubernetes`, but is `25`"]],
  ],
  [
    "no traffic",
    { traffic: null },
    [["traffic", "has no value", "a mapping such as `{ default: legacy, api: 25 }`"]],
  ],
  [
    "names that no route can have, beside a wrong value",
    { traffic: { default: "legacy", Api: 25, constructor: 5, api: 101 } },
    [
      ["traffic.api", "must be a whole number from 0 to 100, but is `101`"],
      ["traffic.Api", `the name must be ${labelForm}`],
      ["traffic.constructor", "the name must be a word that JavaScript doesn't use itself"],
    ],
  ],
  [
    "entries with a wrong name, and other mistakes",
    {
      clusters: { legacy: { ...cluster, vresion: "1.34", endpoint: { public: ["0.0.0.0"] } } },
      releases: { Api: { tga: "1" } },
    },
    [
      ["clusters.legacy", "the name must be another than `legacy` and `kubernetes`"],
      ["releases.Api", `the name must be ${labelForm}`],
      [
        "clusters.legacy.endpoint.public[0]",
        'must be an IPv4 range such as `10.20.0.0/16`, but is `"0.0.0.0"`',
      ],
      [
        "clusters.legacy.vresion",
        "unknown key `vresion` (did you mean `version`?)",
        "addOnVersions, admins, autoscalerVersion, autoscaling, endpoint, extendedSupport, kind, nodeGroups, nodeImages, nodePools, nodeVersion, runner, version",
      ],
      ["releases.Api.tag", "is missing", 'an image tag in quotes, such as `"2026.11.3"`'],
      ["releases.Api.tga", "unknown key `tga` (did you mean `tag`?)", "ami, tag"],
    ],
  ],
  [
    "names that no service can have",
    { releases: { Api: { tag: "1" } }, services: { "a\x1b[2J": {} } },
    [
      ['services["a\\u001b[2J"]', `the name must be ${labelForm}`],
      ["releases.Api", `the name must be ${labelForm}`],
    ],
  ],
  [
    "escape bytes in names of AWS's",
    {
      services: { api: { legacy: { adopt: { hosts: { addresses: ["203.0.113.1"], alarm: "hosts\x1b" } } } } },
      teams: { a: { principals: ["arn:aws:iam::111122223333:role/a\x1b"] } },
      vpn: { ...vpn, access: { all: { group: "a\x1b", networks: ["vpc"] } } },
    },
    [
      ["vpn.access.all.group", 'must be the id of a group, without commas, or `*`, but is `"a\\u001b"`'],
      [
        "services.api.legacy.adopt.hosts.alarm",
        'must be the name of a CloudWatch alarm, but is `"hosts\\u001b"`',
      ],
      [
        "teams.a.principals[0]",
        "must be the ARN of an IAM role or user, such as `arn:aws:iam::111122223333:role/platform`, but is " +
          '`"arn:aws:iam::111122223333:role/a\\u001b"`',
      ],
    ],
  ],
  [
    "an instance type twice",
    group({ instanceTypes: ["m5.large", "m5a.large", "m5.large"] }),
    [["clusters.blue.nodeGroups.x86.instanceTypes[2]", "`m5.large` is in the list already"]],
  ],
  [
    "a bake without unit",
    { rules: { bake: 10 } },
    [["rules.bake", "must be a whole number and a unit, such as `10m`, `24h` or `3d`, but is `10`"]],
  ],
  [
    "no route at a time",
    { rules: { concurrent: 0 } },
    [["rules.concurrent", "must be a whole number of at least 1, but is `0`"]],
  ],
  [
    "a bad ladder",
    { rules: { ladder: [5, 3] } },
    [
      ["rules.ladder", "must begin with 0 and end with 100"],
      ["rules.ladder", "must rise from rung to rung"],
    ],
  ],
  [
    "a team of nobody",
    { teams: { payments: { principals: [] } } },
    [["teams.payments.principals", "needs at least one entry"]],
  ],
  [
    "a team of somebody unknown to IAM",
    { teams: { payments: { principals: ["payments"] } } },
    [
      [
        "teams.payments.principals[0]",
        'must be the ARN of an IAM role or user, such as `arn:aws:iam::111122223333:role/platform`, but is `"payments"`',
      ],
    ],
  ],
  [
    "a number for a quota of CPU",
    { quota: { cpu: 4 } },
    [["quota.cpu", 'must be millicores such as `500m`, or whole cores in quotes such as `"2"`, but is `4`']],
  ],
  [
    "a key that isn't one",
    { secrets: { key: "alias/secrets" } },
    [
      [
        "secrets.key",
        'must be the ARN of a KMS key, such as `arn:aws:kms:eu-west-1:111122223333:key/…`, but is `"alias/secrets"`',
      ],
    ],
  ],
  [
    "text for a number",
    { maxReplicas: "2" },
    [["maxReplicas", 'must be a whole number of at least 1, but is `"2"`']],
  ],
])("%s", (_, change, expected) => {
  expect(said({ ...config, ...change })).toEqual(expected);
});

test("an empty one lacks each part", () => {
  expect(said({}).map(([path, message]) => [path, message])).toEqual(
    ["zone", "network", "registry", "clusters", "releases", "traffic"].map((key) => [key, "is missing"]),
  );
});

const window = { from: "fri 16:00", to: "mon 08:00", reason: "weekend" };
const freezeForm =
  "a day of the week with a time, such as `fri 16:00`, or a date, such as `2026-12-20` or `2026-12-20T16:00`";

test.each<[object, string[][]]>([
  [{}, []],
  [{ from: "2026-12-20", to: "2027-01-04T08:00" }, []],
  [{ from: "friday 16:00" }, [["rules.freeze[0].from", `must be ${freezeForm}, but is \`"friday 16:00"\``]]],
  [{ from: "fri 24:00" }, [["rules.freeze[0].from", `must be ${freezeForm}, but is \`"fri 24:00"\``]]],
  [
    { from: "2026-02-30", to: "2026-03-01" },
    [["rules.freeze[0].from", "must be a day that there is, but is `2026-02-30`"]],
  ],
  [
    { to: "2026-12-20" },
    [["rules.freeze[0].to", "must be of the same form as `from`: both days of the week, or both dates"]],
  ],
  [{ from: "2026-12-20", to: "2026-12-20T00:00" }, [["rules.freeze[0].to", "must be later than `from`"]]],
  [{ to: "fri 16:00" }, [["rules.freeze[0].to", "must differ from `from`, or the week would never end"]]],
  [
    { timeZone: "Berlin" },
    [
      [
        "rules.freeze[0].timeZone",
        'must be a time zone of the IANA database, such as `Europe/Berlin`, but is `"Berlin"`',
      ],
    ],
  ],
  [
    { timeZone: "+01:00" },
    [
      [
        "rules.freeze[0].timeZone",
        'must be a time zone of the IANA database, such as `Europe/Berlin`, but is `"+01:00"`',
      ],
    ],
  ],
  [{ reason: " " }, [["rules.freeze[0].reason", 'must be text that says why, but is `" "`']]],
])("a freeze with %j", (change, expected) => {
  expect(said({ ...config, rules: { freeze: [{ ...window, ...change }] } })).toEqual(expected);
});

const override = { rule: "bake", route: "api", reason: "incident", until: "2026-12-01T18:00:00Z" };

test.each<[object, string[][]]>([
  [{}, []],
  [{ until: "2026-12-01T18:00:00+01:00" }, []],
  [
    { until: "2026-13-01T18:00:00Z" },
    [
      [
        "overrides[0].until",
        'must be a moment with its zone, such as `2026-12-01T18:00:00Z`, but is `"2026-13-01T18:00:00Z"`',
      ],
    ],
  ],
  [
    { until: "2026-12-01" },
    [
      [
        "overrides[0].until",
        'must be a moment with its zone, such as `2026-12-01T18:00:00Z`, but is `"2026-12-01"`',
      ],
    ],
  ],
  [
    { rule: "owner" },
    [
      [
        "overrides[0].rule",
        'must be `after`, `bake`, `concurrent`, `freeze`, `health`, `ladder`, `soak` or `stale`, but is `"owner"`',
      ],
    ],
  ],
])("an override with %j", (change, expected) => {
  expect(said({ ...config, overrides: [{ ...override, ...change }] })).toEqual(expected);
});

test("dates and moments may be as Pulumi writes them back", () => {
  const { value } = validate(
    stackFile,
    {
      ...config,
      rules: { freeze: [{ ...window, from: "2026-12-20 00:00:00 +0000 UTC", to: "2027-01-04T08:00" }] },
      overrides: [
        { ...override, until: "2026-12-01 18:00:00 +0000 UTC" },
        { ...override, until: "2026-12-01 18:00:00 +0100 +0100" },
      ],
    },
    (path) => path,
  );
  expect(value?.rules.freeze[0]?.from).toBe("2026-12-20");
  expect(value?.overrides.map(({ until }) => until)).toEqual([
    "2026-12-01T18:00:00Z",
    "2026-12-01T18:00:00+01:00",
  ]);
});

// Tests what of a stack is protected, and what may be deleted, while names are answered over it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  guardedTypes,
  hasAnswers,
  isProtectable,
  ownerPatterns,
  readUrn,
} from "../../../src/model/traffic/guarded-types";
import { protection, refuseDelete, type Guarding } from "../../../src/model/traffic/guarded";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";
import { ownerIndex, type Names } from "../../../src/model/traffic/owner";
import { targetsOf, toSplit, toValue, weightsOf } from "../../../src/model/traffic/split";
import type { SubjectPlan } from "../../../src/model/traffic/types";
import type { TrafficValue } from "../../../src/schema/stack/traffic";

const names: Names = {
  stack: "prod",
  services: [
    { name: "shop", routes: ["api", "ingest"], database: "main", caches: [] },
    { name: "auth", routes: ["auth"], caches: ["jobs"] },
    { name: "sidekiq", routes: [], database: "main", caches: [] },
    { name: "static", routes: [], caches: [] },
  ],
  targets: ["legacy", "blue"],
  databases: ["main", "old"],
  caches: ["jobs"],
};

/** A route that has been at a value, and is asked for another; `free` are the targets that no resolver names. */
function route(key: string, service: string, at: TrafficValue, to = at, free: string[] = []): SubjectPlan {
  const split = toSplit(to, "blue");
  return {
    ...{ key, service, kind: "route", split, free },
    value: toValue(split, "blue"),
    before: { kind: "at", split: toSplit(at, "blue") },
    moves: at !== to,
    weights: weightsOf(split),
    fresh: false,
    since: new Date(0),
  };
}

/** A worker without routes, all of which runs on its legacy side. */
const worker: SubjectPlan = { ...route("sidekiq", "sidekiq", "legacy"), kind: "consumers" };

/** Services and clusters whose resources are called alike. */
const alike: Names = {
  ...names,
  services: [
    { name: "a", routes: ["one"], caches: [] },
    { name: "a-b", routes: ["two"], caches: [] },
  ],
  targets: ["legacy", "b-c", "c"],
};

const held = (key: string, value: TrafficValue): ZoneRecord[] => {
  const split = toSplit(value, "blue");
  return targetsOf(split).map((id) => ({
    name: `${key}.example.com.`,
    type: "A",
    setIdentifier: id,
    weight: weightsOf(split)[id]!,
  }));
};

const guarding = (plan: SubjectPlan[], more: Partial<Guarding> = {}): Guarding => ({
  ...{ names, domain: "example.com", plan },
  wrote: () => false,
  ...more,
});

const urn = (types: string, name: string) => `urn:pulumi:prod::crossover::${types}::${name}`;
const application = "crossover:workload:Application";
const group = [
  "crossover:workload:Application",
  "crossover:legacy:AutoScalingService",
  "aws:autoscaling/group:Group",
];
const pods = [application, "crossover:workload:KubernetesService", "kubernetes:apps/v1:Deployment"];
const record = [application, "crossover:traffic:WeightedRoute", "aws:route53/record:Record"];
const vpc = ["crossover:network:Network", "aws:ec2/vpc:Vpc"];
const cluster = ["crossover:cluster:EksCluster", "eks:index:Cluster", "aws:eks/cluster:Cluster"];
const privateName = ["crossover:network:PrivateName", "aws:route53/record:Record"];

describe("the table", () => {
  const stacks = join(__dirname, "..", "..", "stacks");
  const declared = readdirSync(stacks)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(stacks, file), "utf8")) as [string, string][]);

  test("has every type that a stack declares, and none besides that only the engine sees", () => {
    const types = new Set(
      declared.map(([type]) => type).filter((type) => !/^(crossover|eks|pulumi):/.test(type)),
    );
    expect([...types].filter((type) => !(type in guardedTypes))).toEqual([]);
    // A child of a remote component, which no list of a program shows.
    expect(Object.keys(guardedTypes).filter((type) => !types.has(type))).toEqual(["aws:eks/cluster:Cluster"]);
  });

  test("gives a reason for each, in a sentence", () => {
    const all = Object.values(guardedTypes).flatMap((one) => [one, ...(one.except ?? [])]);
    expect(all.filter(({ reason }) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
    expect(new Set(all.map(({ guard }) => guard))).toEqual(new Set(["answers", "free"]));
  });

  test("makes no exception for a component that no stack has, and none that changes nothing", () => {
    const components = [...declared.map(([type]) => type), "eks:index:Cluster"];
    const places = [
      ...ownerPatterns.map(({ component }) => component),
      ...Object.values(guardedTypes).flatMap(({ except = [] }) => except.map(({ within }) => within)),
    ];
    expect(places.filter((place) => !components.some((type) => type.startsWith(place)))).toEqual([]);
    const idle = Object.entries(guardedTypes).filter(([, { guard, except = [] }]) =>
      except.some((one) => one.guard === guard),
    );
    expect(idle).toEqual([]);
  });

  test.each([
    [vpc, true],
    [["crossover:network:ClientVpn", "aws:ec2/securityGroup:SecurityGroup"], false],
    [["crossover:traffic:Certificate", "aws:route53/record:Record"], false],
    [["crossover:legacy:EcsService", "aws:iam/role:Role"], true],
    [["crossover:access:TeamAccess", "aws:iam/role:Role"], false],
    [["aws:nobody/knows:It"], false],
  ])("%j: %s", (chain, expected) => {
    expect(hasAnswers(chain)).toBe(expected);
  });

  test("is looked up by the types in a URN, whose name may have colons", () => {
    expect(readUrn(urn(vpc.join("$"), "prod::eu"))).toEqual({ chain: vpc, name: "prod::eu" });
  });

  test("leaves the protection of data to the stack file", () => {
    expect(hasAnswers(["aws:rds/instance:Instance"])).toBe(true);
    expect(isProtectable(["aws:rds/instance:Instance"])).toBe(false);
    expect(isProtectable(vpc)).toBe(true);
  });
});

describe("an owner", () => {
  const of = ownerIndex(names);

  test.each([
    [group, "shop-legacy-group", [{ service: "shop", target: "legacy" }]],
    [pods, "shop-blue", [{ service: "shop", target: "blue" }]],
    [record, "shop-api-legacy", [{ service: "shop", route: "api", target: "legacy" }]],
    [record, "shop-api-legacy-origin", [{ service: "shop", route: "api", target: "legacy" }]],
    [cluster, "prod-blue-eksCluster", [{ target: "blue" }]],
    [privateName, "prod-main-db-name-record", [{ users: ["shop", "sidekiq"] }]],
    [privateName, "prod-jobs-cache-name-record", [{ users: ["auth"] }]],
    [
      ["crossover:database:Database", "aws:rds/instance:Instance"],
      "prod-main-db",
      [{ users: ["shop", "sidekiq"] }],
    ],
    [["crossover:database:Database", "aws:rds/instance:Instance"], "prod-old-db-replica", [{ users: [] }]],
    [
      ["crossover:database:Cache", "aws:ec2/securityGroup:SecurityGroup"],
      "prod-jobs-cache",
      [{ users: ["auth"] }],
    ],
    [
      ["crossover:network:PrivateZone", "aws:route53/zone:Zone"],
      "prod-private-zone",
      [{ users: ["shop", "auth", "sidekiq"] }],
    ],
    [vpc, "prod", [{}]],
    [group, "gone-legacy-group", []],
    [cluster, "prod-green-eksCluster", []],
  ])("of %j %s is %j", (chain, name, expected) => {
    expect(of(chain, name)).toEqual(expected);
  });

  test("is each of those whose names meet", () => {
    const two = ownerIndex(alike);
    expect(two(pods, "a-b-c-service")).toEqual([
      { service: "a", target: "b-c" },
      { service: "a-b", target: "c" },
    ]);
  });
});

describe("protected", () => {
  const isProtected = (plan: SubjectPlan[], chain: string[], name: string, more?: Partial<Guarding>) =>
    protection(guarding(plan, more))(chain, name);

  test.each<[string, SubjectPlan[], [boolean, boolean]]>([
    ["at legacy", [route("api", "shop", "legacy")], [true, false]],
    ["first at 0", [route("api", "shop", "legacy", 0, ["blue"])], [true, false]],
    ["at 5", [route("api", "shop", 5)], [true, true]],
    ["down to 0", [route("api", "shop", 5, 0)], [true, true]],
    ["found at 0", [route("api", "shop", 0, 0, ["blue"])], [true, false]],
    ["up to 100", [route("api", "shop", 50, 100)], [true, true]],
    ["found at 100", [route("api", "shop", 100, 100, ["legacy"])], [false, true]],
    [
      "with another name still there",
      [route("api", "shop", 100, 100, ["legacy"]), route("ingest", "shop", 5)],
      [true, true],
    ],
    ["while only another service answers", [route("auth", "auth", "legacy")], [false, false]],
  ])("%s: legacy and blue %j", (_, plan, expected) => {
    expect([isProtected(plan, group, "shop-legacy-group"), isProtected(plan, pods, "shop-blue")]).toEqual(
      expected,
    );
  });

  test("is what all share while there is any name, and a cluster while any is answered from it", () => {
    const plan = [route("auth", "auth", 100, 100, ["legacy"])];
    expect(isProtected(plan, vpc, "prod")).toBe(true);
    expect(isProtected(plan, cluster, "prod-blue-eksCluster")).toBe(true);
    expect(isProtected([route("auth", "auth", "legacy")], cluster, "prod-blue-eksCluster")).toBe(false);
    expect(isProtected([], vpc, "prod")).toBe(false);
  });

  test("is what a private name stands for, while a service that uses it answers", () => {
    const chain = privateName;
    expect(isProtected([route("auth", "auth", 5)], chain, "prod-main-db-name-record")).toBe(false);
    expect(isProtected([route("api", "shop", 5)], chain, "prod-main-db-name-record")).toBe(true);
    expect(isProtected([route("api", "shop", 5)], chain, "prod-old-db-name-record")).toBe(false);
  });

  test("is a route's record while that route answers, and not another of its service", () => {
    const plan = [route("api", "shop", "legacy")];
    expect(isProtected(plan, record, "shop-api-legacy")).toBe(true);
    expect(isProtected(plan, record, "shop-ingest-legacy")).toBe(false);
  });

  test("is what one of those whose names meet needs", () => {
    const plan = [{ ...route("two", "a-b", "legacy"), weights: { c: 100 } }];
    expect(isProtected(plan, pods, "a-b-c-service", { names: alike })).toBe(true);
    expect(isProtected(plan, pods, "a-b-b-c-service", { names: alike })).toBe(false);
  });

  test("is nothing of what has left the files, of a worker, and of a name that may go", () => {
    expect(isProtected([route("api", "shop", "legacy")], group, "gone-legacy-group")).toBe(false);
    expect(isProtected([worker], group, "sidekiq-legacy-group")).toBe(false);
    const plan = route("api", "shop", "legacy");
    const protect = (retired: boolean) => isProtected([{ ...plan, retired }], group, "shop-legacy-group");
    expect([protect(false), protect(true)]).toEqual([true, false]);
  });

  test("is nothing of a stack that comes and goes, and nothing that is free", () => {
    const plan = [route("api", "shop", 5)];
    expect(isProtected(plan, vpc, "prod", { ephemeral: true })).toBe(false);
    expect(isProtected(plan, [application, "kubernetes:core/v1:ConfigMap"], "shop-blue-environment")).toBe(
      false,
    );
  });
});

describe("a deletion", () => {
  const refuse = (
    chain: string[],
    name: string,
    zone: ZoneRecord[],
    plan: SubjectPlan[],
    more?: Partial<Guarding>,
  ) => refuseDelete(urn(chain.join("$"), name), zone, guarding(plan, more));

  test("is refused while the zone gives its side answers, with the share and the way round", () => {
    expect(refuse(group, "shop-legacy-group", held("api", 25), [route("api", "shop", 25)])).toBe(
      "shop-legacy-group can't be deleted or replaced: `legacy` has 75 % of the answers of api.example.com; instead: move " +
        "crossover:traffic.api off `legacy` first, run `crossover up` once more two minutes later, and then make this change",
    );
  });

  test.each<[string, TrafficValue, SubjectPlan, RegExp | undefined]>([
    ["goes, after it was found free", 100, route("api", "shop", 100, "kubernetes", ["legacy"]), undefined],
    [
      "goes, though resolvers may name it",
      100,
      route("api", "shop", 100, "kubernetes"),
      /may still name `legacy`/,
    ],
    [
      "was rolled back to",
      0,
      route("api", "shop", 100, "kubernetes", ["legacy"]),
      /has 100 % of the answers/,
    ],
    [
      "is about to be rolled back to",
      100,
      route("api", "shop", 100, 0, []),
      /is to have 100 % of the answers/,
    ],
  ])("of a legacy side that %s", (_, zone, plan, expected) => {
    const said = refuse(group, "shop-legacy-group", held("api", zone), [plan]);
    if (expected) expect(said).toMatch(expected);
    else expect(said).toBeUndefined();
  });

  test("is refused by weights that all are zero, which count alike", () => {
    const zone = held("api", 0).map((one) => ({ ...one, weight: 0 }));
    expect(refuse(pods, "shop-blue", zone, [route("api", "shop", 0, 0, ["blue"])])).toContain(
      "`blue` has 50 %",
    );
  });

  test.each<[string[], RegExp]>([
    [["a", "b", "c"], /of a\.example\.com, .* of b\.example\.com, .* of c\.example\.com; instead: leave it/],
    [
      ["a", "b", "c", "d", "e"],
      /of a\.example\.com, .* of b\.example\.com, .* of c\.example\.com, and 2 more; instead: leave it/,
    ],
  ])("names three answers, and counts the others: %j", (routes, expected) => {
    const services = [{ name: "shop", routes, caches: [] }];
    const plan = routes.map((key) => route(key, "shop", "legacy"));
    const zone = plan.flatMap(({ key }) => held(key, "legacy"));
    expect(refuse(vpc, "prod", zone, plan, { names: { ...names, services } })).toMatch(expected);
  });

  test("names each side of what all share", () => {
    expect(refuse(vpc, "prod", held("api", 25), [route("api", "shop", 25)])).toContain(
      "`legacy` has 75 % of the answers of api.example.com, `blue` has 25 % of the answers of api.example.com; instead",
    );
  });

  test("of a route's record is refused by that route, and not by another of its service", () => {
    const [zone, plan] = [held("api", "legacy"), [route("api", "shop", "legacy")]];
    expect(refuse(record, "shop-api-legacy", zone, plan)).toContain("`legacy` has 100 %");
    expect(refuse(record, "shop-ingest-legacy", zone, plan)).toBeUndefined();
  });

  test("is refused by one of those whose names meet", () => {
    const zone = [{ name: "two.example.com.", type: "A", setIdentifier: "c", weight: 100 }];
    const plan = [{ ...route("two", "a-b", "legacy"), weights: { c: 100 } }];
    expect(refuse(pods, "a-b-c-service", zone, plan, { names: alike })).toContain("`c` has 100 %");
    expect(refuse(pods, "a-b-b-c-service", zone, plan, { names: alike })).toBeUndefined();
  });

  test("of what a private name stands for is refused by the services that use it, and by no other", () => {
    const [zone, plan] = [held("api", "legacy"), [route("api", "shop", "legacy")]];
    expect(refuse(privateName, "prod-main-db-name-record", zone, plan)).toContain("`legacy` has 100 %");
    expect(refuse(privateName, "prod-jobs-cache-name-record", zone, plan)).toBeUndefined();
  });

  test("of a worker's side, which no name is answered by, isn't refused", () => {
    expect(refuse(group, "sidekiq-legacy-group", [], [worker])).toBeUndefined();
    // Another program's name, called as the worker is.
    expect(refuse(group, "sidekiq-legacy-group", held("sidekiq", "legacy"), [worker])).toBeUndefined();
    expect(refuse(vpc, "prod", held("sidekiq", "legacy"), [worker])).toBeUndefined();
  });

  test("of the side that a new name begins at is refused before it has answered", () => {
    const plan = { ...route("api", "shop", "kubernetes"), before: { kind: "free" as const } };
    expect(refuse(pods, "shop-blue", [], [plan])).toContain("`blue` is to have 100 %");
    expect(refuse(group, "shop-legacy-group", [], [plan])).toBeUndefined();
  });

  test("of what all share is refused by a name that has left the files, which has to come back first", () => {
    const wrote = (key: string) => key === "api";
    expect(refuse(vpc, "prod", held("api", "legacy"), [], { wrote })).toBe(
      "prod can't be deleted or replaced: `legacy` has 100 % of the answers of api.example.com; instead: " +
        "put what api belonged to back into the files, and move its answers off first",
    );
  });

  test("of what has left the files is refused while a name that it answered is in the zone", () => {
    const wrote = (key: string) => key === "api";
    const plan = [route("auth", "auth", "legacy")];
    const gone = (zone: ZoneRecord[]) => refuse(group, "gone-legacy-group", zone, plan, { wrote });
    expect(gone(held("api", "legacy"))).toContain("put what api belonged to back into the files");
    expect(gone(held("api", "kubernetes"))).toBeUndefined();
    // Another program's.
    expect(gone(held("www", "legacy"))).toBeUndefined();
    expect(gone([])).toBeUndefined();
    const service = [application, "crossover:workload:KubernetesService", "kubernetes:core/v1:Service"];
    expect(refuse(service, "gone-blue-service", held("api", "kubernetes"), plan, { wrote })).toContain("api");
    expect(refuse(record, "gone-api-legacy", held("api", 5), plan, { wrote })).toContain("api.example.com");
  });

  test("of a cluster that has left the files is refused while the zone names it", () => {
    const zone = [
      { name: "api.example.com", type: "A", setIdentifier: "green", weight: 5 },
      { name: "api.example.com", type: "A", setIdentifier: "blue", weight: 95 },
    ];
    const plan = [route("api", "shop", "kubernetes")];
    expect(refuse(cluster, "prod-green-eksCluster", zone, plan)).toContain("`green` has 5 % of the answers");
    expect(refuse(cluster, "prod-green-eksCluster", held("api", "kubernetes"), plan)).toBeUndefined();
  });

  test("of what is free is never refused", () => {
    const chain = [application, "crossover:legacy:InstanceTemplate", "aws:ec2/launchTemplate:LaunchTemplate"];
    expect(
      refuse(chain, "shop-legacy-template", held("api", "legacy"), [route("api", "shop", "legacy")]),
    ).toBeUndefined();
  });

  test("in a stack that comes and goes is refused only by what answers now", () => {
    const plan = [route("api", "shop", 100, "kubernetes")];
    const more = { ephemeral: true };
    expect(refuse(group, "shop-legacy-group", held("api", 100), plan, more)).toBeUndefined();
    expect(refuse(group, "shop-legacy-group", held("api", 50), plan, more)).toContain("has 50 %");
    expect(refuse(vpc, "prod", [], plan, more)).toBeUndefined();
  });
});

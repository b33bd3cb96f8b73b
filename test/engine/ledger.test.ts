// Tests the ledger on the real engine: whose a name is, what a state is worth, and how a name leaves.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { FileStore } from "../../src/rehearsal/store/fileStore";
import type { CloudResource } from "../../src/rehearsal/cloud/types";
import { operations, single, unchanged, type Project } from "./project";
import { deployedAt, start, up } from "./starts";

const record = "aws:route53/record:Record";

/** A project of one service with two routes, both on legacy. */
const two = () => start("two-routes", async () => up(single({ api: {}, shop: {} })));

/** Changes a record of the cloud by hand. */
function byHand(
  project: Project,
  name: string,
  change: (one: CloudResource) => CloudResource | undefined,
): void {
  const [found] = project
    .cloud()
    .filter(({ type, outputs }) => type === record && outputs.fqdn === `${name}.dev.example.com`);
  const store = new FileStore(project.rehearsal);
  const changed = change(found!);
  if (changed) store.put(changed);
  else store.delete(found!.type, found!.id);
  store.close();
}

/** What the ledger says of a route. */
function entry(project: Project, route: string): string | undefined {
  const found = project.cloud().find(({ outputs }) => outputs.fqdn === `${route}._crossover.dev.example.com`);
  return (found?.outputs.records as string[] | undefined)?.[0];
}

/** Says something else in the ledger. */
function rewrite(project: Project, route: string, from: string | RegExp, to: string): void {
  byHand(project, `${route}._crossover`, (one) => {
    const records = (one.outputs.records as string[]).map((text) => text.replace(from, to));
    return { ...one, inputs: { ...one.inputs, records }, outputs: { ...one.outputs, records } };
  });
}

function routes(project: Project, change: (routes: Record<string, object>) => void): void {
  const file = "services/monolith.yaml";
  const service = parse(project.read(file)) as { routes: Record<string, object> };
  change(service.routes);
  project.write(file, stringify(service));
}

const refusedBy = async (project: Project, line: string) => {
  const before = project.cloud();
  const run = await project.run(line);
  expect(run).toMatchObject({ code: 1, result: "refused" });
  expect(operations(run)).toEqual([]);
  expect(project.cloud()).toEqual(before);
  return run.problems;
};

test("the ledger says whose a name is, where it stands and since when, and a preview changes nothing of it", async () => {
  const project = await deployedAt(5);
  const since = /since=\S+/.exec(entry(project, "api")!)![0];
  expect(entry(project, "api")).toMatch(/^owner=crossover\/dev from=legacy to=blue percent=5 since=\S+/);
  expect((await project.done("preview --advance 1h")).changes).toEqual(unchanged);
  project.ask({ api: 25 });
  await project.done("up --advance 10m");
  expect(entry(project, "api")).toContain("percent=25");
  expect(entry(project, "api")).not.toContain(since);
});

test("rollback --now writes the ledger with the weights, and the next update takes it over", async () => {
  const project = await deployedAt(25);
  await project.done("rollback api --now --to 5");
  expect(entry(project, "api")).toMatch(/percent=5 since=\S+ by=rollback$/);
  const since = /since=\S+/.exec(entry(project, "api")!)![0];
  project.ask({ api: 5 });
  await project.done("up");
  expect(entry(project, "api")).toContain(since);
  expect(entry(project, "api")).not.toContain("by=");
  expect(project.outages()).toEqual([]);
});

test("weights that another hand has left are written down by the update that asks for them, and then bake", async () => {
  const project = await deployedAt(5);
  for (const [target, weight] of [
    ["legacy", 75],
    ["blue", 25],
  ] as const) {
    const store = new FileStore(project.rehearsal);
    const one = project
      .cloud()
      .find(({ outputs }) => outputs.fqdn === "api.dev.example.com" && outputs.setIdentifier === target)!;
    const weightedRoutingPolicies = [{ weight }];
    store.put({
      ...one,
      inputs: { ...one.inputs, weightedRoutingPolicies },
      outputs: { ...one.outputs, weightedRoutingPolicies },
    });
    store.close();
  }
  expect(await refusedBy(project, "preview --advance 1h --set traffic.api=50")).toMatchObject([
    {
      rule: "bake",
      allowed: "ask for 25 and run `pulumi up`, which writes it down; the time counts from then",
    },
  ]);
  project.ask({ api: 25 });
  await project.done("up --advance 1h");
  project.ask({ api: 50 });
  await project.done("up --advance 10m");
  expect(project.weights("api")).toEqual({ legacy: 50, blue: 50 });
});

test("a name of another stack is refused by that stack's name, and taken over where it is asked for", async () => {
  const project = await deployedAt(5);
  rewrite(project, "api", "owner=crossover/dev", "owner=crossover/other");
  expect(await refusedBy(project, "preview")).toMatchObject([
    { rule: "owner", message: expect.stringContaining("api belongs to crossover/other") as string },
  ]);
  project.configure((config) => (config["crossover:takeOver"] = ["api"]));
  expect(operations(await project.done("up"))).toEqual([]);
  project.ask({ api: 0 });
  await project.done("up");
  expect(entry(project, "api")).toContain("owner=crossover/dev");
});

test("a state that is lost is found before anything is made, and works again once it is back", async () => {
  const project = await deployedAt(5);
  const kept = fs.readFileSync(project.stateFile());
  fs.rmSync(path.join(project.rehearsal, "state"), { recursive: true });
  expect(await refusedBy(project, "preview")).toMatchObject([
    { rule: "state", path: "crossover:zone" },
    {
      rule: "state",
      path: "crossover:traffic",
      message: expect.stringContaining("its state is empty") as string,
    },
  ]);
  fs.mkdirSync(path.dirname(project.stateFile()), { recursive: true });
  fs.writeFileSync(project.stateFile(), kept);
  expect((await project.done("preview")).changes).toEqual(unchanged);
});

test("a state from before the last step is refused, and one from before the records", async () => {
  const project = await deployedAt(5);
  const at5 = fs.readFileSync(project.stateFile());
  project.ask({ api: 25 });
  await project.done("up --advance 10m");
  fs.writeFileSync(project.stateFile(), at5);
  const [problem] = await refusedBy(project, "preview");
  expect(problem).toMatchObject({ rule: "state", path: "crossover:traffic" });
  expect(problem!.allowed).toMatch(
    /`pulumi refresh --target 'urn:pulumi:dev::[^']+monolith-api-blue' --target 'urn/,
  );
  // `crossover up` refreshes the weights of itself; the ledger's text is written as it is.
  expect(operations(await project.done("up"))).toEqual([`update ${record} monolith-api-ledger`]);
  expect((await project.done("up")).changes).toEqual(unchanged);
});

test.each<[string, (project: Project) => void, string]>([
  [
    "a route is renamed",
    (project) => {
      routes(project, (all) => {
        all["store"] = {};
        delete all["shop"];
      });
    },
    "shop.dev.example.com answers, and no route names it any more",
  ],
  [
    "the zone gets another name",
    (project) => project.configure((config) => (config["crossover:zone"] = { create: "dev.example.org" })),
    "shop.dev.example.com answers, and the stack's zone is dev.example.org now",
  ],
])("while names answer, nothing changes where %s", async (_, change, says) => {
  const project = await two();
  change(project);
  const problems = await refusedBy(project, "up");
  expect(problems.map(({ rule }) => rule)).toContain("retired");
  expect(problems.map(({ message }) => message).join("\n")).toContain(says);
  expect(project.outages()).toEqual([]);
});

test("a name that is told to go goes in two updates, and the others stay", async () => {
  const project = await two();
  project.configure((config) => (config["crossover:retired"] = ["shop"]));
  const without = project.fork();
  routes(without, (all) => delete all["shop"]);
  expect(await refusedBy(without, "preview")).toMatchObject([
    { rule: "retired", message: "shop.dev.example.com answers, and is still protected from being deleted" },
  ]);
  await project.done("up");
  expect(entry(project, "shop")).toContain("retired=yes");
  routes(project, (all) => delete all["shop"]);
  const gone = operations(await project.done("up"));
  expect(gone).toContain(`delete ${record} monolith-shop-legacy`);
  expect(gone).toContain(`delete ${record} monolith-shop-ledger`);
  expect(gone.filter((step) => step.includes("-api-"))).toEqual([]);
  expect(project.weights("shop")).toEqual({});
  expect(project.weights("api")).toEqual({ legacy: 100 });
  expect((await project.done("up")).changes).toEqual(unchanged);
});

test("an AAAA of another tool stops what would leave it behind", async () => {
  const project = await deployedAt(5);
  const [blue] = project
    .cloud()
    .filter(({ outputs }) => outputs.fqdn === "api.dev.example.com" && outputs.setIdentifier === "blue");
  const store = new FileStore(project.rehearsal);
  store.put({
    ...blue!,
    id: `${blue!.id}_AAAA`,
    inputs: { ...blue!.inputs, type: "AAAA" },
    outputs: { ...blue!.outputs, type: "AAAA" },
  });
  store.close();
  expect(await refusedBy(project, "preview --advance 10m --set traffic.api=25")).toMatchObject([
    { rule: "record", message: expect.stringContaining("records of type AAAA") as string },
  ]);
  await project.done("preview --set traffic.api=0");
});

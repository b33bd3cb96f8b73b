// Tests `evaluate` on a stack in the midst of its shift: nothing is wrong with a healthy one, and each planted fault is found.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { FileStore } from "../../src/rehearsal/store/fileStore";
import type { CloudResource } from "../../src/rehearsal/cloud/types";
import type { Project } from "./project";
import { deployedAt } from "./starts";

const type = {
  check: "aws:route53/healthCheck:HealthCheck",
  deployment: "kubernetes:apps/v1:Deployment",
  listener: "aws:lb/listener:Listener",
  record: "aws:route53/record:Record",
  zone: "aws:route53/zone:Zone",
};

let base: Project;

beforeAll(async () => {
  base = await deployedAt(5);
});

/** Changes one resource of the cloud as somebody does by hand; nothing takes it away. */
function change(
  project: Project,
  of: string,
  text: string,
  to: (one: CloudResource) => CloudResource | undefined,
): void {
  const found = project
    .cloud()
    .filter((one) => one.type === of && JSON.stringify(one.outputs).includes(text));
  const store = new FileStore(project.rehearsal);
  for (const one of found) {
    const changed = to(one);
    if (changed) store.put(changed);
    else store.delete(one.type, one.id, one.cluster);
  }
  store.close();
  expect(found.length).toBeGreaterThan(0);
}

const gone = () => undefined;
const withOutputs = (more: object) => (one: CloudResource) => ({
  ...one,
  inputs: { ...one.inputs, ...more },
  outputs: { ...one.outputs, ...more },
});
const weight = (value: number) => withOutputs({ weightedRoutingPolicies: [{ weight: value }] });
const blue = '"setIdentifier":"blue"';
const entry = '"fqdn":"api._crossover.';
const saying = (from: string | RegExp, to: string) => (one: CloudResource) =>
  withOutputs({ records: (one.outputs["records"] as string[]).map((text) => text.replace(from, to)) })(one);

function inState(project: Project, edit: (latest: any) => void): void {
  const file = project.stateFile();
  const state = JSON.parse(fs.readFileSync(file, "utf8"));
  edit(state.checkpoint.latest);
  fs.writeFileSync(file, JSON.stringify(state));
}

const faults: Record<string, [(project: Project) => void, string]> = {
  "weights of another hand": [(project) => change(project, type.record, blue, weight(30)), "unfinished"],
  "weights of another hand, on a rung": [
    (project) => {
      change(project, type.record, blue, weight(25));
      change(project, type.record, '"setIdentifier":"legacy"', weight(75));
    },
    "bake",
  ],
  "a record that is gone": [(project) => change(project, type.record, blue, gone), "bake"],
  "a zone that is gone": [(project) => change(project, type.zone, "dev.example.com", gone), "state"],
  "no entry in the ledger": [(project) => change(project, type.record, entry, gone), "owner"],
  "an entry of another stack": [
    (project) => change(project, type.record, entry, saying("owner=crossover/dev", "owner=crossover/other")),
    "owner",
  ],
  "an entry that is none": [
    (project) => change(project, type.record, entry, saying(/^.*$/, "a note")),
    "owner",
  ],
  "an entry of other weights": [
    (project) => change(project, type.record, entry, saying("percent=5", "percent=50")),
    "bake",
  ],
  "another type beside": [
    (project) => {
      change(project, type.record, blue, (one) => {
        const { setIdentifier: _, weightedRoutingPolicies: __, healthCheckId: ___, ...outputs } = one.outputs;
        const store = new FileStore(project.rehearsal);
        store.put({ ...one, id: `${one.id}-beside`, outputs: { ...outputs, type: "AAAA" } });
        store.close();
        return one;
      });
    },
    "record",
  ],
  "a health check that is gone": [(project) => change(project, type.check, "api.blue.", gone), "health"],
  "a record without a health check": [
    (project) => change(project, type.record, blue, withOutputs({ healthCheckId: "" })),
    "record",
  ],
  "a Deployment that is gone": [(project) => change(project, type.deployment, "monolith", gone), "health"],
  "a listener that is gone": [
    (project) =>
      change(project, type.listener, '"port":443', (one) =>
        JSON.stringify(one).includes("monolith-legacy") ? undefined : one,
      ),
    "health",
  ],
  "a state that is lost": [
    (project) => fs.rmSync(path.join(project.rehearsal, "state"), { recursive: true }),
    "state",
  ],
  "a state that is old": [
    (project) =>
      inState(project, (latest) => {
        for (const one of latest.resources)
          if (one.outputs?.setIdentifier === "blue") one.outputs.weightedRoutingPolicies = [{ weight: 0 }];
      }),
    "state",
  ],
  "a creation that was killed": [
    (project) =>
      inState(project, (latest) => {
        const [one] = latest.resources.filter(({ type: of }: { type: string }) => of === type.check);
        const resource = { ...one, urn: `${one.urn}-more`, id: undefined };
        latest.pending_operations = [{ type: "creating", resource }];
      }),
    "state",
  ],
  "an override that has expired": [
    (project) =>
      project.configure((config) => {
        const until = "2026-01-01T00:00:00Z";
        config["crossover:overrides"] = [{ rule: "bake", route: "api", reason: "incident", until }];
      }),
    "config",
  ],
  "an override of no route": [
    (project) =>
      project.configure((config) => {
        const until = new Date(project.now().getTime() + 3_600_000).toISOString();
        config["crossover:overrides"] = [{ rule: "bake", route: "apo", reason: "incident", until }];
      }),
    "config",
  ],
  "a leap": [(project) => project.ask({ api: 90 }), "ladder"],
  "a key that nothing has": [(project) => project.ask({ apo: 5 }), "config"],
  "a route that is renamed": [
    (project) => {
      const file = "services/monolith.yaml";
      const service = parse(project.read(file)) as { routes: object };
      service.routes = { shop: {} };
      project.write(file, stringify(service));
      project.configure((config) => (config["crossover:traffic"] = { default: "legacy" }));
    },
    "retired",
  ],
  "a checkout that is old": [
    (project) => {
      const git = (...args: string[]) =>
        execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
          cwd: project.root,
        });
      git("init", "--quiet");
      git("commit", "--quiet", "--allow-empty", "--message", "first");
      change(project, type.record, entry, saying(/$/, " commit=0123456789ab"));
    },
    "stale",
  ],
};

test("nothing is wrong with a healthy stack, before its next step is due and after", async () => {
  const project = base.fork();
  expect(await project.run("evaluate")).toMatchObject({ code: 0, result: "done", problems: [] });
  project.ask({ api: 25 });
  const early = JSON.parse((await project.say("evaluate --json")).out);
  expect(early).toMatchObject({ result: "done", problems: [], waits: [{ rule: "bake" }] });
  const due = JSON.parse((await project.say("evaluate --json --advance 10m")).out);
  expect(due).toMatchObject({ result: "done", problems: [], waits: [] });
});

test.each(Object.keys(faults))("%s", async (name) => {
  const [plant, rule] = faults[name]!;
  const project = base.fork();
  plant(project);
  const before = project.cloud();
  const { code, result, problems } = await project.run("evaluate --advance 2m");
  expect({ code, result }).toEqual({ code: 1, result: "failed" });
  expect(problems.map((one) => one.rule)).toContain(rule);
  expect(project.cloud()).toEqual(before);
});

test("what is found is printed as refusals are, what is wrong first", async () => {
  const project = base.fork();
  change(project, type.deployment, "monolith", gone);
  project.ask({ api: 25 });
  const { code, out } = await project.say("evaluate --advance 2m");
  expect(code).toBe(1);
  const moment = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ)?/g;
  expect(out.replaceAll(moment, "MOMENT").trimEnd().split("\n")).toEqual([
    "wrong:",
    "  crossover:traffic.api: api can't go to 25 while blue is unhealthy: 0 of 3 checkers pass, last looked at MOMENT UTC [health]",
    "    allowed: 5 until blue is healthy, then the same value",
    "not yet:",
    "  crossover:traffic.api: api has been at 5 since MOMENT, and bakes until MOMENT before it may go to 25 [bake]",
    "    allowed: the same value from MOMENT",
  ]);
});

test("versions whose support is over", async () => {
  const { problems } = await base.fork().run("evaluate --advance 300d");
  expect(problems.map(({ rule }) => rule)).toContain("version");
});

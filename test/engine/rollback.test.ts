// Tests rolling back: through the engine whatever else is broken, and past it while another update holds the stack.
import * as fs from "node:fs";
import * as path from "node:path";
import { FileStore } from "../../src/rehearsal/store/fileStore";
import { operations, type Project, unchanged, until } from "./project";
import { deployedWithAuth } from "./starts";

let at25: Project;

beforeAll(async () => {
  const project = await deployedWithAuth();
  for (const api of [0, 5, 25]) {
    project.ask({ api });
    await project.done("up --advance 10m");
  }
  at25 = project;
});

const records = ["legacy", "blue", "ledger"].map(
  (target) => `update aws:route53/record:Record monolith-api-${target}`,
);

test("needs no Kubernetes, and leaves other routes alone, also where the config asks them for a leap", async () => {
  const project = at25.fork();
  project.ask({ ingest: 50 });
  // A release that waits to be rolled out is no part of a rollback either.
  const service = project.read("services/monolith.yaml");
  project.write("services/monolith.yaml", service.replace("RAILS_ENV: production", "RAILS_ENV: staging"));
  const rollback = await project.done("rollback api --fault fail:kubernetes@*");
  expect(operations(rollback)).toEqual(records);
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect(project.weights("ingest")).toEqual({ legacy: 100 });
  expect(project.outages()).toEqual([]);

  project.write("services/monolith.yaml", service);
  project.ask({ api: 0, ingest: "legacy" });
  expect((await project.done("up")).changes).toEqual(unchanged);
  // Two TTLs later the new side is found without a share, which the ledger says.
  expect(operations(await project.done("up --advance 5m"))).toEqual([
    "update aws:route53/record:Record monolith-api-ledger",
  ]);
  expect((await project.done("up")).changes).toEqual(unchanged);
});

test("--to goes down to a rung of one's choice", async () => {
  const project = at25.fork();
  expect(operations(await project.done("rollback api --to 5"))).toEqual(records);
  expect(project.weights("api")).toEqual({ legacy: 95, blue: 5 });
});

test.each([
  ["api --to 50", "a rollback goes down", "a lower `--to`, or 0"],
  ["api --to 50 --now", "a rollback goes down", "a lower `--to`, or 0"],
  ["ingest --now", "there is nothing to roll back", undefined],
  ["apo --now", "the zone has no records of apo.dev.example.com (did you mean `api`", "auth, api, ingest"],
  ["ingest", "there is nothing to roll back", undefined],
  ["auth", "has only blue left", "set 100 in the stack file, then run `crossover up`"],
  ["apo", "did you mean `api`", "auth, api, ingest"],
])("rollback %s is refused: %s", async (line, says, allowed) => {
  const before = at25.weights("api");
  const refused = await at25.run(`rollback ${line}`);
  expect(refused).toMatchObject({ code: 1, result: "refused" });
  expect(refused.problems).toMatchObject([
    { rule: "rollback", message: expect.stringContaining(says), ...(allowed && { allowed }) },
  ]);
  expect(at25.weights("api")).toEqual(before);
});

test.each(["rollback --all", "rollback --all --now", "rollback --cluster blue --now"])(
  "%s moves every route that has a share to give back",
  async (line) => {
    const project = at25.fork();
    const rolledBack = await project.done(line);
    expect(Object.keys(rolledBack.traffic).filter((key) => project.weights(key).blue === 0)).toEqual(["api"]);
    expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
    expect(project.weights("ingest")).toEqual({ legacy: 100 });
    // Now nothing has.
    const said = await project.say(line);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining("nothing to roll back") });
  },
);

test("--now needs no service file without mistakes", async () => {
  const project = at25.fork();
  project.write("services/monolith.yaml", "kind: [\n");
  const said = await project.say("rollback api --now");
  expect(said.out).toBe(
    "api.dev.example.com: legacy 100 %, blue 0 %, as the zone holds it now\n" +
      "resolvers may name blue as before for 60 s more\n" +
      "every route answered in full after every operation\n",
  );
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  expect(await project.run("rollback api")).toMatchObject({ result: "refused" });
});

test("--now leaves a name of another stack alone", async () => {
  const project = at25.fork();
  const store = new FileStore(project.rehearsal);
  const ledger = store
    .list("aws:route53/record:Record")
    .find(({ outputs }) => outputs.name === "api._crossover.dev.example.com")!;
  const records = (ledger.outputs.records as string[]).map((text) => text.replace("/dev", "/other"));
  store.put({ ...ledger, outputs: { ...ledger.outputs, records } });
  store.close();
  expect((await project.run("rollback api --now")).problems).toMatchObject([
    { message: expect.stringMatching(/^api belongs to crossover\/other/) },
  ]);
  expect(project.weights("api")).toEqual({ legacy: 75, blue: 25 });
});

test("--now goes past an update that holds the lock, and that update doesn't undo it", async () => {
  const project = at25.fork();
  // The pods follow their environment, and the records the pods: while the pods take their time, the plan grows old.
  const service = project.read("services/monolith.yaml");
  project.write("services/monolith.yaml", service.replace("RAILS_ENV: production", "RAILS_ENV: staging"));
  project.ask({ api: 50 });
  project.configure((config) => (config["crossover:releases"].monolith.tag = "2.0.0"));
  const update = project.start("up --json --advance 10m --fault delay:10s:kubernetes:apps/v1:Deployment@1");
  await until("the update is under way", () =>
    project
      .cloud()
      .some(({ type, inputs }) => type.endsWith(":ConfigMap") && JSON.stringify(inputs).includes("staging")),
  );

  const rollback = await project.done("rollback api --now");
  expect(rollback.traffic).toMatchObject({ api: { value: 0 } });
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });

  const { code, out } = await update.ended;
  expect(code).toBe(1);
  expect(JSON.parse(out).result).toBe("failed");
  expect(out).toContain("has been moved since this step was planned");
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });

  const next = await project.run("preview");
  expect(next).toMatchObject({
    code: 1,
    problems: [{ rule: "ladder", path: "crossover:traffic.api", allowed: "5" }],
  });

  project.ask({ api: 0 });
  const accepted = await project.done("up");
  expect(accepted.err).toContain("the zone holds other weights than the state");
  expect(project.weights("api")).toEqual({ legacy: 100, blue: 0 });
  // Two TTLs may have gone by.
  expect(operations(await project.done("up")).filter((one) => !one.includes("ledger"))).toEqual([]);
  expect(project.outages()).toEqual([]);
  expect(
    fs.readdirSync(
      path.join(project.rehearsal, "state", ".pulumi", "locks", "organization", "crossover", "dev"),
    ),
  ).toEqual([]);
});

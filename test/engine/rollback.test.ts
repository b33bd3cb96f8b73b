// Tests rolling back: through the engine whatever else is broken, and past it while another update holds the stack.
import * as fs from "node:fs";
import * as path from "node:path";
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
  ["api --to 50", "a rollback goes down", "a lower --to, or 0"],
  ["api --to 50 --now", "a rollback goes down", "a lower --to, or 0"],
  ["ingest", "there is nothing to roll back", undefined],
  ["auth", "has only the new side left", "set 100 in the stack file, then run `crossover up`"],
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
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
  expect(
    fs.readdirSync(
      path.join(project.rehearsal, "state", ".pulumi", "locks", "organization", "crossover", "dev"),
    ),
  ).toEqual([]);
});

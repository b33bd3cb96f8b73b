// Tests the command as a process of its own: what it prints where, and its exit codes.
import { FileStore } from "../../src/rehearsal";
import type { Project } from "./project";
import { deployed } from "./starts";

let project: Project;

beforeAll(async () => {
  project = await deployed();
});

test("--json prints one document on stdout, and nothing else there", async () => {
  const { code, out, err } = await project.start("preview --json --set traffic.api=0 --advance 10m").ended;
  expect(code).toBe(0);
  expect(err).not.toContain("{");
  const operation = {
    op: expect.any(String),
    urn: expect.stringMatching(/^urn:pulumi:dev::/),
    type: expect.any(String),
  };
  const { operations, ...document } = JSON.parse(out) as { operations: object[] };
  expect(document).toEqual({
    stack: "dev",
    result: "done",
    changes: { create: operations.length - 2, update: 2, replace: 0, delete: 0, same: expect.any(Number) },
    problems: [],
    traffic: {
      api: {
        value: 0,
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        next: { value: 5, notBefore: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
    },
  });
  for (const one of operations) expect(one).toEqual(operation);
});

test("a refusal ends with 1, and is the document", async () => {
  const { code, out } = await project.start("up --json --set traffic.api=5").ended;
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    result: "refused",
    problems: [{ rule: "standby", path: "crossover:traffic.api", message: expect.any(String), allowed: "0" }],
  });
});

test("for people, the result is on stdout and a refusal on stderr", async () => {
  const { code, out, err } = await project.start("up --set traffic.api=5").ended;
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("refused, nothing was changed: one problem");
  expect(err).toContain("allowed: 0");
});

test.each([
  ["upp", "did you mean `up`"],
  ["up --stack deb", "did you mean `dev`"],
  ["up --fault explode@1", "is not a fault"],
])("`%s` is a usage error: 2", async (line, says) => {
  const { code, out, err } = await project.start(line).ended;
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(says);
});

test("a preview of which the part beside the engine fails is one document too", async () => {
  const fork = project.fork();
  const store = new FileStore(fork.rehearsal);
  const [zone] = store.list("aws:route53/zone:Zone");
  store.put({ ...zone!, id: "Z0SECOND" });
  store.close();
  const { code, result, problems } = await fork.run("preview");
  expect({ code, result }).toEqual({ code: 1, result: "failed" });
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("dev.example.com")]);
});

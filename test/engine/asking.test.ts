// Tests that `up` and `destroy` change nothing where the answer isn't the one that they ask for.
import { update } from "../../src/cli/actions/update";
import type { UpdateKind } from "../../src/cli/types";
import { type Project } from "./project";
import { deployedAt } from "./starts";

let project: Project;

beforeAll(async () => {
  project = await deployedAt(5);
});

async function answering(copy: Project, kind: UpdateKind, answer: string) {
  const said: string[] = [];
  const asked: string[] = [];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const hear = (line: string) => said.push(line);
  const terminal = { json: false, print: hear, progress: hear, document: () => undefined, ask };
  const before = process.cwd();
  process.chdir(copy.root);
  try {
    const invocation = { stack: "dev", json: false, rehearsal: copy.rehearsal };
    const none = { overrides: [], advance: 0, faults: [] };
    const code = await update(kind, { ...invocation, ...none }, terminal, true);
    return { code, asked, said: said.join("\n") };
  } finally {
    process.chdir(before);
  }
}

test("an update is shown, traffic first, and done only by `yes`", async () => {
  const copy = project.fork();
  copy.ask({ api: 0 });
  const no = await answering(copy, "up", "y");
  expect(no).toMatchObject({ code: 1, asked: ["\nUpdate dev? Only `yes` does: "] });
  expect(no.said).toContain("traffic:\n  api: legacy 95 %, blue 5 % -> legacy 100 %, blue 0 %\n3 to update");
  expect(no.said).toContain("refused, nothing was changed");
  expect(copy.weights("api")).toEqual({ legacy: 95, blue: 5 });

  expect(await answering(copy, "up", "yes")).toMatchObject({ code: 0 });
  expect(copy.weights("api")).toEqual({ legacy: 100, blue: 0 });
  // Once there is nothing to do, nobody is asked.
  expect(await answering(copy, "up", "no")).toMatchObject({ code: 0, asked: [] });
});

test("a destroy names what stops answering, and is done only by the stack's name", async () => {
  const copy = project.fork();
  const no = await answering(copy, "destroy", "yes");
  expect(no).toMatchObject({ code: 1, asked: [expect.stringContaining("Type its name")] });
  expect(no.said).toContain("these names stop answering:\n  api.dev.example.com");
  expect(no.said).toContain("nothing was changed");
  expect(copy.weights("api")).toEqual({ legacy: 95, blue: 5 });
  expect(await answering(copy, "destroy", "dev")).toMatchObject({ code: 0 });
  expect(copy.weights("api")).toEqual({});
});

// Tests that what only looks leaves a rehearsal's folder as it was, to the byte, and that nothing is simulated for good.
import * as fs from "node:fs";
import * as path from "node:path";
import { Project } from "./project";
import { deployed } from "./starts";

/** Every file of a folder with what is in it, without the engine's locks of this moment; nothing if it isn't there. */
function contents(folder: string): Record<string, string> | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    files
      .filter((file) => fs.statSync(path.join(folder, file)).isFile())
      .map((file) => [file, fs.readFileSync(path.join(folder, file), "latin1")]),
  );
}

/** Runs a command line in a process of its own, since looking at the cloud here would make its folder. */
const say = (project: Project, line: string) => project.start(line, {}, false).ended;

test.each([
  ["dev", 0],
  ["staging", 0],
  ["prod", 0],
  // Its cluster is another stack's, which isn't there.
  ["integration", 1],
])("a first preview of %s leaves no folder", async (stack, expected) => {
  const project = new Project(stack);
  expect((await say(project, "preview --advance 24h --fault fail@1 --fault kill@2")).code).toBe(expected);
  expect(contents(project.rehearsal)).toBeUndefined();
  expect((await say(project, "status")).code).toBe(0);
  expect(contents(project.rehearsal)).toBeUndefined();
});

test("a zone may be created after a preview has adopted it, and adopted after one has created it", async () => {
  const project = new Project("dev");
  const zone = (value: object) => project.configure((config) => (config["crossover:zone"] = value));
  for (const value of [{ adopt: "dev.example.com" }, { create: "dev.example.com" }]) {
    zone(value);
    expect((await say(project, "preview")).code).toBe(0);
  }
  expect(contents(project.rehearsal)).toBeUndefined();
});

test.each([
  ["preview", 0],
  ["preview --advance 24h --set traffic.api=0", 0],
  ["preview --set traffic.api=90", 1],
  ["preview --set traffic.api=0 --advance 24h --fault lose:203.0.113.10@1 --fault kill-after@1", 0],
  ["status --advance 24h", 0],
])("`%s` of what is deployed changes no byte", async (line, expected) => {
  const project = await deployed();
  const before = contents(project.rehearsal);
  expect(Object.keys(before!)).toContain("cloud.jsonl");
  expect((await say(project, line)).code).toBe(expected);
  expect(contents(project.rehearsal)).toEqual(before);
});

test("a preview of another stack changes no byte either", async () => {
  const project = await deployed();
  fs.copyFileSync(path.join(project.root, "Pulumi.dev.yaml"), path.join(project.root, "Pulumi.test.yaml"));
  const before = contents(project.rehearsal);
  expect((await say(project, "preview --stack test --set zone.create=test.example.com")).code).toBe(0);
  expect(contents(project.rehearsal)).toEqual(before);
});

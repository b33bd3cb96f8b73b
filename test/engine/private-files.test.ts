// Tests that what a rehearsal writes is its user's alone, while it runs and afterwards, whatever the user's mask.
import * as fs from "node:fs";
import * as path from "node:path";
import { type Project, single } from "./project";

/** Everything in a folder that others may do something with. */
function publicIn(folder: string): string[] {
  return ["", ...fs.readdirSync(folder, { recursive: true, encoding: "utf8" })].filter((name) => {
    const found = fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
    return found !== undefined && !found.isSymbolicLink() && (found.mode & 0o077) !== 0;
  });
}

let project: Project;
let mask: number;

beforeAll(() => {
  mask = process.umask(0);
  project = single();
});
afterAll(() => void process.umask(mask));

test("during an update and after it, a preview, and plain pulumi", async () => {
  const seen: string[] = [];
  const found = new Set<string>();
  const look = () => {
    for (const name of fs.readdirSync(project.rehearsal)) seen.push(name);
    for (const name of publicIn(project.rehearsal)) found.add(name);
  };
  const timer = setInterval(look, 20);
  await project.done("up");
  clearInterval(timer);
  expect(seen).toEqual(expect.arrayContaining(["cloud.jsonl", "home", "state"]));
  expect(seen.some((name) => name.startsWith("run-"))).toBe(true);
  await project.done("preview --advance 10m --set traffic.api=0");
  const stack = `--stack dev --rehearsal=${project.rehearsal}`;
  expect(await project.start(`rehearsal ${stack} -- pulumi state unprotect --all --yes`).ended).toMatchObject(
    { code: 0 },
  );
  expect([...found, ...publicIn(project.rehearsal)]).toEqual([]);
  expect(fs.readdirSync(project.rehearsal).sort()).toEqual(["cloud.jsonl", "home", "state"]);
});

test("what a command of the user's makes is made with the user's mask, and what the rehearsal made before is mended", async () => {
  fs.chmodSync(path.join(project.rehearsal, "state"), 0o755);
  const stack = `--stack dev --rehearsal=${project.rehearsal}`;
  expect(await project.start(`rehearsal ${stack} -- touch users-own`).ended).toMatchObject({ code: 0 });
  expect(fs.statSync(path.join(project.root, "users-own")).mode & 0o777).toBe(0o666);
  expect(publicIn(project.rehearsal)).toEqual([]);
});

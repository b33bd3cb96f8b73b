// Tests what git is asked of a checkout, on real repositories.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { headCommit, observeCheckout } from "../../src/observe/checkout";

let folder: string;
let root: string;

const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
const file = "Pulumi.prod.yaml";

function commit(text: string): string {
  fs.writeFileSync(path.join(root, file), text);
  git("add", "--all");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", text);
  return git("rev-parse", "--short=12", "HEAD");
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "checkout-"));
  root = path.join(folder, "project");
  fs.mkdirSync(root);
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const entry = (text: string) => [
  {
    ...{ name: "api._crossover.example.com.", type: "TXT" },
    values: [`owner=crossover/prod only=legacy since=2026-01-01T00:00:00Z commit=${text}`],
  },
];
const observe = (last: string, more: object = {}) =>
  observeCheckout({ root, files: [file, "services"], records: entry(last), domain: "example.com", ...more });

test("a checkout, and what it contains", async () => {
  git("init", "--quiet");
  const first = commit("first");
  const second = commit("second");
  expect(await observe(first)).toEqual({ commit: second, held: new Map([[first, "yes"]]) });
  expect(await observe(`${second}+`)).toEqual({ commit: second, held: new Map([[second, "yes"]]) });
  git("checkout", "--quiet", first);
  expect(await observe(second)).toEqual({ commit: first, held: new Map([[second, "no"]]) });
  expect(await observe("0123456789ab")).toEqual({ commit: first, held: new Map([["0123456789ab", "no"]]) });
});

test("changes to the stack's files, and values that no file has", async () => {
  git("init", "--quiet");
  const head = commit("first");
  fs.writeFileSync(path.join(root, "README.md"), "a note");
  expect((await observe(head)).commit).toBe(head);
  expect((await observe(head, { uncommitted: true })).commit).toBe(`${head}+`);
  fs.writeFileSync(path.join(root, file), "second");
  expect((await observe(head)).commit).toBe(`${head}+`);
});

test("a clone that is too shallow to tell", async () => {
  git("init", "--quiet");
  const first = commit("first");
  const second = commit("second");
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${root}`, path.join(folder, "clone")]);
  root = path.join(folder, "clone");
  expect(await observe(first)).toEqual({ commit: second, held: new Map([[first, "shallow"]]) });
  expect((await observe(second)).held).toEqual(new Map([[second, "yes"]]));
});

test("no checkout of git, and one without a commit", async () => {
  expect(await observe("0123456789ab")).toEqual({
    untold: "not a git repository (or any of the parent directories): .git",
    held: new Map([["0123456789ab", "unknown"]]),
  });
  git("init", "--quiet");
  expect(await headCommit(root)).toEqual({ untold: "Needed a single revision" });
});

test("what is no commit isn't given to git", async () => {
  git("init", "--quiet");
  const head = commit("first");
  expect(await observe("--all")).toEqual({ commit: head, held: new Map([["--all", "no"]]) });
});

test("what is given isn't asked", async () => {
  expect(await observe("0123456789ab", { commit: "abc" })).toEqual({ commit: "abc" });
});

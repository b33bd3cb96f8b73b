// Tests what is kept of source files between starts: the output stays the same, whatever has become of the folder.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const loader = path.resolve(__dirname, "..", "..", "tools", "typescript.js");
let root: string;
let cache: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  cache = path.join(root, "cache");
  write("export const greeting: string = 'hello';");
  fs.writeFileSync(
    path.join(root, "main.cjs"),
    `const { greeting } = require("./greeting.ts");
     const compiler = Object.keys(require.cache).some((file) => /@swc.core.index/.test(file));
     process.stdout.write(greeting + (compiler ? ", compiled" : ""));`,
  );
});

afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

function write(source: string): void {
  fs.writeFileSync(path.join(root, "greeting.ts"), source);
}

/** What a start with the loader prints; nothing else may be said. */
async function start(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(process.execPath, ["--require", loader, path.join(root, "main.cjs")], {
    env: { ...process.env, CROSSOVER_CACHE: cache, CROSSOVER_TRACES: "", ...env },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

const kept = () => fs.readdirSync(path.join(cache, "code", "javascript")).sort();

test("a file is compiled once, and again when it has changed", async () => {
  expect([await start(), await start()]).toEqual(["hello, compiled", "hello"]);
  write("export const greeting: string = 'good day';");
  expect([await start(), await start()]).toEqual(["good day, compiled", "good day"]);
  write("export const greeting: string = 'hello';");
  expect(await start()).toBe("hello");
  expect(kept()).toHaveLength(2);
});

test("a file with a source map is another one", async () => {
  await start();
  expect(await start({ CROSSOVER_TRACES: "1" })).toBe("hello, compiled");
  expect([await start({ CROSSOVER_TRACES: "1" }), await start()]).toEqual(["hello", "hello"]);
});

test.each([
  ["nothing", ""],
  ["part of it", "9f86d0818\nexports.greeting = 'hel"],
  ["another text", `${"0".repeat(64)}\nexports.greeting = 'good day';`],
])("where %s is left of what was kept, it is made again", async (_, text) => {
  await start();
  const [name] = kept() as [string];
  fs.writeFileSync(path.join(cache, "code", "javascript", name), text);
  expect([await start(), await start()]).toEqual(["hello, compiled", "hello"]);
});

test.each([
  ["a file stands in its place", () => fs.writeFileSync(cache, "")],
  [
    "a file stands in the place of a folder in it",
    () => {
      fs.mkdirSync(path.join(cache, "code"), { recursive: true });
      for (const name of ["javascript", "v8"]) fs.writeFileSync(path.join(cache, "code", name), "");
    },
  ],
  [
    "a folder stands in the place of a file",
    () => fs.mkdirSync(path.join(cache, "code", "tidied"), { recursive: true }),
  ],
])("a folder that can't be used is no error: %s", async (_, spoil) => {
  spoil();
  expect(await start()).toMatch(/^hello/);
  expect(await start()).toMatch(/^hello/);
});

test("several processes at once leave whole files", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => start()));
  expect(new Set(all.map((out) => out.replace(", compiled", "")))).toEqual(new Set(["hello"]));
  expect(kept()).toHaveLength(1);
  expect(await start()).toBe("hello");
});

test("once a day the oldest files beyond 200 MB go", async () => {
  await start();
  const folder = path.join(cache, "code");
  const stamp = path.join(folder, "tidied");
  const sizes = { "javascript/newer": 150, "v8/older": 100 };
  for (const [name, megabytes] of Object.entries(sizes)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), "");
    // Without contents it takes no room.
    fs.truncateSync(path.join(folder, name), megabytes * 1_000_000);
  }
  const age = (file: string, days: number) => {
    const then = new Date(Date.now() - days * 86_400_000);
    fs.utimesSync(path.join(folder, file), then, then);
  };
  age("v8/older", 3);
  age("javascript/newer", 2);
  await start();
  expect(fs.existsSync(path.join(folder, "v8/older"))).toBe(true);
  age("tidied", 2);
  await start();
  expect(fs.existsSync(path.join(folder, "v8/older"))).toBe(false);
  expect(fs.existsSync(path.join(folder, "javascript/newer"))).toBe(true);
  expect(Date.now() - fs.statSync(stamp).mtimeMs).toBeLessThan(60_000);
  expect(await start()).toBe("hello");
});

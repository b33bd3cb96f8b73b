// Tests a short random walk on the real engine: what anyone may do, judged after every change of the cloud.
import { spawnSync } from "node:child_process";
import * as path from "node:path";

const root = path.resolve(__dirname, "..", "..");

test("a walk of 40 steps does nothing that the program may never do, and ends well", () => {
  const loaders = ["--require", "./tools/lazy.js", "--require", "./tools/typescript.js"];
  const { status, stdout } = spawnSync(
    process.execPath,
    [...loaders, "tools/walk/run.ts", "--seed", "1", "--steps", "40"],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  expect(stdout).not.toMatch(/^wrong/m);
  expect(stdout).toMatch(/^all +40 +\d+$/m);
  expect(status).toBe(0);
});

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { isAlive } from "../../../src/rehearsal";

test("this process is there, and no process has a number below one", () => {
  expect(isAlive(process.pid)).toBe(true);
  for (const pid of [0, -1, Number.NaN]) expect(isAlive(pid)).toBe(false);
});

test("a process that has ended isn't there", () => {
  expect(isAlive(spawnSync(process.execPath, ["--version"]).pid)).toBe(false);
});

(process.platform === "linux" ? test : test.skip)(
  "one that has ended isn't there either while its parent takes no note",
  async () => {
    // The shell's child ends at once; the shell becomes a program that waits for no child.
    const parent = spawn("sh", ["-c", "sh -c 'echo $$' & exec sleep 60"]);
    const [data] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(data.toString());
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill("SIGKILL");
  },
);

// Tests that programs run in bounded time, and that long ones show that they are at work.
import { run, withProgress } from "../../tools/process";

test("a program yields what it prints", async () => {
  expect(await run("/bin/sh", ["-c", "echo one; echo two >&2"], { timeout: 5_000 })).toBe("one");
});

test("a program that fails is an error with the last thing it said", async () => {
  const script = "echo first >&2; printf last >&2; exit 3";
  await expect(run("/bin/sh", ["-c", script], { timeout: 5_000 })).rejects.toThrow(
    "`sh -c` failed with exit code 3: last",
  );
});

test("a program that takes too long is ended", async () => {
  await expect(run("/bin/sh", ["-c", "exec sleep 30"], { timeout: 100 })).rejects.toThrow(
    "`sh -c` was ended by SIGTERM (it may take 0.1 s)",
  );
});

test("progress is shown at the interval, with the time that has passed and the latest detail", async () => {
  jest.useFakeTimers();
  const lines: string[] = [];
  const work = withProgress(
    "building",
    (line) => lines.push(line),
    async (detail) => {
      await jest.advanceTimersByTimeAsync(15_000);
      detail("12 packages");
      await jest.advanceTimersByTimeAsync(16_000);
    },
    15_000,
  );
  await work;
  jest.useRealTimers();
  expect(lines).toEqual([
    "building …",
    "building: 15 s",
    "building: 30 s, 12 packages",
    "building: done in 31 s",
  ]);
});

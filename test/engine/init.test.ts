// Tests the first page of the guide: its first commands, word for word, take a service of one's own to its first shift.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Report } from "../../src/cli/report";

const origin = path.resolve(__dirname, "..", "..");
const page = fs.readFileSync(path.join(origin, "docs", "guide", "getting-started.md"), "utf8");
const [install, ...commands] = /^```sh\n(.*?)^```$/ms.exec(page)![1]!.trim().split("\n");
let clone: string;

/** As a clone in which packages are installed: links to what commands only read, copies of what they write. */
beforeAll(() => {
  clone = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  for (const name of fs.readdirSync(origin).filter((one) => !one.startsWith(".")))
    if (/^(services|Pulumi\..*)$/.test(name))
      fs.cpSync(path.join(origin, name), path.join(clone, name), { recursive: true });
    else fs.symlinkSync(path.join(origin, name), path.join(clone, name));
  // Who has followed the guide has them already.
  for (const file of ["services/invoices.yaml", "Pulumi.first.yaml"])
    fs.rmSync(path.join(clone, file), { force: true });
});

afterAll(() => {
  fs.rmSync(clone, { recursive: true });
});

function shell(line: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile("sh", ["-c", line], { cwd: clone }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

test("five commands lead from a clone to the first 5 %", async () => {
  expect(install).toBe("npm ci");
  expect(commands).toHaveLength(4);
  const [init, ...ups] = commands;
  const written = await shell(init!);
  expect(written).toMatchObject({ code: 0, out: "services/invoices.yaml\nPulumi.first.yaml\n" });
  // What it says to do next is what the page does.
  expect(written.err.match(/npx crossover .*/g)).toEqual(ups);

  for (const up of ups) {
    const { code, out, err } = await shell(up);
    expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("every route answered in full after every operation");
  }
  const { out } = await shell("npx crossover status --stack first --rehearsal --json");
  const { traffic } = JSON.parse(out) as Report;
  expect(Object.entries(traffic).map(([route, { value }]) => [route, value])).toEqual([["invoices", 5]]);
});

test("a second stack of the same name is refused, and so is a missing flag, by exit codes of their own", async () => {
  const again = await shell(commands[0]!);
  expect(again).toMatchObject({ code: 1, out: "" });
  expect(again.err).toContain("services/invoices.yaml: is there already");
  expect(again.err).toContain("Pulumi.first.yaml: is there already");
  const bare = await shell("npx crossover init < /dev/null");
  expect(bare).toMatchObject({ code: 2, out: "" });
  expect(bare.err.match(/--\w+ is missing/g)).toHaveLength(7);
});

test("the example stacks are as they were beside it", async () => {
  expect(await shell("npx crossover preview --stack dev --rehearsal=.crossover/dev")).toMatchObject({
    code: 0,
  });
});

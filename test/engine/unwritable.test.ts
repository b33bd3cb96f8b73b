// Tests what commands say and leave where they can't write: read-only folders and full disks, which need a mount.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Project, single } from "./project";

const probe = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-mount-"));
const canMount = succeeds("mount", "-t", "tmpfs", "tmpfs", probe) && succeeds("umount", probe);
fs.rmdirSync(probe);
/** Skipped, and shown as such, where this user may not mount. */
const withMounts = canMount ? describe : describe.skip;

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

withMounts("with mounts", () => {
  let project: Project;
  const mounted: string[] = [];

  function mount(...args: string[]): string {
    execFileSync("mount", args);
    mounted.push(args.at(-1)!);
    return args.at(-1)!;
  }

  function readOnly(folder: string): void {
    mount("--bind", folder, folder);
    execFileSync("mount", ["-o", "remount,bind,ro", folder]);
  }

  beforeEach(() => {
    project = single();
  });
  afterEach(() => {
    for (const folder of mounted.splice(0).reverse()) execFileSync("umount", [folder]);
  });

  const listed = () => fs.readdirSync(project.root, { recursive: true, encoding: "utf8" }).sort();

  const start = (line: string, env: NodeJS.ProcessEnv = {}) => project.startReal(line, env).ended;

  test.each(["up", "destroy", "rollback api --now", "rehearsal"])(
    "a read-only project: `%s` names the folder, and what to do",
    async (line) => {
      readOnly(project.root);
      const before = listed();
      const { code, err } = await start(`${line} --stack dev --rehearsal`);
      expect(code).toBe(1);
      expect(err).toContain(`refused, nothing was changed`);
      expect(err).toContain(
        `${path.join(project.root, ".crossover")}/state can't be written: it is on a file system`,
      );
      expect(err).toContain("--rehearsal=DIR");
      expect(listed()).toEqual(before);
    },
  );

  test("a preview writes nothing there, and so works", async () => {
    readOnly(project.root);
    expect(await start("preview --stack dev --rehearsal")).toMatchObject({ code: 0 });
  });

  test("init writes all of its files or none", async () => {
    readOnly(path.join(project.root, "services"));
    const before = listed();
    const flags = "--domain example.com --region eu-west-1 --service invoices --image invoices:1 --port 80";
    const { code, err } = await start(`init --stack first ${flags} --legacy 203.0.113.10`);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining(
        "services/invoices.yaml can't be written: it is on a file system that is read-only",
      ),
    });
    expect(listed()).toEqual(before);
  });

  test("a full folder for temporary files is named, and nothing is left in it", async () => {
    const full = mount(
      "-t",
      "tmpfs",
      "-o",
      "nr_inodes=1",
      "tmpfs",
      fs.mkdtempSync(path.join(os.tmpdir(), "crossover-")),
    );
    const { code, err } = await start("status --stack dev --rehearsal", { TMPDIR: full });
    expect(code).toBe(1);
    expect(err).toContain(`${full} can't be written: the disk is full`);
    expect(err).toContain("`TMPDIR`");
    expect(fs.readdirSync(full)).toEqual([]);
  });

  test("a disk without room for the state is refused before anything is made, and the next run goes on", async () => {
    const disk = mount(
      "-t",
      "tmpfs",
      "-o",
      "size=1m",
      "tmpfs",
      fs.mkdtempSync(path.join(os.tmpdir(), "crossover-")),
    );
    const rehearsal = path.join(disk, "rehearsal");
    const refused = await start(`up --stack dev --rehearsal=${rehearsal}`);
    expect({ code: refused.code, err: refused.err }).toEqual({
      code: 1,
      err: expect.stringContaining("the disk has 1 MiB left, and a rehearsal's state may need 32"),
    });
    expect(fs.readdirSync(disk)).toEqual([]);
    execFileSync("mount", ["-o", "remount,size=64m", disk]);
    expect(await start(`up --stack dev --rehearsal=${rehearsal}`)).toMatchObject({ code: 0 });
    expect(fs.readdirSync(rehearsal).sort()).toEqual(["cloud.jsonl", "home", "state"]);
  });
});

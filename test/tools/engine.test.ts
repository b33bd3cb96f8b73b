// Tests the ways to a Pulumi CLI, each with made-up `pulumi` and `go` programs on a made-up PATH.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine, type EngineOptions } from "../../tools/engine";

const before = { ...process.env };
let root: string;
let bin: string;
let lines: string[];

const cached = () => path.join(root, "cache", "engine", "3.255.0", "bin", "pulumi");
const calls = () => fs.readFileSync(path.join(root, "calls"), "utf8").trim().split("\n");
const offline = () => Promise.reject(new Error("no network"));

function program(file: string, script: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const pulumi = (file: string, version: string) => program(file, `echo v${version}`);

/** A `go` that notes each build in the file `calls`, and whose build takes a moment. */
function go(version: string, build = 'printf \'#!/bin/sh\\necho v3.255.0\\n\' > "$6"; chmod +x "$6"'): void {
  const note = `[ "$1" = version ] && { echo "go version go${version} linux/amd64"; exit; }; echo "$*" >> ${root}/calls`;
  program(path.join(bin, "go"), `PATH=${before["PATH"]}; ${note}; sleep 0.3; ${build}`);
}

const ensure = (options: EngineOptions = {}) =>
  ensureEngine({ root, log: (line) => lines.push(line), download: offline, ...options });

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-engine-"));
  bin = path.join(root, "bin");
  lines = [];
  fs.mkdirSync(path.join(root, "tools", "pulumi"), { recursive: true });
  fs.copyFileSync("tools/pulumi/go.mod", path.join(root, "tools", "pulumi", "go.mod"));
  process.env = { PATH: bin, CROSSOVER_CACHE: path.join(root, "cache") };
});

afterEach(() => {
  process.env = { ...before };
  fs.rmSync(root, { recursive: true });
});

describe("an engine that is there", () => {
  test.each(["3.255.0", "3.255.1", "3.300.0-alpha.1"])("on PATH in version %s is used", async (version) => {
    pulumi(path.join(bin, "pulumi"), version);
    expect(await ensure()).toEqual({ command: path.join(bin, "pulumi"), version });
    expect(lines).toEqual([]);
  });

  test.each(["3.254.9", "2.300.0", "4.0.0"])("on PATH in version %s is passed over", async (version) => {
    pulumi(path.join(bin, "pulumi"), version);
    pulumi(cached(), "3.255.0");
    expect(await ensure()).toEqual({ command: cached(), version: "3.255.0" });
  });

  test("is named by CROSSOVER_PULUMI, whatever its version", async () => {
    process.env["CROSSOVER_PULUMI"] = path.join(root, "mine");
    pulumi(path.join(root, "mine"), "3.200.0");
    expect(await ensure()).toEqual({ command: path.join(root, "mine"), version: "3.200.0" });
  });

  test("is an error if CROSSOVER_PULUMI names something else", async () => {
    process.env["CROSSOVER_PULUMI"] = path.join(root, "mine");
    fs.writeFileSync(path.join(root, "mine"), "");
    await expect(ensure()).rejects.toThrow(
      `CROSSOVER_PULUMI names \`${root}/mine\`, which can't be used: it isn't an executable file`,
    );
  });

  test("is kept in the user's cache where CROSSOVER_CACHE names no other folder", async () => {
    process.env = { PATH: bin, XDG_CACHE_HOME: root, LOCALAPPDATA: root, HOME: root };
    const cache = process.platform === "darwin" ? path.join(root, "Library", "Caches") : root;
    const command = path.join(cache, "crossover", "engine", "3.255.0", "bin", "pulumi");
    pulumi(command, "3.255.0");
    expect((await ensure()).command).toBe(command);
  });
});

describe("an engine that is not there", () => {
  test("is downloaded, and found the next time", async () => {
    const download = jest.fn((folder: string, version: string) => {
      pulumi(path.join(folder, "bin", "pulumi"), version);
      return Promise.resolve();
    });
    expect(await ensure({ download })).toEqual({ command: cached(), version: "3.255.0" });
    expect(await ensure({ download })).toEqual({ command: cached(), version: "3.255.0" });
    expect(download).toHaveBeenCalledTimes(1);
    expect(lines[0]).toBe("downloading the Pulumi CLI 3.255.0 …");
  });

  test("is built with Go where it can't be downloaded", async () => {
    go("1.26.8");
    expect(await ensure()).toEqual({ command: cached(), version: "3.255.0" });
    expect(calls()).toEqual([
      expect.stringMatching(
        /^build -v -ldflags -s -w -X \S+Version=v3\.255\.0 -o \S+ github\.com\/pulumi\/pulumi\/pkg\/v3\/cmd\/pulumi$/,
      ),
    ]);
    expect(lines).toContain("building the Pulumi CLI 3.255.0 with Go (once; it takes some minutes) …");
  });

  test("is built again where the cached one is broken", async () => {
    program(cached(), "exit 1");
    go("1.26.8");
    expect((await ensure()).version).toBe("3.255.0");
  });

  test("is built once when two ask at the same time", async () => {
    go("1.26.8");
    const engines = await Promise.all([ensure(), ensure()]);
    expect(engines.map(({ command }) => command)).toEqual([cached(), cached()]);
    expect(calls()).toHaveLength(1);
    expect(lines).toContain("waiting for another process that is getting the Pulumi CLI 3.255.0 …");
  });

  test("is built in spite of the lock of a process that has ended", async () => {
    go("1.26.8");
    const lock = `${path.dirname(path.dirname(cached()))}.lock`;
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    fs.writeFileSync(lock, "999999999");
    expect((await ensure()).command).toBe(cached());
    expect(fs.existsSync(lock)).toBe(false);
  });

  test("is built in spite of a lock that nobody refreshes", async () => {
    go("1.26.8");
    const lock = `${path.dirname(path.dirname(cached()))}.lock`;
    fs.mkdirSync(path.dirname(lock), { recursive: true });
    fs.writeFileSync(lock, String(process.pid));
    fs.utimesSync(lock, new Date(), new Date(Date.now() - 120_000));
    expect((await ensure()).command).toBe(cached());
  });
});

describe("no engine", () => {
  test("leaves nothing behind after a failed build, and says what to install and what was tried", async () => {
    pulumi(path.join(bin, "pulumi"), "3.100.0");
    go("1.26.8", 'echo half > "$6"; echo "no space left on device" >&2; exit 1');
    await expect(ensure()).rejects.toThrow(
      [
        "The Pulumi CLI 3.255.0 is needed, and could not be found, downloaded or built. Install one of:",
        "  - the Pulumi CLI, 3.255.0 or newer: https://www.pulumi.com/docs/install/",
        "  - Go, 1.25.11 or newer, to build it with: https://go.dev/doc/install",
        "What was tried:",
        `  - PATH: ${bin}/pulumi is 3.100.0, older than 3.255.0`,
        "  - download: no network",
        "  - build: `go build` failed with exit code 1: no space left on device",
      ].join("\n"),
    );
    expect(fs.readdirSync(path.join(root, "cache", "engine"))).toEqual([]);
  });

  test("comes of a download that yields another version", async () => {
    const download = (folder: string) => Promise.resolve(pulumi(path.join(folder, "bin", "pulumi"), "3.1.0"));
    await expect(ensure({ download })).rejects.toThrow(/download: \S+ is 3\.1\.0, older than/);
    expect(fs.existsSync(cached())).toBe(false);
  });

  test.each([
    ["an old Go", () => go("1.24.9"), /build: \S+\/go is 1\.24\.9, older than 1\.25\.11/],
    ["no Go", () => undefined, /build: there is no `go` on PATH/],
  ])("comes of %s", async (_, prepare, reason) => {
    prepare();
    await expect(ensure()).rejects.toThrow(reason);
  });
});

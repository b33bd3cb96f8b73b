// Tests the download of the Pulumi CLI against a server on this machine: what isn't the published archive is never unpacked.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { ensureEngine } from "../../tools/engine";
import { downloadRelease } from "../../tools/release";

const machine = "linux-x64";
const file = "/pulumi-v3.255.0-linux-x64.tar.gz";
const before = { ...process.env };
let root: string;
let archive: Buffer;
let sum: string;
let server: Server | undefined;

/** An archive as Pulumi's are: its programs in a folder `pulumi`. */
function pack(says: string): Buffer {
  const folder = path.join(root, "packed", "pulumi");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "pulumi"), `#!/bin/sh\necho ${says}\n`, { mode: 0o755 });
  fs.writeFileSync(path.join(folder, "pulumi-language-nodejs"), "#!/bin/sh\n", { mode: 0o755 });
  return execFileSync("tar", ["-czf", "-", "-C", path.dirname(folder), "pulumi"]);
}

/** Serves, and returns the address. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function checksums(archives: object = { [machine]: sum }, version = "3.255.0"): string {
  const to = path.join(root, "tools", "pulumi", "checksums.yaml");
  fs.writeFileSync(to, JSON.stringify({ version, archives }));
  return to;
}

/** Gets the CLI as the commands do; returns its version, or the errors. */
async function get(from: string, options: { machine?: string; reachable?: number } = {}) {
  const lines: string[] = [];
  const download = (folder: string, version: string) =>
    downloadRelease(folder, version, {
      machine,
      from,
      checksums: path.join(root, "tools", "pulumi", "checksums.yaml"),
      ...options,
    });
  const answer = await ensureEngine({ root, log: (line) => lines.push(line), download }).then(
    (engine) => engine.version,
    (error: unknown) => (error as Error).message,
  );
  return { answer, lines };
}

const kept = () =>
  fs.existsSync(path.join(root, "cache", "engine")) ? fs.readdirSync(path.join(root, "cache", "engine")) : [];

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-release-"));
  fs.mkdirSync(path.join(root, "tools", "pulumi"), { recursive: true });
  fs.copyFileSync("tools/pulumi/go.mod", path.join(root, "tools", "pulumi", "go.mod"));
  archive = pack("v3.255.0");
  sum = createHash("sha256").update(archive).digest("hex");
  // No CLI and no Go is found: only `tar` and the shell.
  const bin = path.join(root, "bin");
  fs.mkdirSync(bin);
  for (const name of ["tar", "gzip", "sh"])
    fs.symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), path.join(bin, name));
  process.env = { PATH: bin, CROSSOVER_CACHE: path.join(root, "cache") };
});

afterEach(() => {
  process.env = { ...before };
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  fs.rmSync(root, { recursive: true });
});

test("the published archive is kept whole, with all its programs, and without the archive", async () => {
  checksums();
  const asked: (string | undefined)[] = [];
  const from = await serve(({ url }, response) => {
    asked.push(url);
    response.end(archive);
  });
  expect((await get(from)).answer).toBe("3.255.0");
  expect(asked).toEqual([file]);
  expect(kept()).toEqual(["3.255.0"]);
  const folder = path.join(root, "cache", "engine", "3.255.0");
  expect(fs.readdirSync(folder)).toEqual(["bin"]);
  expect(fs.readdirSync(path.join(folder, "bin")).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
});

test("another archive is refused by both sums, is said at once, and leaves nothing", async () => {
  checksums();
  const other = pack("v3.255.0; touch /tmp/crossover-was-run");
  const from = await serve((_, response) => response.end(other));
  const { answer, lines } = await get(from);
  const actual = createHash("sha256").update(other).digest("hex");
  const says = `${from}${file} is not what Pulumi published: its sha256 is ${actual}, and should be ${sum}; it was deleted unopened`;
  expect(lines).toContain(`refused: ${says}`);
  expect(answer).toContain(`  - download: ${says}\n`);
  expect(kept()).toEqual([]);
  expect(fs.existsSync("/tmp/crossover-was-run")).toBe(false);
});

test.each([
  ["in the middle of what was announced", true],
  ["without an announced length, as if it were whole", false],
])("an archive that is cut %s leaves nothing", async (_, announced) => {
  checksums();
  const from = await serve((_, response) => {
    if (announced) response.setHeader("content-length", archive.length);
    const half = archive.subarray(0, archive.length / 2);
    if (announced) response.write(half, () => response.destroy());
    else response.end(half);
  });
  const { answer } = await get(from);
  expect(answer).toContain(
    `  - download: ${from}${file} ${announced ? "broke off: " : "is not what Pulumi"}`,
  );
  expect(kept()).toEqual([]);
});

test.each([
  ["machine", {}, "3.255.0"],
  ["machine, of an odd name", { [machine]: undefined }, "3.255.0"],
  ["version", undefined, "3.254.0"],
])("without a checksum for the %s nothing is even asked for", async (_, archives, version) => {
  const to = checksums(archives, version);
  let asked = 0;
  const from = await serve((_, response) => {
    asked += 1;
    response.end(archive);
  });
  const { answer } = await get(from);
  expect(answer).toContain(
    `  - download: ${to} has no checksum of 3.255.0 for linux-x64, so nothing is downloaded`,
  );
  expect(asked).toBe(0);
});

test("a server that fails, or doesn't answer, is said to be out of reach", async () => {
  checksums();
  const failing = await serve((_, response) => response.writeHead(503).end());
  expect((await get(failing)).answer).toContain(
    `  - download: ${failing}${file} can't be reached (HTTP 503)\n`,
  );
  server!.close();
  const silent = await serve(() => undefined);
  expect((await get(silent, { reachable: 50 })).answer).toContain(`${silent}${file} can't be reached\n`);
  expect(kept()).toEqual([]);
});

test("a published archive without the programs is an error, and leaves nothing", async () => {
  archive = Buffer.from("no archive");
  sum = createHash("sha256").update(archive).digest("hex");
  checksums();
  const from = await serve((_, response) => response.end(archive));
  expect((await get(from)).answer).toMatch(/download: `tar -xzf` failed/);
  expect(kept()).toEqual([]);
});

test("the checksums are those of the pinned version, one for each machine that the CLI is downloaded on", () => {
  const { version, archives } = parse(fs.readFileSync("tools/pulumi/checksums.yaml", "utf8")) as {
    version: string;
    archives: Record<string, string>;
  };
  expect(fs.readFileSync("tools/pulumi/go.mod", "utf8")).toMatch(
    new RegExp(`^\\s*github.com/pulumi/pulumi/pkg/v3 v${version}( |$)`, "m"),
  );
  expect(Object.keys(archives).sort()).toEqual(["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"]);
  for (const one of Object.values(archives)) expect(one).toMatch(/^[0-9a-f]{64}$/);
});

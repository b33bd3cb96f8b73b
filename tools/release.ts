// Downloads a release of the Pulumi CLI, and unpacks it only if it is what its publisher's checksum says.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { open } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";
import { run } from "./process";

/** Where from, and for which machine. */
export interface ReleaseOptions {
  /** The file with the checksums, such as `tools/pulumi/checksums.yaml`. */
  readonly checksums: string;
  /** The address of the folder that holds the archives. @default where Pulumi publishes them */
  readonly from?: string;
  /** As Node names them, e.g. `linux-arm64`. @default this machine's */
  readonly machine?: string;
  /** Milliseconds until the first byte. @default 5 s */
  readonly reachable?: number;
}

/** A download that isn't what was published. */
export class ChecksumError extends Error {}

const downloaded = 5 * 60_000;

/**
 * Puts the programs of a release into `bin` of a folder. The archive is kept beside them until it has been verified, and no
 * program of another one is ever unpacked.
 *
 * @throws ChecksumError if the archive isn't the published one.
 * @see https://www.pulumi.com/docs/iac/download-install/versions/ for the archives and their checksums.
 */
export async function downloadRelease(
  folder: string,
  version: string,
  options: ReleaseOptions,
): Promise<void> {
  const {
    checksums,
    from = "https://get.pulumi.com/releases/sdk",
    machine = `${process.platform}-${process.arch}`,
    reachable = 5_000,
  } = options;
  const expected = publishedChecksum(checksums, version, machine);
  const url = `${from}/pulumi-v${version}-${machine}.tar.gz`;
  const archive = path.join(folder, "archive.tar.gz");
  try {
    const actual = await save(url, archive, reachable);
    if (actual !== expected)
      throw new ChecksumError(
        `${url} is not what Pulumi published: its sha256 is ${actual}, and should be ${expected}; it was deleted unopened`,
      );
    // Its programs are in one folder, `pulumi`.
    await run("tar", ["-xzf", archive, "-C", folder], { timeout: downloaded });
  } finally {
    fs.rmSync(archive, { force: true });
  }
  fs.rmSync(path.join(folder, "bin"), { recursive: true, force: true });
  fs.renameSync(path.join(folder, "pulumi"), path.join(folder, "bin"));
}

/** @throws if there is none, since what can't be verified isn't downloaded. */
function publishedChecksum(file: string, version: string, machine: string): string {
  const { version: known, archives } = parse(fs.readFileSync(file, "utf8")) as {
    readonly version: string;
    readonly archives: Readonly<Record<string, string>>;
  };
  const found = Object.hasOwn(archives, machine) ? archives[machine] : undefined;
  if (known !== version || found === undefined)
    throw new Error(`${file} has no checksum of ${version} for ${machine}, so nothing is downloaded`);
  return found;
}

/** Writes what is at an address to a file. @returns its sha256 */
async function save(url: string, file: string, reachable: number): Promise<string> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), reachable);
  const response = await fetch(url, { signal: abort.signal }).catch(() => undefined);
  clearTimeout(timer);
  if (!response?.ok || !response.body)
    throw new Error(`${url} can't be reached${response ? ` (HTTP ${response.status})` : ""}`);
  const hash = createHash("sha256");
  const to = await open(file, "w");
  timer = setTimeout(() => abort.abort(), downloaded);
  try {
    for await (const chunk of chunksOf(response.body, url)) {
      hash.update(chunk);
      await to.write(chunk);
    }
  } finally {
    clearTimeout(timer);
    await to.close();
  }
  return hash.digest("hex");
}

async function* chunksOf(body: ReadableStream<Uint8Array>, url: string) {
  try {
    yield* body;
  } catch (error) {
    throw new Error(`${url} broke off: ${(error as Error).message}`);
  }
}

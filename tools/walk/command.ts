// Runs command lines of `crossover`: in this process or, where its engine is to be killed, in one of its own.
import { spawn } from "node:child_process";
import * as path from "node:path";
import { main } from "../../src/cli/main";
import type { Report } from "../../src/cli/report";

const crossover = path.resolve(__dirname, "..", "..", "bin", "crossover.js");

/** Milliseconds after which a command is taken to hang. */
const patience = 180_000;

export interface Ran extends Pick<Report, "result" | "problems" | "traffic" | "changes"> {
  /** What it said besides its document. */
  readonly said: string;
  readonly milliseconds: number;
}

/** @throws an error if the command hangs, or prints no document. */
export async function command(args: readonly string[]): Promise<Ran> {
  const started = Date.now();
  const apart = args.some((arg) => arg.startsWith("kill"));
  const { out, err } = await within(patience, apart ? runApart(args) : runHere(args), args.join(" "));
  const report = parse(out, err);
  return { ...report, said: err, milliseconds: Date.now() - started };
}

function parse(out: string, err: string): Report {
  try {
    return JSON.parse(out) as Report;
  } catch {
    throw new Error(`it printed no document: ${out}${err}`);
  }
}

async function runHere(args: readonly string[]): Promise<{ out: string; err: string }> {
  const [out, err] = [capture(process.stdout), capture(process.stderr)];
  try {
    await main([...args, "--json"]);
  } finally {
    out.restore();
    err.restore();
  }
  return { out: out.text(), err: err.text() };
}

function runApart(args: readonly string[]): Promise<{ out: string; err: string }> {
  const child = spawn(process.execPath, [crossover, ...args, "--json"]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.on("close", () => resolve({ out, err })));
}

function capture(stream: NodeJS.WriteStream): { text(): string; restore(): void } {
  const chunks: string[] = [];
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array) => chunks.push(String(chunk)) > 0;
  return { text: () => chunks.join(""), restore: () => (stream.write = write) };
}

async function within<T>(milliseconds: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`\`${what}\` hangs`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

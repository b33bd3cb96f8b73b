// Puts planted mistakes into copies of the project, one at a time, and tells which of them a walk notices.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

/** One mistake. */
export interface Planted {
  readonly name: string;
  readonly file: string;
  /** Text that is in the file once. */
  readonly find: string;
  readonly replace: string;
  /** Kinds of actions that the walk takes. @default all that are guarded */
  readonly kinds?: readonly string[];
}

const root = path.resolve(__dirname, "..", "..");
const copied = ["bin", "components", "index.ts", "package.json", "src", "tools", "tsconfig.json"];

export function plantedMistakes(): readonly Planted[] {
  return parse(fs.readFileSync(path.join(__dirname, "planted.yaml"), "utf8")) as Planted[];
}

/** The text with the mistake in it. @throws an error where it isn't there, or more than once. */
export function plant({ name, file, find, replace }: Planted, text: string): string {
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`${name}: ${file} has its text ${parts.length - 1} times, not once`);
  return parts.join(replace);
}

/** Whether a walk notices every mistake. @param only a part of the names of those to try. */
export function tryPlanted(seed: string, steps: string, only = ""): boolean {
  const all = plantedMistakes().filter(({ name }) => name.includes(only));
  const caught = all.filter((one) => {
    const { status, stdout } = walkWith(one, seed, steps);
    const why = /^wrong, (.*)$/m.exec(stdout)?.[1];
    console.log(
      `${status === 1 && why !== undefined ? "caught" : "MISSED"}: ${one.name}${why ? `: ${why}` : ""}`,
    );
    return status === 1 && why !== undefined;
  });
  console.log(`\n${caught.length} of ${all.length} caught`);
  return caught.length === all.length;
}

/** Walks in a copy of the project that has the mistake. */
function walkWith(mistake: Planted, seed: string, steps: string) {
  const parent = path.join(root, ".crossover", "walk");
  fs.mkdirSync(parent, { recursive: true });
  const copy = fs.mkdtempSync(path.join(parent, "planted-"));
  try {
    for (const name of copied) fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
    const file = path.join(copy, mistake.file);
    fs.writeFileSync(file, plant(mistake, fs.readFileSync(file, "utf8")));
    const loaders = ["--require", "./tools/lazy.js", "--require", "./tools/typescript.js"];
    const kinds = mistake.kinds ? ["--only", mistake.kinds.join(",")] : [];
    const args = [...loaders, "tools/walk/run.ts", "--seed", seed, "--steps", steps, ...kinds];
    return spawnSync(process.execPath, args, {
      cwd: copy,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

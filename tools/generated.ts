// Writes generated files or, with `--check`, fails where one isn't as the source says.
import * as fs from "node:fs";
import * as path from "node:path";

/** The project's root. */
export const root = path.resolve(__dirname, "..");

/** The text of each generated file, by its path from the project's root. */
export type Files = Readonly<Record<string, string>>;

/** The files that are not as the source says. */
export function stale(files: Files, directory = root): string[] {
  return Object.entries(files).flatMap(([file, text]) => {
    const there = path.join(directory, file);
    return fs.existsSync(there) && fs.readFileSync(there, "utf8") === text ? [] : [file];
  });
}

/** @param script the npm script that this is, for the advice to run it. */
export function generate(files: Files, script: string): void {
  if (!process.argv.includes("--check")) {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), text);
    }
    return;
  }
  const old = stale(files);
  if (old.length === 0) return;
  console.error(`out of date: ${old.join(", ")}; run \`npm run ${script}\``);
  process.exitCode = 1;
}

// Reads from import statements which room of the project imports which.
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

/** The rooms that each room imports. Both are called by their paths, and sorted. */
export type RoomImports = ReadonlyMap<string, readonly string[]>;

const entry = "index.ts";
const folders = ["bin", "components", "src", "tools"];

/** Imports count whether they are of values or of types alone, as `import`, `export … from`, `import()` or `require()`. */
export function roomImports(directory: string): RoomImports {
  const files = [entry, ...folders.flatMap((folder) => sourcesIn(directory, folder))];
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    const room = roomOf(file);
    const imported = found.get(room) ?? new Set();
    found.set(room, imported);
    for (const target of importsOf(directory, file)) imported.add(roomOf(target));
    imported.delete(room);
  }
  return new Map([...found].sort(byName).map(([room, imported]) => [room, [...imported].sort()]));
}

/** A file directly in `src/` counts as a part of `src/program.ts`. */
function roomOf(file: string): string {
  const [top, inner, ...rest] = file.split("/") as [string, ...string[]];
  if (top !== "src") return top;
  return rest.length === 0 ? "src/program.ts" : `src/${inner!}`;
}

function sourcesIn(directory: string, folder: string): string[] {
  const there = path.join(directory, folder);
  if (!fs.existsSync(there)) return [];
  return fs
    .readdirSync(there, { recursive: true, encoding: "utf8" })
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")))
    .filter((file) => /\.(ts|js|mjs)$/.test(file) && !file.endsWith(".d.ts"));
}

/** The project's own files that a file imports. */
function importsOf(directory: string, file: string): string[] {
  const text = fs.readFileSync(path.join(directory, file), "utf8");
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names
    .filter((name) => name.startsWith("."))
    .map((name) => {
      const target = path.posix.join(path.posix.dirname(file), name);
      const found = ["", ".ts", ".js", "/index.ts"]
        .map((ending) => target + ending)
        .find((one) => fs.statSync(path.join(directory, one), { throwIfNoEntry: false })?.isFile());
      if (found === undefined) throw new Error(`${file} imports ${name}, which doesn't exist`);
      return found;
    });
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

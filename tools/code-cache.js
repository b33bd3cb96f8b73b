// Keeps for each user what Node and swc make of source files, so that a start needn't make it again. Whatever goes wrong
// with the folder, such as that it can't be written, leaves a start slower and nothing else.
const { hash } = require("crypto");
const fs = require("fs");
const Module = require("module");
const path = require("path");
const { cacheFolder } = require("./cache");

const day = 24 * 3_600_000;
const mostBytes = 200_000_000;

/** Has Node keep what it compiles, and returns what keeps the output of a transformation. */
function openCodeCache() {
  const folder = attempt(() => cacheFolder("code"));
  if (folder === undefined) return (_, make) => make();
  // Node names its entries by the files, and compares their contents.
  attempt(() => Module.enableCompileCache(path.join(folder, "v8")));
  process.once("exit", () => attempt(() => tidy(folder)));
  const files = path.join(folder, "javascript");

  /** What `make` returns, or returned for the same text and settings before. */
  return (key, make) => {
    const file = path.join(files, hash("sha256", key));
    const kept = attempt(() => unsealed(fs.readFileSync(file, "utf8")));
    if (kept !== undefined) return kept;
    const code = make();
    attempt(() => write(file, sealed(code)));
    return code;
  };
}

/** With a checksum in front, since a machine that stops may leave part of a file. */
function sealed(code) {
  return `${hash("sha256", code)}\n${code}`;
}

function unsealed(text) {
  const end = text.indexOf("\n");
  const code = text.slice(end + 1);
  return text.slice(0, end) === hash("sha256", code) ? code : undefined;
}

/** Other processes see the whole file or none. */
function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(part, text);
    fs.renameSync(part, file);
  } catch (error) {
    fs.rmSync(part, { force: true });
    throw error;
  }
}

/** Once a day: removes the oldest files beyond what the folder may hold. */
function tidy(folder) {
  const stamp = path.join(folder, "tidied");
  if (Date.now() - (attempt(() => fs.statSync(stamp).mtimeMs) ?? 0) < day) return;
  write(stamp, "");
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .flatMap((file) => attempt(() => [{ file, ...stat(file) }]) ?? [])
    .sort((a, b) => b.made - a.made);
  let bytes = 0;
  for (const { file, size } of files) {
    bytes += size;
    if (bytes > mostBytes) fs.rmSync(file, { force: true });
  }
}

function stat(file) {
  const { mtimeMs: made, size } = fs.statSync(file);
  return { made, size };
}

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

module.exports = { openCodeCache };

// Tests how files are written: whole, private where they must be, and with words where it can't be done.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import {
  asUser,
  isPrivate,
  keepPrivate,
  makeFiles,
  makePrivate,
  privateFile,
  privateFolder,
  replaceFile,
  WriteError,
} from "../../src/files";

let root: string;
const at = (...names: string[]) => path.join(root, ...names);
const read = (name: string) => fs.readFileSync(at(name), "utf8");
const modeOf = (name: string) => (fs.statSync(at(name)).mode & 0o777).toString(8);

beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-files-"))));
afterEach(() => fs.rmSync(root, { recursive: true }));

describe("a file that is replaced", () => {
  test("keeps its mode, and the link that leads to it", () => {
    fs.writeFileSync(at("real"), "old", { mode: 0o640 });
    fs.symlinkSync("real", at("link"));
    replaceFile(at("link"), "new");
    expect([read("real"), modeOf("real"), fs.readlinkSync(at("link"))]).toEqual(["new", "640", "real"]);
    expect(fs.readdirSync(root).sort()).toEqual(["link", "real"]);
  });

  test("is never written in place: who has opened it reads the old text to its end", () => {
    fs.writeFileSync(at("file"), "old");
    const opened = fs.openSync(at("file"), "r");
    replaceFile(at("file"), "new");
    expect(fs.readFileSync(opened, "utf8")).toBe("old");
    fs.closeSync(opened);
  });

  test.each<[string, () => string, string]>([
    ["a folder", () => root, "it is a folder"],
    [
      "below a file",
      () => (fs.writeFileSync(at("file"), ""), at("file", "below")),
      "a part of its path is no folder",
    ],
  ])("names what it can't write: %s", (_, place, reason) => {
    const file = place();
    const message = `${file} can't be written: ${reason}`;
    expect(() => replaceFile(file, "new")).toThrow(expect.objectContaining({ message }));
  });
});

describe("files that are made", () => {
  test("are all there, with their folders", () => {
    makeFiles([
      [at("a", "b"), "1"],
      [at("c"), "2"],
    ]);
    expect([read("a/b"), read("c")]).toEqual(["1", "2"]);
    expect(fs.readdirSync(root, { recursive: true }).sort()).toEqual(["a", "a/b", "c"]);
  });

  test("are none if one is there already, which stays", () => {
    fs.writeFileSync(at("c"), "mine");
    expect(() =>
      makeFiles([
        [at("a", "b"), "1"],
        [at("c"), "2"],
      ]),
    ).toThrow(WriteError);
    expect(fs.readdirSync(root)).toEqual(["c"]);
    expect(read("c")).toBe("mine");
  });
});

describe("what is private", () => {
  test("is so whatever the user's mask, and the user's own files aren't", () => {
    const mask = process.umask(0);
    const free = keepPrivate();
    try {
      privateFolder(at("a", "b"));
      privateFile(at("a", "file"), "");
      fs.writeFileSync(at("plain"), "");
      execFileSync("sh", ["-c", "mkdir child"], { cwd: root });
      asUser(() => fs.writeFileSync(at("users"), ""));
      expect(["a", "a/b", "a/file", "plain", "child", "users"].map(modeOf)).toEqual([
        "700",
        "700",
        "600",
        "600",
        "700",
        "666",
      ]);
    } finally {
      free();
    }
    expect(process.umask(mask)).toBe(0);
  });

  test("becomes so with all that is in it, and no link is followed", () => {
    fs.mkdirSync(at("a"), { mode: 0o755 });
    fs.writeFileSync(at("a", "file"), "", { mode: 0o644 });
    fs.writeFileSync(at("outside"), "", { mode: 0o644 });
    fs.symlinkSync("../outside", at("a", "link"));
    makePrivate(at("a"));
    expect(["a", "a/file", "outside"].map(modeOf)).toEqual(["700", "600", "644"]);
    expect(isPrivate(at("a"))).toBe(true);
    makePrivate(at("missing"));
  });

  test("an existing folder of the user's is left as it is", () => {
    fs.chmodSync(root, 0o755);
    privateFolder(root);
    expect(modeOf("")).toBe("755");
  });
});

// Tests the simulated cloud's state: what survives, what is shared between processes, and what is refused.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import type { CloudResource } from "../../../src/rehearsal/cloud/types";
import { FileStore } from "../../../src/rehearsal/store/fileStore";

let directory: string;
const stores: FileStore[] = [];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "cloud-"));
});

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  fs.rmSync(directory, { recursive: true });
});

function open(): FileStore {
  const store = new FileStore(directory, { patience: 100 });
  stores.push(store);
  return store;
}

const journal = (): string => path.join(directory, "cloud.jsonl");

function resource(id: string, inputs: CloudResource["inputs"] = {}, cluster?: string): CloudResource {
  return { type: "record", id, inputs, outputs: inputs, createdAt: "2026-11-21T00:00:00Z", cluster };
}

const ids = (store: FileStore): string[] => store.list("record").map(({ id }) => id);

function write(name: string, count: number): ChildProcess {
  const script = path.join(__dirname, "writer.ts");
  return spawn(
    process.execPath,
    ["--require", path.join(__dirname, "../../../tools/typescript.js"), script, directory, name, `${count}`],
    { stdio: "pipe" },
  );
}

test("what is put is there again after reopening, in order of creation", () => {
  const store = open();
  for (const id of ["b", "a", "c"]) store.put(resource(id));
  store.put(resource("b", { weight: 5 }));
  store.delete("record", "a");
  expect(ids(store)).toEqual(["b", "c"]);
  expect(ids(open())).toEqual(["b", "c"]);
  expect(open().get("record", "b")?.inputs).toEqual({ weight: 5 });
});

test("objects of two clusters may have the same id", () => {
  const store = open();
  store.put(resource("default/api", { replicas: 1 }, "blue"));
  store.put(resource("default/api", { replicas: 2 }, "green"));
  expect(store.get("record", "default/api", "green")?.inputs).toEqual({ replicas: 2 });
  store.delete("record", "default/api", "blue");
  expect(store.get("record", "default/api", "blue")).toBeUndefined();
  expect(store.list("record")).toHaveLength(1);
});

test("two stores of one directory see each other's changes at once", () => {
  const [one, other] = [open(), open()];
  one.put(resource("a"));
  expect(ids(other)).toEqual(["a"]);
  other.delete("record", "a");
  expect(ids(one)).toEqual([]);
});

describe("transaction", () => {
  const changes: Readonly<Record<string, (store: FileStore) => void>> = {
    delete: (store) => {
      store.delete("record", "a");
    },
    replace: (store) => {
      store.put(resource("b", { weight: 1 }));
    },
    add: (store) => {
      store.put(resource("c"));
    },
    advance: (store) => {
      store.advance(60_000);
    },
    note: (store) => {
      store.note("n", 1);
    },
  };

  test("keeps nothing if it throws: in memory, on disk and in order, whatever it did", () => {
    const store = open();
    for (const id of ["a", "b"]) store.put(resource(id));
    const before = fs.readFileSync(journal(), "utf8");
    const steps = fc.array(fc.constantFrom(...Object.keys(changes)), { maxLength: 6 });
    fc.assert(
      fc.property(steps, (names) => {
        const change = (): void => {
          for (const name of names) changes[name]!(store);
          throw new Error("InvalidChangeBatch");
        };
        expect(() => store.transaction("change", change)).toThrow("InvalidChangeBatch");
        expect(store.list("record")).toEqual([resource("a"), resource("b")]);
        expect(store.noted("n")).toBeUndefined();
        expect(Math.abs(store.now().getTime() - Date.now())).toBeLessThan(500);
        expect(fs.readFileSync(journal(), "utf8")).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  test("tells the listener once, with each resource before and after", () => {
    const store = open();
    store.put(resource("a"));
    const told: unknown[] = [];
    store.listen((operation, changes) => told.push([operation, changes]));
    store.transaction("shift", () => {
      store.put(resource("a", { weight: 1 }));
      store.put(resource("a", { weight: 2 }));
      store.put(resource("b"));
      store.put(resource("gone"));
      store.delete("record", "gone");
    });
    const changes = [
      { before: resource("a"), after: resource("a", { weight: 2 }) },
      { after: resource("b") },
    ];
    expect(told).toEqual([["shift", changes]]);
  });

  test("of another process is told as well, once it is noticed", () => {
    const store = open();
    const told: unknown[] = [];
    store.listen((operation, changes) => told.push([operation, changes]));
    const other = open();
    other.transaction("rollback", () => other.put(resource("a")));
    expect(ids(store)).toEqual(["a"]);
    expect(told).toEqual([["rollback", [{ after: resource("a") }]]]);
  });

  test("within another is a part of it", () => {
    const store = open();
    const outer = (): void => {
      store.transaction("inner", () => store.put(resource("a")));
      throw new Error("no");
    };
    expect(() => store.transaction("outer", outer)).toThrow("no");
    expect(ids(open())).toEqual([]);
  });
});

test("the clock runs on from where it was advanced to", () => {
  const store = open();
  store.advance(86_400_000);
  const ahead = open().now().getTime() - Date.now();
  expect(Math.abs(ahead - 86_400_000)).toBeLessThan(500);
});

describe("a frozen store", () => {
  const tree = () => fs.readdirSync(directory, { recursive: true }).sort();

  test("keeps its changes in memory alone, beside what was there", () => {
    open().put(resource("a"));
    const before = [fs.readFileSync(journal(), "utf8"), fs.statSync(journal()).mtimeMs, tree()];
    const frozen = new FileStore(directory, { frozen: true });
    frozen.put(resource("b"));
    frozen.delete("record", "a");
    frozen.advance(60_000);
    frozen.note("n", 1);
    expect(ids(frozen)).toEqual(["b"]);
    expect(frozen.noted("n")).toBe(1);
    expect(frozen.now().getTime() - Date.now()).toBeGreaterThan(59_000);
    frozen.close();
    expect([fs.readFileSync(journal(), "utf8"), fs.statSync(journal()).mtimeMs, tree()]).toEqual(before);
    expect(ids(open())).toEqual(["a"]);
  });

  test("takes back what throws, and makes no directory", () => {
    const missing = path.join(directory, "missing");
    const frozen = new FileStore(missing, { frozen: true });
    const change = (): void => {
      frozen.put(resource("a"));
      throw new Error("no");
    };
    expect(() => frozen.transaction("change", change)).toThrow("no");
    expect(frozen.all()).toEqual([]);
    expect(fs.existsSync(missing)).toBe(false);
  });

  test("reads what another process is about to write only as far as it goes, and nothing later", () => {
    const store = open();
    store.put(resource("a"));
    fs.appendFileSync(journal(), '[{"put":{"type":"rec');
    const bytes = fs.readFileSync(journal(), "utf8");
    const frozen = new FileStore(directory, { frozen: true });
    expect(fs.readFileSync(journal(), "utf8")).toBe(bytes);
    store.put(resource("b"));
    expect(ids(frozen)).toEqual(["a"]);
  });

  test("refuses a damaged file", () => {
    fs.writeFileSync(journal(), "nonsense\n");
    expect(() => new FileStore(directory, { frozen: true })).toThrow(`${journal()}, line 1, is damaged`);
  });
});

test("an operation takes its time after its changes, and whoever listens is told how much", () => {
  const store = open();
  const told: unknown[] = [];
  store.listen((operation, changes, passed) => told.push([operation, changes.length, passed]));
  const before = store.now().getTime();
  store.transaction("create", () => {
    store.put(resource("a"));
    store.take(30_000);
  });
  store.advance(60_000);
  expect(Math.abs(open().now().getTime() - before - 90_000)).toBeLessThan(1_000);
  expect(told).toEqual([
    ["create", 1, { took: 30_000, jumped: 0 }],
    ["advance the clock by 60000 ms", 0, { took: 0, jumped: 60_000 }],
  ]);
});

test("what a listener has to remember is noted after this process's own transactions, if it has changed", () => {
  const store = open();
  let memory: string | undefined;
  const changed = () => {
    const now = memory;
    memory = undefined;
    return now;
  };
  store.listen(() => undefined, { key: "seen", changed });
  store.put(resource("a"));
  expect(open().noted("seen")).toBeUndefined();
  memory = "b";
  store.put(resource("b"));
  expect(open().noted("seen")).toBe("b");
  memory = "c";
  open().put(resource("c"));
  expect(ids(store)).toEqual(["a", "b", "c"]);
  expect(open().noted("seen")).toBe("b");
});

test("notes are kept", () => {
  open().note("lowest", { api: 100 });
  expect(open().noted("lowest")).toEqual({ api: 100 });
});

test("an outdated journal is rewritten at opening, and an open store follows", () => {
  const store = open();
  for (let weight = 0; weight < 1_200; weight++) store.put(resource("a", { weight }));
  store.advance(60_000);
  store.note("operations", 7);
  const other = open();
  expect(fs.readFileSync(journal(), "utf8").trim().split("\n")).toHaveLength(3);
  for (const each of [store, other]) {
    expect(each.list("record")).toEqual([resource("a", { weight: 1_199 })]);
    expect(each.noted("operations")).toBe(7);
    expect(each.now().getTime() - Date.now()).toBeGreaterThan(59_000);
  }
  other.put(resource("b"));
  expect(ids(store)).toEqual(["a", "b"]);
});

describe("a damaged directory", () => {
  test("a last line without an end was never acknowledged, and is cut off", () => {
    open().put(resource("a"));
    fs.appendFileSync(journal(), '[{"put":{"type":"rec');
    const store = open();
    store.put(resource("b"));
    expect(ids(open())).toEqual(["a", "b"]);
  });

  test.each(["nonsense", '{"put":1}'])(
    "any other damage is refused by file and line, and kept: %s",
    (line) => {
      open().put(resource("a"));
      fs.appendFileSync(journal(), `${line}\n`);
      const before = fs.readFileSync(journal(), "utf8");
      expect(open).toThrow(`${journal()}, line 2, is damaged`);
      expect(open).toThrow("Restore the line from a copy");
      expect(fs.readFileSync(journal(), "utf8")).toBe(before);
    },
  );

  test("a lock whose holder is alive is waited for, and then refused by its process", () => {
    const store = open();
    fs.writeFileSync(path.join(directory, "cloud.lock"), `${process.ppid}`);
    expect(() => store.put(resource("a"))).toThrow(`in use by process ${process.ppid}`);
    expect(ids(store)).toEqual([]);
  });

  test("a lock whose holder is dead is broken", async () => {
    const store = open();
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    fs.writeFileSync(path.join(directory, "cloud.lock"), `${dead.pid}`);
    store.put(resource("a"));
    expect(ids(store)).toEqual(["a"]);
  });

  test("only its owner may read what is kept, since inputs may be secret", () => {
    open();
    expect(fs.statSync(journal()).mode & 0o077).toBe(0);
  });
});

describe("several processes", () => {
  test("lose nothing of what each writes", async () => {
    const writers = ["x", "y"].map((name) => write(name, 300));
    await Promise.all(writers.map((writer) => once(writer, "exit")));
    const store = new FileStore(directory);
    stores.push(store);
    expect(store.list("a")).toHaveLength(600);
    expect(store.list("b")).toHaveLength(600);
  }, 20_000);

  test("one that is killed leaves whole transactions only, and no lock", async () => {
    const writer = write("x", 1_000_000);
    await once(writer.stdout!, "data");
    await new Promise((resolve) => setTimeout(resolve, 100));
    writer.kill("SIGKILL");
    await once(writer, "exit");
    const store = open();
    expect(store.list("a").length).toBeGreaterThan(0);
    expect(store.list("a").map(({ id }) => id)).toEqual(store.list("b").map(({ id }) => id));
    store.put(resource("a"));
    expect(ids(store)).toEqual(["a"]);
  }, 20_000);
});

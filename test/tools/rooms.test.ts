// Tests the table of which room may import which, on a made-up project in which every room imports every other.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const files = {
  index: "index.ts",
  program: "src/program.ts",
  schema: "src/schema/stack.ts",
  model: "src/model/service.ts",
  config: "src/config/index.ts",
  observe: "src/observe/index.ts",
  declare: "src/declare/zone.ts",
  components: "components/network/network.ts",
  examples: "docs/examples/network/network.ts",
  rehearsal: "src/rehearsal/index.ts",
  insides: "src/rehearsal/store/store.ts",
  database: "src/database/index.ts",
  cli: "src/cli/main.ts",
  tools: "tools/engine.ts",
  policies: "policies/index.ts",
  test: "test/mocks.ts",
};
type Room = keyof typeof files;
const rooms = Object.keys(files) as Room[];

const outer: readonly Room[] = [
  ...(["index", "program", "schema", "model", "config", "observe", "declare"] as const),
  ...(["components", "rehearsal", "database", "cli"] as const),
];
const allowed: Record<Room, readonly Room[]> = {
  index: ["program"],
  program: ["schema", "model", "config", "observe", "declare"],
  schema: [],
  model: ["schema"],
  config: ["schema", "model"],
  observe: ["schema", "model"],
  declare: ["schema", "model", "components"],
  components: ["model"],
  examples: ["components"],
  rehearsal: ["schema", "insides"],
  insides: ["schema", "rehearsal"],
  database: ["schema"],
  cli: [...outer, "tools"],
  tools: outer,
  policies: [],
  test: rooms,
};

const cruiser = path.resolve("node_modules", ".bin", "depcruise");

/** What the rules find wrong with a made-up project: each forbidden import, by its file, and the rules that forbid it. */
function cruise(project: Readonly<Record<string, string>>): { from: string; to: string; rule: string }[] {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crossover-rooms-")));
  for (const [file, text] of Object.entries(project)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  fs.writeFileSync(path.join(root, "tsconfig.json"), "{}");
  fs.symlinkSync(path.resolve("node_modules"), path.join(root, "node_modules"));
  const folders = ["index.ts", "src", "components", "docs", "tools", "policies", "test"];
  const there = folders.filter((each) => fs.existsSync(path.join(root, each)));
  const args = [cruiser, "--config", path.resolve("tools/rooms.mjs"), "--output-type", "json", ...there];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  fs.rmSync(root, { recursive: true });
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] };
  };
  return summary.violations.map(({ from, to, rule }) => ({ from, to, rule: rule.name }));
}

/** An import of each file by another. */
function imports(file: string, others: readonly string[]): string {
  return others
    .map((other) => path.relative(path.dirname(file), other).replace(/\.ts$/, ""))
    .map((place) => `import type {} from "${place.startsWith(".") ? place : `./${place}`}";\n`)
    .join("");
}

test("each room imports only what the design says, types included", () => {
  const made = rooms.map((room) => [
    files[room],
    imports(
      files[room],
      rooms.filter((other) => other !== room).map((other) => files[other]),
    ),
  ]);
  const found = cruise(Object.fromEntries(made) as Record<string, string>);
  const refused = (room: Room) =>
    new Set(
      found.filter(({ from, rule }) => from === files[room] && rule !== "no-circles").map(({ to }) => to),
    );
  const inside = (room: Room) => room === "insides";
  for (const room of rooms) {
    const expected = rooms.filter(
      (other) =>
        other !== room &&
        (!allowed[room].includes(other) || (inside(other) && !["rehearsal", "test"].includes(room))),
    );
    expect([room, refused(room)]).toEqual([room, new Set(expected.map((other) => files[other]))]);
  }
}, 30_000);

test("no files import each other in a circle, not even types", () => {
  const circle = {
    "src/model/one.ts": `import type { Two } from "./two";\nexport type One = Two;\n`,
    "src/model/two.ts": `import type { One } from "./one";\nexport type Two = One | 2;\n`,
  };
  expect(cruise(circle).map(({ rule }) => rule)).toEqual(["no-circles"]);
}, 30_000);

test("decisions know nothing of Pulumi", () => {
  const pulumi = `import * as pulumi from "@pulumi/pulumi";\nexport { pulumi };\n`;
  const found = cruise({
    "src/model/pulumi.ts": pulumi,
    "src/schema/pulumi.ts": pulumi,
    "src/database/pulumi.ts": pulumi,
    "components/network/pulumi.ts": pulumi,
  });
  expect(found.map(({ from, rule }) => `${rule}: ${from}`).sort()).toEqual([
    "pure: src/database/pulumi.ts",
    "pure: src/model/pulumi.ts",
    "pure: src/schema/pulumi.ts",
  ]);
}, 30_000);

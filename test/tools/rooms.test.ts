// The table of which room may import which, proved by linting a made-up project in which every room imports every other.
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
  declare: "src/declare/network.ts",
  components: "components/network/network.ts",
  rehearsal: "src/rehearsal/index.ts",
  insides: "src/rehearsal/store/store.ts",
  database: "src/database/index.ts",
  cli: "src/cli/main.ts",
  tools: "tools/engine.ts",
  test: "test/mocks.ts",
};
type Room = keyof typeof files;
const rooms = Object.keys(files) as Room[];

const allowed: Record<Room, readonly Room[]> = {
  index: ["program"],
  program: ["schema", "model", "config", "observe", "declare", "components"],
  schema: [],
  model: ["schema"],
  config: ["schema", "model"],
  observe: ["program", "schema", "model", "config", "declare", "components"],
  declare: ["program", "schema", "model", "config", "observe", "components"],
  components: ["schema", "model", "observe"],
  rehearsal: ["schema", "model", "insides"],
  insides: ["schema", "model", "rehearsal"],
  database: ["schema"],
  cli: rooms.filter((room) => room !== "insides" && room !== "test"),
  tools: rooms.filter((room) => room !== "insides" && room !== "test"),
  test: rooms,
};

const pulumi = 'import * as pulumi from "@pulumi/pulumi";\n';
const readsConfig = `${pulumi}export const config = new pulumi.Config();\n`;
const importsConfig = 'import { Config } from "@pulumi/pulumi";\nexport const config = new Config();\n';
const usesPulumi = `${pulumi}export { pulumi };\n`;
const usesOfPulumi: [file: string, text: string, rules: string[]][] = [
  ["src/model/pulumi.ts", usesPulumi, ["no-restricted-imports"]],
  ["src/schema/pulumi.ts", usesPulumi, ["no-restricted-imports"]],
  ["components/network/pulumi.ts", usesPulumi, []],
  ["components/network/config.ts", readsConfig, ["no-restricted-syntax"]],
  ["src/cli/config.ts", importsConfig, ["no-restricted-syntax"]],
  ["src/config/config.ts", readsConfig, []],
];

interface Finding {
  readonly ruleId: string | null;
  readonly line: number;
}
let findings: Map<string, Finding[]>;

/** One import a line, in the order of `rooms`. */
function importsOfAll(room: Room): string {
  const from = path.dirname(files[room]);
  return rooms.map((other) => `import "./${path.relative(from, files[other]).slice(0, -3)}";\n`).join("");
}

beforeAll(() => {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crossover-rooms-")));
  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };
  for (const room of rooms) write(files[room], importsOfAll(room));
  for (const [file, text] of usesOfPulumi) write(file, text);

  const eslint = path.join(path.dirname(require.resolve("eslint/package.json")), "bin", "eslint.js");
  const args = [eslint, "--config", path.resolve("tools/rooms.mjs"), "--format", "json", "."];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  const results = JSON.parse(stdout) as { filePath: string; messages: Finding[] }[];
  findings = new Map(results.map(({ filePath, messages }) => [path.relative(root, filePath), messages]));
  fs.rmSync(root, { recursive: true });
}, 30_000);

test.each(rooms)("%s imports only what the design says", (room) => {
  const found = findings.get(files[room])!;
  expect(new Set(found.map(({ ruleId }) => ruleId ?? "no rule"))).toEqual(
    new Set(found.length > 0 ? ["import-x/no-restricted-paths"] : []),
  );
  const refused = new Set(found.map(({ line }) => rooms[line - 1]));
  const expected = rooms.filter((other) => other !== room && !allowed[room].includes(other));
  expect(refused).toEqual(new Set(expected));
});

test.each(usesOfPulumi)("%s uses Pulumi as its room may", (file, _, rules) => {
  expect(findings.get(file)!.map(({ ruleId }) => ruleId)).toEqual(rules);
});

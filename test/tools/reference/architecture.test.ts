// Tests the picture of the rooms: it is read from the files' imports, and a page that shows another one is stale.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { documents, staleDocuments } from "../../../tools/docs";
import { architecturePage } from "../../../tools/reference/architecture-page";
import { roomImports } from "../../../tools/reference/room-imports";

const begin = "<!-- The picture begins. `npm run docs` draws it from the files' imports: don't edit it. -->";
const end = "<!-- The picture ends. -->";
const page = "docs/architecture.md";

const project = {
  "index.ts": 'import { program } from "./src/program";\nexport = () => program();\n',
  "bin/run.js": '#!/usr/bin/env node\nrequire("../tools/lazy");\nrequire("../src/cli/main.ts");\n',
  "src/program.ts": 'import { load } from "./config";\nimport "./plan";\nexport const program = load;\n',
  "src/plan.ts": 'import type { Split } from "./model/split";\nexport type Plan = Split;\n',
  "src/config/index.ts":
    'import { z } from "zod";\nexport * from "../schema/stack";\nexport const load = z.any;\n',
  "src/model/split.ts": 'export type Split = import("../schema/stack").Stack;\n',
  "src/schema/stack.ts":
    '// import "../model/split";\nexport type Stack = string;\nconst no = `import "../model/split"`;\n',
  "src/cli/main.ts": 'export const main = async () => import("../program");\n',
  "components/box.ts": 'import { a } from "./lid";\nexport { a };\n',
  "components/lid.ts": "export const a = 1;\n",
  "tools/lazy.js": "module.exports = {};\n",
  "tools/lazy.d.ts": 'import "../src/program";\n',
  [page]: `# A page\n\n${begin}\n\nan old picture\n\n${end}\n\nBy hand.\n`,
};

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-rooms-"));
  write(project);
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  }
}

test("imports of every form count, those of packages, in comments and in text don't", () => {
  expect([...roomImports(directory)]).toEqual([
    ["bin", ["src/cli", "tools"]],
    ["components", []],
    ["index.ts", ["src/program.ts"]],
    ["src/cli", ["src/program.ts"]],
    ["src/config", ["src/schema"]],
    ["src/model", ["src/schema"]],
    ["src/program.ts", ["src/config", "src/model"]],
    ["src/schema", []],
    ["tools", []],
  ]);
});

test("an import of a file that isn't there is an error", () => {
  write({ "src/model/split.ts": 'import "../lost";\n' });
  expect(() => roomImports(directory)).toThrow("src/model/split.ts imports ../lost, which doesn't exist");
});

test("the picture replaces the old one, and what is written by hand stays", () => {
  expect(architecturePage(directory)).toBe(`# A page

${begin}

\`\`\`mermaid
flowchart TD
  bin["bin"]
  components["components"]
  index_ts["index.ts"]
  src_cli["src/cli"]
  src_config["src/config"]
  src_program_ts["src/program.ts"]
  tools["tools"]
  subgraph common["imported nearly everywhere"]
    src_model["src/model"]
    src_schema["src/schema"]
  end
  bin --> src_cli
  bin --> tools
  index_ts --> src_program_ts
  src_cli --> src_program_ts
  src_model --> src_schema
  src_program_ts --> src_config
\`\`\`

Not drawn: \`src/model\` is imported by \`src/program.ts\`.

Not drawn: \`src/schema\` is imported by \`src/config\`.

${end}

By hand.
`);
});

test("drawn once, it stays as it is", () => {
  const once = architecturePage(directory);
  write({ [page]: once });
  expect(architecturePage(directory)).toBe(once);
});

test.each([
  ["no place for it", "# A page\n"],
  ["a place without an end", `# A page\n\n${begin}\n`],
  ["two places for it", `${begin}\n${end}\n${begin}\n${end}\n`],
])("a page with %s is an error that says what to write", (_, text) => {
  write({ [page]: text });
  expect(() => architecturePage(directory)).toThrow(
    `docs/architecture.md needs these two lines, once each:\n${begin}\n${end}`,
  );
});

test("a page that shows an arrow too few is stale", () => {
  write(documents());
  expect(staleDocuments(directory)).toEqual([]);
  const text = documents()[page]!;
  write({ [page]: text.replace("  index_ts --> src_program_ts\n", "") });
  expect(staleDocuments(directory)).toEqual([page]);
});

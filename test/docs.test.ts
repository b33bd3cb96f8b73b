// Tests the documentation: its links lead somewhere, its commands parse, its YAML is accepted.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { CliCommand } from "../src/cli/command";
import { crossover } from "../src/cli/commands";
import { readLine } from "../src/cli/line";
import { serviceFile } from "../src/schema/service";
import { stackFile } from "../src/schema/stack";

const root = path.resolve(__dirname, "..");
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");

function filesIn(directory: string, ending: string): string[] {
  return fs
    .readdirSync(path.join(root, directory), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(directory, name));
}

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...filesIn("docs", ".md")];

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks, without the indentation of the list that they may stand in. */
const blocks: readonly Block[] = pages.flatMap((page) =>
  [...read(page).matchAll(/^( *)```(\w*)\n(.*?)^ *```$/gms)].map(([, indent, language, text]) => ({
    page,
    language: language!,
    text: text!.replaceAll(new RegExp(`^${indent!}`, "gm"), ""),
  })),
);

/** A page's prose: what is in code is no link. */
function prose(page: string): string {
  return read(page)
    .replace(/^ *```.*?^ *```$/gms, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ""));
}

/** The anchor that GitHub gives to a heading. */
function anchor(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "");
  return kept.trim().replaceAll(" ", "-");
}

function anchors(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));
}

test.each(pages)("the links of %s lead somewhere", (page) => {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  const broken = links
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => {
      const [file, fragment] = link.split("#") as [string, string | undefined];
      const target = path.join(path.dirname(page), file === "" ? path.basename(page) : file);
      if (!fs.existsSync(path.join(root, target))) return true;
      return fragment !== undefined && !anchors(target).includes(fragment);
    });
  expect(broken).toEqual([]);
});

const command = /^(?:\$ )?(?:[A-Z_0-9]+=\S+ )?(?:npx |npm run |node bin\/)?crossover(?:\.js)? (?:-- )?(.+)$/;

const commands = blocks.flatMap(({ page, text }) =>
  text.split("\n").flatMap((line) => {
    const [, rest] = command.exec(line.trim().replace(/\s+#.*$/, "")) ?? [];
    return rest === undefined ? [] : [[page, rest] as const];
  }),
);

test.each(commands)("%s: `crossover %s` is understood", (_, line) => {
  const words = line.replaceAll("ROUTE", "api").replaceAll("STACK", "staging").split(/\s+/);
  expect("command" in readLine(crossover, words) || words.includes("--help")).toBe(true);
});

test("there are commands in every guide that shows some, and in every playbook", () => {
  const shown = new Set(commands.map(([page]) => page));
  const silent = ["docs/guide/getting-started.md", "docs/guide/commands.md", "docs/guide/rehearsal.md"]
    .concat(filesIn("docs/playbooks", ".md"))
    .filter((page) => !shown.has(page));
  expect(silent).toEqual([]);
});

test("every script that is named exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short!,
    ),
  );
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

test("every option of the command is explained", () => {
  const below = (one: CliCommand): CliCommand[] => [one, ...one.commands.flatMap(below)];
  const options = new Set(below(crossover).flatMap((one) => one.options.map(({ long }) => long!)));
  const page = read("docs/guide/commands.md");
  expect([...options].filter((option) => !page.includes(`\`${option}`))).toEqual([]);
});

const yaml = blocks.filter(({ language }) => language === "yaml");
const services = yaml.filter(({ text }) => text.startsWith("# services/"));
const stacks = yaml.filter(({ text }) => /^crossover:/m.test(text));

test("there are examples of both kinds of file", () => {
  expect([services.length, stacks.length].every((count) => count > 2)).toBe(true);
});

test.each(services.map(({ page, text }) => [page, text.split("\n")[0]!.slice(2), text]))(
  "%s: %s is a service file",
  (_, __, text) => {
    expect(serviceFile.safeParse(parse(text)).error).toBeUndefined();
  },
);

test.each(stacks.map(({ page, text }) => [page, text.split("\n")[0]!, text]))(
  "%s: a stack file may say %s",
  (_, __, text) => {
    const shape: Readonly<Record<string, z.ZodType>> = stackFile.shape;
    for (const [key, value] of Object.entries(parse(text) as Record<string, unknown>)) {
      const schema = shape[key.replace("crossover:", "")];
      expect([key, schema?.safeParse(value).error]).toEqual([key, undefined]);
      expect(schema).toBeDefined();
    }
  },
);

/** Every name of a property that a schema has, however deep. */
function keysOf(schema: z.ZodType): string[] {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, value] of Object.entries(node)) {
      if (name === "properties") for (const key of Object.keys(value as object)) found.add(key);
      visit(value);
    }
  };
  visit(z.toJSONSchema(schema, { io: "input" }));
  return [...found];
}

test.each([
  ["docs/guide/services.md", serviceFile],
  ["docs/guide/stacks.md", stackFile],
])("%s, or a page that it names, explains every key", (page, schema) => {
  const named = [...read(page).matchAll(/\]\((\w+\.md)\)/g)].map(([, name]) => `docs/guide/${name!}`);
  const inCode = [page, ...named].flatMap((each) => read(each).match(/`[^`\n]+`/g) ?? []).join(" ");
  // The long form of a traffic value is explained with the others.
  const elsewhere = page.endsWith("stacks.md") ? ["from", "to", "percent"] : [];
  const missing = keysOf(schema).filter(
    (key) => !elsewhere.includes(key) && !new RegExp(`\\b${key}\\b`).test(inCode),
  );
  expect(missing).toEqual([]);
});

test("every rule that refuses is explained under its name, and no other", () => {
  const sources = filesIn("src", ".ts").map(read).join("\n");
  const raised = [...sources.matchAll(/\brule: "([a-z]+)"/g)].map(([, rule]) => rule!);
  const explained = [...read("docs/guide/traffic.md").matchAll(/`\[([a-z]+)\]`/g)].map(([, rule]) => rule!);
  expect(raised.filter((rule) => !explained.includes(rule))).toEqual([]);
  expect(explained.filter((rule) => !sources.includes(`"${rule}"`))).toEqual([]);
});

const features = [...read("docs/features.md").matchAll(/^\| ([A-Z]\d+) +\| (.+?) \|$/gm)].map(
  ([, id, rest]) => {
    const [, file = "", proof = ""] = rest!.split("|").map((cell) => cell.trim());
    return { id: id!, files: pathsIn(file), tests: pathsIn(proof), claimed: file !== "not yet" };
  },
);

function pathsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, file]) => file!);
}

test("every row of the ledger is there once", () => {
  expect(features.length).toBeGreaterThan(60);
  expect(new Set(features.map(({ id }) => id)).size).toBe(features.length);
});

test.each(features.filter(({ claimed }) => claimed).map((one) => [one.id, one] as const))(
  "feature %s is done by files that exist, and proved by tests that do",
  (_, { files, tests }) => {
    expect(files.length * tests.length).toBeGreaterThan(0);
    expect([...files, ...tests].filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
    expect(tests.filter((file) => !/^test\/.*\.test\.ts$/.test(file))).toEqual([]);
  },
);

test("what isn't there yet names no file", () => {
  expect(features.filter(({ claimed, tests }) => !claimed && tests.length > 0)).toEqual([]);
});

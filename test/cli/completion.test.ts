// Tests what completes a command line: by the declarations, on projects of every state, and in the shells themselves.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import type { CliCommand } from "../../src/cli/command";
import { crossover } from "../../src/cli/commands";
import { answerShell } from "../../src/cli/completion";
import { complete, type Names } from "../../src/cli/completion/complete";
import { namesOf } from "../../src/cli/completion/names";
import { completionScript } from "../../src/cli/completion/script";
import { shells, type Shell } from "../../src/cli/completion/shells";

fc.configureGlobal({ seed: 20 });

const names: Names = (source, stack) =>
  Promise.resolve(
    {
      stacks: ["dev", "staging"],
      routes: stack === "dev" ? ["api"] : ["api", "app", "web"],
      clusters: ["blue", "green"],
      databases: ["main"],
    }[source],
  );

/** What completes a line, whose last word is being typed. */
async function after(line: string, shell: Shell = "zsh"): Promise<string> {
  const found = await complete(crossover, shell, line.split(" "), names);
  return found.map(({ word }) => word).join(" ");
}

test.each([
  ["s", "status"],
  ["database ", "check finish"],
  ["help ro", "rollback"],
  ["--stack dev ro", "rollback"],
  [
    "nonsense ",
    "init preview up status plan evaluate rollback release-name destroy rehearsal database demo completion",
  ],
  ["completion ", "bash zsh fish"],
  ["completion bash ", ""],
  ["status --stack ", "dev staging"],
  ["status --stack s", "staging"],
  ["status --stack=s", "--stack=staging"],
  ["--stack ", "dev staging"],
  ["init --stack ", ""],
  ["rollback ", "api app web"],
  ["rollback --stack dev ", "api"],
  ["release-name --stack dev ", "api"],
  ["rollback --stack=dev ", "api"],
  ["rollback --stack staging a", "api app"],
  ["rollback api ", ""],
  ["rollback --cluster ", "blue green"],
  ["rollback --to ", ""],
  ["database check --stack dev ", "main"],
  ["database finish --until ", "load prepare"],
  ["database finish main --out x", ":files"],
  ["preview --rehearsal=d", ":files"],
  // Only what is tied to it by `=` would be its value.
  ["rollback --rehearsal ", "api app web"],
  ["rehearsal --stack dev -- pulumi pre", ":files"],
  ["rehearsal -- --st", ":files"],
  ["up --y", "--yes"],
  ["up --yes --y", ""],
  ["up --set traffic.api=5 --se", "--set"],
  ["demo --reh", ""],
  ["--ver", "--version"],
  ["--he", "--help"],
])("`%s` goes on with `%s`", async (line, words) => {
  expect(await after(line)).toBe(words);
});

test("bash, which divides words at `=`, gets what is behind it", async () => {
  expect(await after("status --stack = s", "bash")).toBe("staging");
  expect(await after("status --stack =", "bash")).toBe("dev staging");
  expect(await after("rollback --stack = dev ", "bash")).toBe("api");
});

function leaves(command: CliCommand): CliCommand[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

test.each(leaves(crossover).map((command) => [command.path(), command] as const))(
  "`%s` is completed with each option that its help shows",
  async (path, command) => {
    const shown = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long);
    expect((await after(`${path} -`)).split(" ")).toEqual([...shown, "--help"]);
  },
);

test("no line is too strange", async () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "--",
      "=",
      "--stack",
      "--stack=",
      "--set",
      "rollback",
      "release-name",
      "database",
      "help",
      ":files",
      "\0",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shells), fc.array(word), async (shell, words) => {
      for (const { word: found } of await complete(crossover, shell, words, names))
        expect(found).toMatch(/^:?[\w.=-]+$/);
    }),
  );
});

describe("in a project", () => {
  let root: string;
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  const found = (source: Parameters<typeof namesOf>[0], stack?: string) => namesOf(source, stack, root);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "crossover-completion-"));
    mkdirSync(join(root, "services"));
    write("Pulumi.yaml", "name: shop\n");
    write(
      "Pulumi.dev.yaml",
      "config:\n  crossover:include: [shop, mailer]\n  crossover:clusters: { blue: {} }\n  crossover:databases: { main: {} }\n",
    );
    write("Pulumi.prod.yaml", "config: { crossover:clusters: { green: {} } }\n");
    write("services/shop.yaml", "routes: { api: {}, app: {} }\n");
    write("services/mailer.yaml", "kind: worker\n");
    write("services/partner.yaml", "routes: { edi: {} }\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("names come from its files, of the stack that is named or of all", async () => {
    expect(await found("stacks")).toEqual(["dev", "prod"]);
    expect(await found("routes", "dev")).toEqual(["api", "app", "mailer"]);
    expect(await found("routes")).toEqual(["api", "app", "edi", "mailer"]);
    expect(await found("clusters", "prod")).toEqual(["green"]);
    expect(await found("clusters")).toEqual(["blue", "green"]);
    expect(await found("databases", "dev")).toEqual(["main"]);
  });

  test.each([
    ["that can't be parsed", "config: [\n"],
    ["of something else", "- 1\n"],
    ["without text", ""],
    ["of aliases in aliases", `a: &a [x]\n${"b: &b [*a, *a, *a, *a]\n".repeat(200)}`],
    ["of half a character", "\xff\xfe"],
    ["too large to wait for", `config: { crossover:clusters: { red: {} } }\n#${"x".repeat(1_000_001)}`],
  ])("a stack file %s has no names, and the others keep theirs", async (_, text) => {
    write("Pulumi.prod.yaml", text);
    expect(await found("clusters", "prod")).toEqual([]);
    expect(await found("clusters")).toEqual(["blue"]);
    expect(await found("stacks")).toEqual(["dev", "prod"]);
  });

  test("what isn't a file, or isn't a name, is passed over", async () => {
    mkdirSync(join(root, "services", "folder.yaml"));
    execFileSync("mkfifo", [join(root, "services", "pipe.yaml")]);
    write(
      "services/odd.yaml",
      'routes: { "$(touch x)": {}, "a b": {}, "-n": {}, ":files": {}, "fine": {} }\n',
    );
    write("Pulumi.`x`.yaml", "");
    write("Pulumi.dev.yaml", "config: { crossover:include: null }");
    expect(await found("routes", "dev")).toEqual(["api", "app", "edi", "fine", "folder", "mailer", "pipe"]);
    expect(await found("stacks")).toEqual(["dev", "prod"]);
  });

  test("without services, stack or project there are no names", async () => {
    rmSync(join(root, "services"), { recursive: true });
    expect(await found("routes", "dev")).toEqual([]);
    expect(await found("routes", "missing")).toEqual([]);
    rmSync(join(root, "Pulumi.yaml"));
    expect(await found("stacks")).toEqual([]);
  });

  test("a shell that isn't known gets no answer", async () => {
    expect(await answerShell(crossover, ["tcsh", "st"])).toBe("");
    expect(await answerShell(crossover, [])).toBe("");
  });

  const program = resolve("bin/crossover.js");
  const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;
  /** Runs a script of a shell in the project; what completion prints beside its words would be in it too. */
  const run = (command: string, ...args: string[]) => {
    const { stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
    return (stdout + stderr).trim().split("\n");
  };

  test("bash completes", () => {
    write("script", completionScript("bash", [program]));
    const type = (...words: string[]) =>
      run(
        "bash",
        "-c",
        `. ./script; complete -p crossover; COMP_WORDS=(crossover "$@"); COMP_CWORD=$#; _crossover; printf '%s\\n' "\${COMPREPLY[@]}"`,
        "bash",
        ...words,
      );
    const [registered, ...words] = type("rollback", "--stack", "=", "dev", "a");
    expect(registered).toBe("complete -F _crossover crossover");
    expect(words).toEqual(["api", "app"]);
    write("Pulumi.dev.yaml", "config: [");
    rmSync(join(root, "services"), { recursive: true });
    expect(type("rollback", "--stack", "dev", "").slice(1)).toEqual([]);
  });

  (has("fish") ? test : test.skip)("fish completes", () => {
    write("script", completionScript("fish", [program]));
    write("readable", "");
    const type = (line: string) =>
      run("fish", "--no-config", "-c", "source ./script; complete -C $argv[1]", line);
    expect(type("crossover rollback --stack dev a")).toEqual(["api", "app"]);
    expect(type("crossover stat")).toEqual([expect.stringMatching(/^status\tshow where every route is/)]);
    expect(type("crossover database finish main --out read")).toEqual(["readable"]);
    expect(type("crossover preview --rehearsal=serv")).toEqual(["--rehearsal=services/"]);
    expect(type("crossover rollback api ")).toEqual([""]);
  });

  (has("zsh") ? test : test.skip)("zsh completes", () => {
    write("script", completionScript("zsh", [program]));
    // What zsh offers by `_describe` and `_files` is seen only on a terminal.
    const type = (...words: string[]) =>
      run(
        "zsh",
        "-f",
        "-c",
        `compdef() { }; source ./script; _describe() { print -l -- "\${(@P)2}" }; _files() { print files }; compset() { }
         words=(crossover "$@"); CURRENT=$(($# + 1)); _crossover`,
        "zsh",
        ...words,
      );
    expect(type("rollback", "--stack=dev", "a")).toEqual(["api", "app"]);
    expect(type("stat")).toEqual([expect.stringMatching(/^status:show where every route is/)]);
    expect(type("database", "finish", "main", "--out", "x")).toEqual(["files"]);
    expect(type("rollback", "api", "")).toEqual([""]);
  });
});

test("a path with a quote in it stays one word in each shell", () => {
  const odd = "/it's a \\place/crossover.js";
  expect(completionScript("bash", [odd])).toContain(
    ` < <('/it'\\''s a \\place/crossover.js' __complete bash`,
  );
  expect(completionScript("zsh", [odd])).toContain(`$('/it'\\''s a \\place/crossover.js' __complete zsh`);
  expect(completionScript("fish", [odd])).toContain(`('/it\\'s a \\\\place/crossover.js' __complete fish`);
});

test("`completion` prints the script, and another shell is a mistake that names the three", () => {
  const command = (...args: string[]) =>
    spawnSync("node", ["bin/crossover.js", ...args], { encoding: "utf8" });
  const script = readFileSync("src/cli/completion/crossover.bash", "utf8");
  expect(command("completion", "bash").stdout).toBe(
    script.replace("@CROSSOVER@", `'${resolve("bin/crossover.js")}'`),
  );
  const { status, stderr } = command("completion", "bsh");
  expect([status, stderr]).toEqual([
    2,
    "crossover: `bsh` must be bash, zsh or fish (did you mean `bash` or `zsh`?)\nSee `crossover completion --help`.\n",
  ]);
  expect(command("__complete", "bash", "stat")).toMatchObject({ status: 0, stdout: "status\n", stderr: "" });
});

// Tests the command line: what it understands, what it answers to the rest, and what help shows.
import type { CliCommand } from "../../src/cli/command";
import { crossover } from "../../src/cli/commands";
import { readLine } from "../../src/cli/line";
import { UsageError } from "../../src/cli/usage-error";

const words = (line: string) => line.split(" ").filter(Boolean);

/** What a line calls, and what it gives. */
function read(line: string): [string, object] {
  const call = readLine(crossover, words(line));
  if ("text" in call) throw new Error(`\`${line}\` calls nothing`);
  return [call.command.path(), call.given];
}

function textOf(line: string): string {
  const answer = readLine(crossover, words(line));
  if (!("text" in answer)) throw new Error(`\`${line}\` calls a command`);
  return answer.text;
}

function leaves(command: CliCommand): CliCommand[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}
const commands = leaves(crossover);

describe("help", () => {
  test.each(["", "--help", "-h", "help", "--stack dev --help"])("`%s` lists each command", (line) => {
    const text = textOf(line);
    expect(text).toMatch(/^Usage: crossover <command> \[options\]$/m);
    for (const command of crossover.commands) {
      expect(text).toMatch(
        new RegExp(`^  ${command.name()}( [[\\]<a-z|>]+)? {2,}${command.summary().slice(0, 20)}`, "m"),
      );
      expect(command.summary()).not.toBe("");
    }
  });

  test.each(commands.map((command) => [command.path(), command] as const))(
    "of `%s` is there in each way to ask, with its options and a line that is understood",
    (path, command) => {
      const text = textOf(`${path} --help`);
      for (const line of [
        `help ${path}`,
        `-h ${path}`,
        `${path} -h --nonsense`,
        `--stack dev ${path} x y --help`,
      ])
        expect(textOf(line)).toBe(text);
      expect(text).toMatch(new RegExp(`^Usage: crossover ${path} `));
      for (const { long, hidden } of command.options)
        expect(text.includes(`  ${long!} `) || text.includes(`  ${long!}\n`)).toBe(!hidden);
      const examples = text.split("Examples:\n")[1]!.trim().split("\n");
      for (const example of examples) expect(read(example.trim().replace("crossover ", ""))[0]).toBe(path);
    },
  );

  test("of a command that isn't there says so", () => {
    const message = "there is no command `prewiev` (did you mean `preview`?)";
    for (const line of ["help prewiev", "prewiev --help"])
      expect(() => textOf(line)).toThrow(new UsageError(message));
  });

  test("is as wide as a terminal of 80 columns, but for examples", () => {
    for (const command of [crossover, ...commands]) {
      const long = command
        .helpInformation()
        .split(/\nExamples:|\n`crossover/)[0]!
        .split("\n")
        .slice(1);
      expect(long.filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

test("the version is the package's", () => {
  expect(textOf("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("an option takes a value everywhere or nowhere, since it may stand before its command", () => {
  const kinds = new Map<string, Set<string>>();
  for (const { options } of commands)
    for (const { long, required, optional } of options)
      kinds.set(long!, (kinds.get(long!) ?? new Set()).add(`${required}, ${optional}`));
  expect([...kinds].filter(([, kind]) => kind.size > 1)).toEqual([]);
});

const comparison = {
  stack: "staging",
  database: "main",
  sourceUrlEnv: "CROSSOVER_SOURCE_URL",
  targetUrlEnv: "CROSSOVER_TARGET_URL",
  margin: 10_000,
};

test.each<[string, string, object]>([
  ["preview --stack staging", "preview", {}],
  ["up --stack=staging --json", "up", { json: true }],
  ["--stack staging status", "status", {}],
  ["init --stack staging --port 80", "init", { port: "80" }],
  ["--rehearsal --stack staging status", "status", { rehearsal: ".crossover" }],
  ["--json --stack staging -- status", "status", { json: true }],
  ["destroy --stack staging --rehearsal", "destroy", { rehearsal: ".crossover" }],
  ["up --rehearsal --stack staging", "up", { rehearsal: ".crossover" }],
  ["up --stack staging --rehearsal=/tmp/cloud", "up", { rehearsal: "/tmp/cloud" }],
  ["up --stack dev --stack staging", "up", {}],
  ["rollback api --stack staging", "rollback", { route: "api" }],
  ["rollback --stack staging api", "rollback", { route: "api" }],
  ["rollback --stack staging -- api", "rollback", { route: "api" }],
  ["rollback --stack staging -- -api", "rollback", { route: "-api" }],
  ["rollback up --stack staging", "rollback", { route: "up" }],
  ["rollback --rehearsal up --stack staging", "rollback", { route: "up", rehearsal: ".crossover" }],
  ["rollback api --stack staging --to 25 --now", "rollback", { route: "api", to: 25, now: true }],
  ["--now --to=0 rollback api --stack staging", "rollback", { route: "api", to: 0, now: true }],
  ["rehearsal --stack staging", "rehearsal", { command: [] }],
  [
    "rehearsal --stack staging --rehearsal=/tmp/cloud -- pulumi up --stack dev --help -y",
    "rehearsal",
    { rehearsal: "/tmp/cloud", command: ["pulumi", "up", "--stack", "dev", "--help", "-y"] },
  ],
  ["rehearsal --stack staging pulumi up", "rehearsal", { command: ["pulumi", "up"] }],
  ["demo", "demo", {}],
  ["demo --stack dev", "demo", { stack: "dev" }],
  ["database check main --stack staging", "database check", comparison],
  ["--stack staging database --margin 500 check main", "database check", { ...comparison, margin: 500 }],
  [
    "database check main --stack staging --exact --cutover --accept truncate --accept primary-key=public.a=b",
    "database check",
    {
      ...comparison,
      exact: true,
      cutover: true,
      accept: [
        { trap: "truncate", object: undefined },
        { trap: "primary-key", object: "public.a=b" },
      ],
    },
  ],
  [
    "database finish main --stack staging --out f.sql --until load --margin 500 --source-url-env OLD --target-url-env NEW_1",
    "database finish",
    { ...comparison, sourceUrlEnv: "OLD", targetUrlEnv: "NEW_1", margin: 500, out: "f.sql", until: "load" },
  ],
  [
    "up --stack staging --rehearsal --advance 24h --fault fail@3 --fault kill@12",
    "up",
    { rehearsal: ".crossover", advance: 86_400_000, fault: ["fail@3", "kill@12"] },
  ],
  [
    "up --stack staging --rehearsal --set traffic.api=25 --set rules.bake=1h",
    "up",
    {
      rehearsal: ".crossover",
      set: [
        { path: ["traffic", "api"], value: 25 },
        { path: ["rules", "bake"], value: "1h" },
      ],
    },
  ],
])("`%s`", (line, command, given) => {
  expect(read(line)).toEqual([command, { stack: "staging", ...given }]);
  // Nothing is kept from one line to the next.
  expect(read("up --stack dev")).toEqual(["up", { stack: "dev" }]);
});

test.each<[string, string]>([
  [
    "--json",
    "name a command: init, preview, up, status, plan, evaluate, rollback, release-name, destroy, rehearsal, database, demo, completion",
  ],
  [
    "--stack dev",
    "name a command: init, preview, up, status, plan, evaluate, rollback, release-name, destroy, rehearsal, database, demo, completion",
  ],
  ["prewiev --stack dev", "there is no command `prewiev` (did you mean `preview`?)"],
  ["deploy --stack dev", "there is no command `deploy`"],
  ["up", "name the stack, e.g. `--stack staging`"],
  ["up api --stack dev", "`api` is left over; up takes no such argument"],
  ["rollback api ingest --stack dev", "`ingest` is left over; rollback takes no such argument"],
  ["rollback --stack dev", "name a key of `crossover:traffic`, or give `--all` or `--cluster ID`"],
  [
    "up --stack ../dev",
    "`../dev` is not a stack's name; write the part between the dots of Pulumi.<stack>.yaml",
  ],
  ["up --stack dev --set a.b=1", "--set is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
  ["up --stack dev --advance 1h", "--advance is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
  ["up --stack dev --fault fail@1", "--fault is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
  ["up --stack dev --allow-dip", "--allow-dip is for rehearsals; leave it out, or add --rehearsal"],
  ["preview --stack dev --allow-dip", "--allow-dip belongs to up, rollback"],
  ["up --stack dev --to 25", "--to belongs to rollback"],
  ["up --stack dev --now", "--now belongs to rollback"],
  ["rollback api --stack dev --to 25%", "`--to 25%` must be a whole number from 0 to 100"],
  ["rollback api --stack dev --to 101", "`--to 101` must be a whole number from 0 to 100"],
  ["rollback api --stack dev --to=-1", "`--to -1` must be a whole number from 0 to 100"],
  ["rollback api --stack dev --to=", "`--to ` must be a whole number from 0 to 100"],
  [
    "up --stack dev --rehearsal --advance 24",
    "`--advance 24` must be a whole number and a unit, such as `10m` or `24h`",
  ],
  ["up --stack dev --rehearsal --set a", "`--set a` must be PATH=VALUE, e.g. `--set traffic.api=25`"],
  ["up --stak dev", "there is no option `--stak` (did you mean `--stack`?)"],
  ["up --stack dev --version", "there is no option `--version`"],
  ["up --stack dev --rehearsal=", "`--rehearsal=` needs a folder, or no `=` for `.crossover`"],
  [
    "demo --rehearsal",
    "the demo has a simulated cloud of its own, in .crossover/demo; leave --rehearsal out",
  ],
  [
    "demo --json",
    "--json belongs to preview, up, status, plan, evaluate, rollback, release-name, destroy, database check, database finish",
  ],
  [
    "demo --advance 1h",
    "--advance belongs to preview, up, status, plan, evaluate, rollback, release-name, destroy, rehearsal",
  ],
  ["up --stack --json", "`--stack` needs a value, as in `--stack=VALUE`"],
  ["up --stack dev --port 80", "--port belongs to init"],
  [
    "init --rehearsal",
    "--rehearsal belongs to preview, up, status, plan, evaluate, rollback, release-name, destroy, rehearsal",
  ],
  [
    "rehearsal --stack dev pulumi up --yes",
    "--yes belongs to up, release-name, destroy; write `--` before a command and its options",
  ],
  ["rehearsal", "name the stack, e.g. `--stack staging`"],
  ["up --stack dev --verbose", "there is no option `--verbose`"],
  ["up --stack dev -x", "there is no option `-x`"],
  ["up --stack", "`--stack` needs a value, as in `--stack=VALUE`"],
  ["rollback api --stack dev --to -1", "`--to` needs a value, as in `--to=VALUE`"],
  ["up --stack dev --json=yes", "`--json` takes no value"],
  ["up --stack dev --exact", "--exact belongs to database check"],
  ["status --stack dev --out f.sql", "--out belongs to database finish"],
  [
    "database --stack dev",
    "name a command of `database`: check, finish, e.g. `crossover database check main --stack staging`",
  ],
  ["database chek --stack dev", "there is no command `database chek` (did you mean `check`?)"],
  ["check main --stack dev", "there is no command `check`"],
  ["database check --stack dev", "name the database, e.g. `crossover database check main --stack staging`"],
  ["database check main other --stack dev", "`other` is left over; database check takes no such argument"],
  ["database finish main --stack dev", "name the file to write, e.g. `--out finish.sql`"],
  ["database check main --stack dev --out f.sql", "--out belongs to database finish"],
  ["database check main --stack dev --until load", "--until belongs to database finish"],
  ["database finish main --stack dev --out f --until end", "`--until end` must be load or prepare"],
  [
    "database check main --stack dev --source-url-env postgres://u:p@h/d",
    "--source-url-env takes the name of an environment variable, never the URL itself",
  ],
  [
    "database check main --stack dev --accept truncat",
    "`--accept truncat` must be TRAP or TRAP=OBJECT, such as `truncate` or `primary-key=public.log` (did you mean `truncate`?)",
  ],
  [
    "database check main --stack dev --margin 1e3",
    "`--margin 1e3` must be a whole number of values, such as 10000",
  ],
  [
    "database check main --stack dev --rehearsal",
    "database reads real databases, which no rehearsal has; leave --rehearsal out",
  ],
])("`%s` is refused: %s", (line, message) => {
  expect(() => read(line)).toThrow(new UsageError(message));
});

test("all mistakes are told at once", () => {
  const line = "up --now --sett a=b --set a --advance 3 --json=yes --stack";
  const tell = () => read(line);
  expect(tell).toThrow(UsageError);
  expect(tell).toThrow(
    [
      "--now belongs to rollback",
      "there is no option `--sett` (did you mean `--set`?)",
      "`--set a` must be PATH=VALUE, e.g. `--set traffic.api=25`",
      "`--advance 3` must be a whole number and a unit, such as `10m` or `24h`",
      "`--json` takes no value",
      "`--stack` needs a value, as in `--stack=VALUE`",
      "--set is for rehearsals; add --rehearsal, or change Pulumi.<stack>.yaml",
      "--advance is for rehearsals; add --rehearsal, or change Pulumi.<stack>.yaml",
    ].join("\n"),
  );
});

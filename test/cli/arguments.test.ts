// Tests the command line: what it understands, and what it answers to the rest.
import { commands, parseInvocation, usage, UsageError } from "../../src/cli/arguments";

const read = (line: string) => parseInvocation(line.split(" ").filter(Boolean));
const defaults = {
  stack: "staging",
  json: false,
  rehearsal: undefined,
  overrides: [],
  advance: 0,
  faults: [],
  route: undefined,
  to: undefined,
  now: false,
  database: undefined,
};
const database = {
  sourceVariable: "CROSSOVER_SOURCE_URL",
  targetVariable: "CROSSOVER_TARGET_URL",
  exact: false,
  cutover: false,
  accepted: [],
  margin: 10_000,
  out: undefined,
  until: undefined,
};

test.each(["", "--help", "-h", "up --help", "nonsense -h"])("`%s` asks for help", (line) => {
  expect(read(line)).toBeUndefined();
});

test("help names each command", () => {
  for (const command of commands) expect(usage).toContain(`crossover ${command}`);
});

test.each<[string, object]>([
  ["preview --stack staging", { command: "preview" }],
  ["up --stack=staging --json", { command: "up", json: true }],
  ["--stack staging status", { command: "status" }],
  ["destroy --stack staging --rehearsal", { command: "destroy", rehearsal: ".crossover" }],
  ["up --rehearsal --stack staging", { command: "up", rehearsal: ".crossover" }],
  ["up --stack staging --rehearsal=/tmp/cloud", { command: "up", rehearsal: "/tmp/cloud" }],
  ["rollback api --stack staging", { command: "rollback", route: "api" }],
  ["rollback api --stack staging --to 25 --now", { command: "rollback", route: "api", to: 25, now: true }],
  ["rollback api --stack staging --to 0", { command: "rollback", route: "api", to: 0 }],
  ["demo", { command: "demo" }],
  ["demo --stack dev", { command: "demo", stack: "dev" }],
  [
    "database check main --stack staging",
    { command: "database", database: { ...database, action: "check", name: "main" } },
  ],
  [
    "database check main --stack staging --exact --cutover --accept truncate --accept primary-key=public.a=b",
    {
      command: "database",
      database: {
        ...database,
        action: "check",
        name: "main",
        exact: true,
        cutover: true,
        accepted: [
          { trap: "truncate", object: undefined },
          { trap: "primary-key", object: "public.a=b" },
        ],
      },
    },
  ],
  [
    "database finish main --stack staging --out f.sql --until load --margin 500 --source-url-env OLD --target-url-env NEW_1",
    {
      command: "database",
      database: {
        ...database,
        action: "finish",
        name: "main",
        sourceVariable: "OLD",
        targetVariable: "NEW_1",
        margin: 500,
        out: "f.sql",
        until: "load",
      },
    },
  ],
  [
    "up --stack staging --rehearsal --advance 24h --fault fail@3 --fault kill@12",
    { command: "up", rehearsal: ".crossover", advance: 86_400_000, faults: ["fail@3", "kill@12"] },
  ],
  [
    "up --stack staging --rehearsal --set traffic.api=25 --set rules.bake=1h",
    {
      command: "up",
      rehearsal: ".crossover",
      overrides: [
        { path: ["traffic", "api"], value: 25 },
        { path: ["rules", "bake"], value: "1h" },
      ],
    },
  ],
])("`%s`", (line, expected) => {
  expect(read(line)).toEqual({ ...defaults, ...expected });
});

test.each<[string, string]>([
  ["--json", "name a command: preview, up, destroy, status, rollback, database, demo"],
  ["prewiev --stack dev", "there is no command `prewiev` (did you mean `preview`?)"],
  ["deploy --stack dev", "there is no command `deploy`"],
  ["up", "name the stack, e.g. `--stack staging`"],
  ["up api --stack dev", "`api` is left over; up takes no such argument"],
  ["rollback api ingest --stack dev", "`ingest` is left over; rollback takes no such argument"],
  ["rollback --stack dev", "name the route to roll back, e.g. `crossover rollback api --stack staging`"],
  [
    "up --stack ../dev",
    "`../dev` is not a stack's name; write the part between the dots of Pulumi.<stack>.yaml",
  ],
  ["up --stack dev --set a.b=1", "--set is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
  ["up --stack dev --advance 1h", "--advance is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
  ["up --stack dev --fault fail@1", "--fault is for rehearsals; add --rehearsal, or change Pulumi.dev.yaml"],
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
  ["up --stack dev --verbose", "there is no option `--verbose`"],
  ["up --stack dev -x", "there is no option `-x`"],
  ["up --stack", "`--stack` needs a value, as in `--stack=VALUE`"],
  ["rollback api --stack dev --to -1", "`--to` needs a value, as in `--to=VALUE`"],
  ["up --stack dev --json=yes", "`--json` takes no value"],
  ["up --stack dev --exact", "--exact belongs to database"],
  ["status --stack dev --out f.sql", "--out belongs to database"],
  [
    "database --stack dev",
    "say what to do with the database, e.g. `crossover database check main --stack staging`",
  ],
  [
    "database chek --stack dev",
    "there is no `database chek` (did you mean `check`?); there are check, finish",
  ],
  ["database check --stack dev", "name the database, e.g. `crossover database check main --stack staging`"],
  ["database check main other --stack dev", "`other` is left over; database takes no such argument"],
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
    "database looks at real databases, which no rehearsal has; leave --rehearsal out",
  ],
])("`%s` is refused: %s", (line, message) => {
  expect(() => read(line)).toThrow(new UsageError(message));
});

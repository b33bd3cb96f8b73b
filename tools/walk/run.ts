// Runs random walks: `npm run walk -- --seed S --steps N`. Fails where the program did what it may never do.
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { edits } from "./actions/edits";
import { tryPlanted } from "./planted";
import { walkAtRandom } from "./steps";

interface Kinds {
  readonly weights: Readonly<Record<string, number>>;
  readonly unguarded: Readonly<Record<string, string>>;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    steps: { type: "string", default: "40" },
    planted: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    edits: { type: "boolean", default: false },
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
    "go-on": { type: "boolean", default: false },
  },
});

const { weights, unguarded } = parse(fs.readFileSync(path.join(__dirname, "kinds.yaml"), "utf8")) as Kinds;
const only = values.only?.split(",");
/** What brings names to where an edit would be felt. */
const moving = ["climb", "descend"];
const chosen = only
  ? only.map((kind) => [kind, 1] as const)
  : Object.entries(weights)
      .filter(([kind]) => values.all || !(kind in unguarded))
      .filter(([kind]) => !values.edits || kind in edits || moving.includes(kind));

const { seed, steps } = values;

if (values.planted) process.exitCode = tryPlanted(seed, steps, values.only) ? 0 : 1;
else
  void walkAtRandom({
    seed: Number(seed),
    steps: Number(steps),
    weights: Object.fromEntries(chosen),
    verbose: values.verbose,
    goOn: values["go-on"],
  }).then((good) => (process.exitCode = good ? 0 : 1));

// The arguments of `database check` and `database finish`.
import { didYouMean } from "../model/names/nearest";
import { pauses, traps, type Pause, type Trap } from "../database/finding";
import { defaultMargin } from "../database/margin";
import { UsageError } from "./usage-error";

export const databaseOptions = {
  "source-url-env": { type: "string" },
  "target-url-env": { type: "string" },
  exact: { type: "boolean" },
  cutover: { type: "boolean" },
  accept: { type: "string", multiple: true },
  margin: { type: "string" },
  out: { type: "string" },
  until: { type: "string" },
} as const;

/** What `database` was asked for. */
export interface DatabaseArguments {
  readonly action: "check" | "finish";
  /** The database's key in `crossover:databases`. */
  readonly name: string;
  /** Environment variables that hold the URLs. */
  readonly sourceVariable: string;
  readonly targetVariable: string;
  /** Count and compare every row, however many there are. */
  readonly exact: boolean;
  /** What the copy leaves behind is in the way, too. */
  readonly cutover: boolean;
  /** Findings that somebody has looked at and can live with. */
  readonly accepted: readonly Accepted[];
  /** Values that sequences are put ahead. */
  readonly margin: number;
  /** The file that `finish` writes. */
  readonly out?: string;
  /** How far the SQL goes; to the end if left out. */
  readonly until?: Pause;
}

/** All findings of a trap, or one object's. */
export interface Accepted {
  readonly trap: Trap;
  readonly object?: string;
}

interface Values {
  readonly "source-url-env"?: string;
  readonly "target-url-env"?: string;
  readonly exact?: boolean;
  readonly cutover?: boolean;
  readonly accept?: string[];
  readonly margin?: string;
  readonly out?: string;
  readonly until?: string;
}

const actions = ["check", "finish"] as const;
const example = "`crossover database check main --stack staging`";

/** Takes its words from `rest`; nothing for another command, to which none of the options belong. */
export function databaseArguments(
  command: string,
  rest: string[],
  values: Values,
): DatabaseArguments | undefined {
  if (command !== "database") {
    const stray = Object.keys(databaseOptions).find((name) => name in values);
    if (stray !== undefined) throw new UsageError(`--${stray} belongs to database`);
    return undefined;
  }
  const action = rest.shift();
  if (action === undefined) throw new UsageError(`say what to do with the database, e.g. ${example}`);
  if (!isAction(action))
    throw new UsageError(
      `there is no \`database ${action}\`${didYouMean(action, actions)}; there are ${actions.join(", ")}`,
    );
  const name = rest.shift();
  if (name === undefined) throw new UsageError(`name the database, e.g. ${example}`);
  if (action === "finish" && values.out === undefined)
    throw new UsageError("name the file to write, e.g. `--out finish.sql`");
  for (const option of ["out", "until"] as const)
    if (action === "check" && values[option] !== undefined)
      throw new UsageError(`--${option} belongs to database finish`);
  return {
    action,
    name,
    sourceVariable: variable("source-url-env", values, "CROSSOVER_SOURCE_URL"),
    targetVariable: variable("target-url-env", values, "CROSSOVER_TARGET_URL"),
    exact: values.exact ?? false,
    cutover: values.cutover ?? false,
    accepted: (values.accept ?? []).map(accepted),
    margin: values.margin === undefined ? defaultMargin : wholeNumber(values.margin),
    out: values.out,
    until: values.until === undefined ? undefined : pause(values.until),
  };
}

function isAction(word: string): word is DatabaseArguments["action"] {
  return (actions as readonly string[]).includes(word);
}

function variable(option: "source-url-env" | "target-url-env", values: Values, usual: string): string {
  const name = values[option] ?? usual;
  // Not repeated: it may be a URL, with a password in it.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new UsageError(`--${option} takes the name of an environment variable, never the URL itself`);
  return name;
}

function accepted(text: string): Accepted {
  const [trap = "", object] = text.split(/=(.*)/s);
  if (!isTrap(trap))
    throw new UsageError(
      `\`--accept ${text}\` must be TRAP or TRAP=OBJECT, such as \`truncate\` or \`primary-key=public.log\`${didYouMean(trap, traps)}`,
    );
  return { trap, object };
}

function isTrap(word: string): word is Trap {
  return (traps as readonly string[]).includes(word);
}

function pause(text: string): Pause {
  const found = pauses.find((one) => one === text);
  if (found === undefined) throw new UsageError(`\`--until ${text}\` must be ${pauses.join(" or ")}`);
  return found;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`\`--margin ${text}\` must be a whole number of values, such as 10000`);
  return Number(text);
}

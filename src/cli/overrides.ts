// Config values given on the command line, which stand over the stack file without being written to it.
import type { Values } from "../config/stack";

/** One `--set traffic.api=25`. */
export interface Override {
  /** Path below `crossover:`, e.g. `["traffic", "api"]`. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Reads `PATH=VALUE`; nothing if it isn't of that form. */
export function parseOverride(text: string): Override | undefined {
  const match = /^([^=]+)=(.*)$/s.exec(text);
  if (!match) return undefined;
  const path = match[1]!.replace(/^crossover:/, "").split(".");
  return path.some((step) => step === "") ? undefined : { path, value: typed(match[2]!) };
}

/** Types a value as `pulumi config set --path` does: numbers without leading zeros and booleans, else text. */
function typed(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : text;
}

/** The values with the overrides laid over them; the given ones stay as they are. */
export function applyOverrides(values: Values, overrides: readonly Override[]): Values {
  return overrides.reduce((all, { path: [first, ...rest], value }) => {
    const key = `crossover:${first!}`;
    return { ...all, [key]: put(all[key], rest, value) };
  }, values);
}

function put(into: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const object = typeof into === "object" && into !== null ? (into as Record<string, unknown>) : {};
  return { ...object, [step]: put(object[step], rest, value) };
}

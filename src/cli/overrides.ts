// Reads config values given on the command line, and lays them over the stack file without writing it.
import type { Values } from "../config";

type Step = string | number;

/** One `--set traffic.api=25`. */
export interface Override {
  /** Path below `crossover:`, e.g. `["traffic", "api"]`; numbers are places in a list. */
  readonly path: readonly Step[];
  readonly value: unknown;
}

/** Reads `PATH=VALUE`, the path as Pulumi's, e.g. `rules.ladder[1]`; nothing if it isn't of that form. */
export function parseOverride(text: string): Override | undefined {
  const match = /^(?:crossover:)?([^=[\].]+)((?:\.[^=[\].]+|\[\d+\])*)=(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, first, rest, value] = match as unknown as [string, string, string, string];
  const steps = rest.match(/[^[\].]+|\[\d+/g) ?? [];
  const path = steps.map((step) => (step.startsWith("[") ? Number(step.slice(1)) : step));
  return { path: [first, ...path], value: parseValue(value) };
}

/**
 * Types a value as `pulumi config set --path` does: booleans, and whole numbers without leading zeros; else text.
 *
 * @see `adjustObjectValue` in sdk/go/common/resource/config of pulumi/pulumi
 */
function parseValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (text.length > 1 && text.startsWith("0")) return text;
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Adding zero makes a negative zero plain.
  return Number.isSafeInteger(value) ? value + 0 : text;
}

/** The values with the overrides laid over them; the given ones stay as they are. */
export function applyOverrides(values: Values, overrides: readonly Override[]): Values {
  return overrides.reduce((all, { path: [first, ...rest], value }) => {
    const key = `crossover:${String(first)}`;
    return { ...all, [key]: setAt(all[key], rest, value) };
  }, values);
}

function setAt(into: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(into) ? [...(into as unknown[])] : [];
    list[step] = setAt(list[step], rest, value);
    return list;
  }
  const object = typeof into === "object" && into !== null ? (into as Record<string, unknown>) : {};
  return { ...object, [step]: setAt(object[step], rest, value) };
}

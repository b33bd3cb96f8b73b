// Opens the room to callers: names a database, compares both sides of a copy and writes the missing SQL. What does that
// work is loaded when it is called.
import type { Comparison, Sides } from "./compare";
import { withMySql, withPostgres, type Address } from "./connection";
import type { Finding, Pause } from "./finding";
import type { Look } from "./look";

export type { Comparison, Sides } from "./compare";
export { address, ConnectionError, type Address } from "./connection";
export { pauses, traps, type Finding, type Pause, type Trap } from "./finding";
export type { Look } from "./look";
export { defaultMargin } from "./margin";
export type { Selection } from "./select";

/** Reads both sides, of one engine, at the same time. The target needs no watching: nobody writes to it yet. */
export async function bothSides(source: Address, target: Address, look: Look): Promise<Sides> {
  const still = { ...look, watch: 0 };
  if (source.engine === "mysql") {
    const { introspectMySql } = await import("./mysql/introspect.ts");
    const [left, right] = await Promise.all([
      withMySql(source, (connection) => introspectMySql(connection, look)),
      withMySql(target, (connection) => introspectMySql(connection, still)),
    ]);
    return { engine: "mysql", source: left, target: right };
  }
  const { introspect } = await import("./postgres/introspect.ts");
  const [left, right] = await Promise.all([
    withPostgres(source, (client) => introspect(client, look)),
    withPostgres(target, (client) => introspect(client, still)),
  ]);
  return { engine: "postgres", source: left, target: right };
}

/**
 * Says what the target lacks or has otherwise.
 *
 * @param options.margin how many values sequences are put ahead.
 */
export async function compare(sides: Sides, options: { readonly margin: number }): Promise<Comparison> {
  return (await import("./compare.ts")).compare(sides, options);
}

/** The SQL that brings the target level. */
export async function finish(
  engine: Sides["engine"],
  findings: readonly Finding[],
  title: string,
  until?: Pause,
): Promise<string> {
  return (await import("./compare.ts")).finish(engine, findings, title, until);
}

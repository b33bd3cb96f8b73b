// Reads both sides of a copy, at the same time.
import type { Sides } from "./compare";
import { address, ConnectionError, withMySql, withPostgres, type Address } from "./connection";
import type { Look } from "./look";
import { introspectMySql } from "./mysql/introspect";
import { introspect } from "./postgres/introspect";

export { compare, finish, type Comparison } from "./compare";
export { pauses, traps, type Finding, type Pause, type Trap } from "./finding";
export { defaultMargin } from "./margin";
export type { Selection } from "./select";
export { address, ConnectionError, type Address, type Look };

/** Both sides, of one engine. The target needs no watching: nobody writes to it yet. */
export async function bothSides(source: Address, target: Address, look: Look): Promise<Sides> {
  const still = { ...look, watch: 0 };
  if (source.engine === "mysql") {
    const [left, right] = await Promise.all([
      withMySql(source, (connection) => introspectMySql(connection, look)),
      withMySql(target, (connection) => introspectMySql(connection, still)),
    ]);
    return { engine: "mysql", source: left, target: right };
  }
  const [left, right] = await Promise.all([
    withPostgres(source, (client) => introspect(client, look)),
    withPostgres(target, (client) => introspect(client, still)),
  ]);
  return { engine: "postgres", source: left, target: right };
}

// Reads both sides of a copy, at the same time.
import type { PostgresSchema } from "../model/database/postgres/schema";
import { address, ConnectionError, withPostgres, type Address } from "./connection";
import { introspect, type Look } from "./postgres/introspect";

export { address, ConnectionError, type Address, type Look };

/** Both sides as their catalogues describe them. The target needs no watching: nobody writes to it yet. */
export async function bothSides(
  source: Address,
  target: Address,
  look: Look,
): Promise<{ source: PostgresSchema; target: PostgresSchema }> {
  const [left, right] = await Promise.all([
    withPostgres(source, (client) => introspect(client, look)),
    withPostgres(target, (client) => introspect(client, { ...look, watch: 0 })),
  ]);
  return { source: left, target: right };
}

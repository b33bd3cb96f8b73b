// Says what isn't level between two databases after a copy.
import type { Finding } from "../../src/database";

export interface Outcome {
  readonly seed: number;
  /** Statements that the server took, and those that it refused. */
  readonly made: number;
  readonly refused: readonly string[];
  /** What isn't level; nothing if all is. */
  readonly faults: readonly string[];
}

/** What is so on this server, whatever the schema; and what a table's owner decides. */
const ofServer = ["settings", "primary-key", "precision", "unlogged", "truncate", "large-value"];
export function inTheWay(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity, trap }) => severity !== "note" && !ofServer.includes(trap));
}

export const line = ({ trap, object, message }: Finding) => `[${trap}] ${object}: ${message}`;

/** The lines that only one has, each with the side's sign. */
export function difference(here: string, there: string): string[] {
  if (here === there) return [];
  const [left, right] = [here.split("\n"), there.split("\n")];
  const only = (sign: string, own: readonly string[], other: readonly string[]) => {
    const all = new Set(other);
    return own.filter((one) => !all.has(one)).map((one) => `${sign} ${one}`);
  };
  const lines = [...only("-", left, right), ...only("+", right, left)];
  const place = left.findIndex((one, i) => one !== right[i]);
  return [
    "pg_dump differs:",
    ...(lines.length > 0 ? lines : [`- ${left[place]}`, `+ ${right[place]}`, "in its order alone"]),
  ];
}

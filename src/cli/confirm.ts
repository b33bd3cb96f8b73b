// Asks before a real stack is changed: what would happen to traffic first, then how much, then what of each service.
import { describeShares, weightsOf } from "../model/traffic/split";
import type { SubjectPlan } from "../model/traffic/types";
import { nameOf, type Operation } from "./changes";
import { operationLine, summary, type Terminal } from "./report";
import type { Confirm, Planned } from "./types";
import { UsageError } from "./usage-error";

/** Operations that are shown one by one; of more, each service's are counted. */
const shown = 40;

/** Asks `yes` or no. @param services names of those that operations are told by. */
export function askToUpdate(terminal: Terminal, stack: string, services: readonly string[]): Confirm {
  return async (planned) => {
    terminal.progress(plannedLines(planned, services).join("\n"));
    const { create, update, replace, delete: gone } = planned.changes.counts;
    if (create + update + replace + gone === 0) return true;
    return (await terminal.ask!(`\nUpdate ${stack}? Only \`yes\` does: `)).trim() === "yes";
  };
}

/** @throws UsageError where nobody can be asked. @param command that would ask. */
export function checkAsks(terminal: Terminal, command: string): void {
  if (!terminal.ask) throw new UsageError("there is no terminal to ask on: add `--yes`", command);
}

export function plannedLines({ changes, traffic }: Planned, services: readonly string[]): readonly string[] {
  const moves = traffic.filter(({ moves }) => moves).map(moveLine);
  const { operations, counts } = changes;
  const byService = new Map<string, Operation[]>();
  for (const operation of operations) {
    const service = serviceOf(operation, services);
    const own = byService.get(service);
    if (own) own.push(operation);
    else byService.set(service, [operation]);
  }
  const details = [...byService.keys()].sort().flatMap((service) => {
    const own = byService.get(service)!;
    return [`${service}: ${countLine(own)}`, ...(operations.length <= shown ? own.map(operationLine) : [])];
  });
  return [
    "",
    ...(moves.length > 0 ? ["traffic:", ...moves.map((line) => `  ${line}`)] : ["traffic: nothing moves"]),
    summary(counts),
    ...details,
  ];
}

/** E.g. `api: legacy 95 %, blue 5 % -> legacy 75 %, blue 25 %`. */
function moveLine({ key, before, split }: SubjectPlan): string {
  const now =
    before.kind === "at"
      ? describeShares(weightsOf(before.split))
      : before.kind === "unfinished"
        ? describeShares({ [before.from]: 100 - before.share, [before.to]: before.share })
        : "nothing";
  return `${key}: ${now} -> ${describeShares(weightsOf(split))}`;
}

/** The service that a resource is of, by its name; the longest that fits. */
function serviceOf({ urn }: Operation, services: readonly string[]): string {
  const name = nameOf(urn);
  const fitting = services.filter((service) => name === service || name.startsWith(`${service}-`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? "what all share";
}

function countLine(operations: readonly Operation[]): string {
  return (["create", "update", "replace", "delete"] as const)
    .map((kind) => [operations.filter(({ op }) => op === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${String(count)} to ${kind}`)
    .join(", ");
}

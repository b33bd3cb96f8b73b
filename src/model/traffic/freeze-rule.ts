// Rule 6: refuses steps up in a freeze.
import { iso } from "../moment";
import type { Objection } from "../problem";
import { freezeAt } from "./freeze";
import { legacyTarget } from "./split";
import type { Judged, TrafficRequest } from "./types";

/** Down is free, in a freeze as at any other time; and what nobody was served by may begin. */
export function checkFreeze(one: Judged, { now }: TrafficRequest): Objection[] {
  const { key, freeze = [] } = one.subject;
  const frozen = one.moves && isUp(one) ? freezeAt(now, freeze) : undefined;
  if (!frozen) return [];
  const { reason, timeZone } = frozen.window;
  const until = frozen.until && iso(frozen.until);
  const local = frozen.until && localTime(frozen.until, timeZone);
  return [
    {
      rule: "freeze",
      message:
        `${key} can't go up in a freeze (${reason})` +
        (until === undefined ? ", and the freezes leave no gap" : `, which ends at ${until}`) +
        (local === undefined || timeZone === "Etc/UTC" ? "" : `, ${local} in ${timeZone}`),
      allowed:
        until === undefined
          ? "a gap in `crossover:rules.freeze`; down at any time"
          : `the same value from ${until}; down at any time`,
    },
  ];
}

/** Whether the new side would answer more, begin, or stay alone. */
function isUp({ position, subject: { desired } }: Judged): boolean {
  if (position.kind === "unfinished") return "from" in desired && desired.percent > position.share;
  if (position.kind !== "at") return false;
  const { split } = position;
  if ("only" in split) return "only" in desired ? desired.only !== legacyTarget : desired.from === split.only;
  return "only" in desired ? desired.only === split.to : desired.percent > split.percent;
}

/** E.g. `2026-12-27 09:00`. */
function localTime(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    moment,
  );
}

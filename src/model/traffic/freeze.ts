// Finds whether a moment lies in a freeze, and when the freezes leave a gap.
import { DateTime } from "luxon";
import { isWeekly, weekdays, type FreezeWindow } from "../../schema/stack/policy";

/** A freeze that a moment lies in. */
export interface Freeze {
  readonly window: FreezeWindow;
  /** When neither this nor another freeze holds any more; nothing where they leave no gap. */
  readonly until?: Date;
}

/** Windows one after another after which no gap is looked for. */
const most = 100;

/** The freeze that a moment lies in. */
export function freezeAt(moment: Date, windows: readonly FreezeWindow[]): Freeze | undefined {
  const first = windows.find((window) => endOf(window, moment) !== undefined);
  if (!first) return undefined;
  let until = moment;
  for (let i = 0; i < most; i++) {
    const end = windows.map((window) => endOf(window, until)).find((one) => one !== undefined);
    if (end === undefined) return { window: first, until };
    until = end;
  }
  return { window: first };
}

/** From when on nothing is frozen that is to happen at a moment, or later. @returns the moment itself where there is no gap. */
export function thawed(moment: Date, windows: readonly FreezeWindow[]): Date {
  return freezeAt(moment, windows)?.until ?? moment;
}

/** When a window ends that a moment lies in; it begins at `from` and has ended at `to`. */
function endOf(window: FreezeWindow, moment: Date): Date | undefined {
  const [begin, end] = isWeekly(window.from) ? weekAround(window, moment) : once(window);
  const now = moment.getTime();
  return begin.toMillis() <= now && now < end.toMillis() ? end.toJSDate() : undefined;
}

type Interval = readonly [DateTime, DateTime];

function once({ from, to, timeZone: zone }: FreezeWindow): Interval {
  return [DateTime.fromISO(from, { zone }), DateTime.fromISO(to, { zone })];
}

/** The window that began last. */
function weekAround({ from, to, timeZone: zone }: FreezeWindow, moment: Date): Interval {
  const here = DateTime.fromJSDate(moment, { zone });
  const next = onOrAfter(here, from);
  const begin = next > here ? onOrAfter(here.minus({ weeks: 1 }), from) : next;
  const end = onOrAfter(begin, to);
  return [begin, end > begin ? end : onOrAfter(begin.plus({ weeks: 1 }), to)];
}

/** The first such day from a day on, at its time, e.g. of `fri 16:00`; on the day itself that may be earlier. */
function onOrAfter(since: DateTime, text: string): DateTime {
  const [day, time] = text.split(" ") as [(typeof weekdays)[number], string];
  const [hour, minute] = time.split(":").map(Number);
  const days = (weekdays.indexOf(day) + 1 - since.weekday + 7) % 7;
  return since.plus({ days }).set({ hour, minute, second: 0, millisecond: 0 });
}

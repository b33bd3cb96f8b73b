// Knows how AWS orders engine versions, which upgrades it takes, and when its time windows meet.
import { versions } from "../../schema/versions";

/**
 * Major versions, the oldest first, where no upgrade passes one over:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.MySQL.html
 */
function orderedMajors(engine: string): string[] {
  if (engine !== "mysql") return [];
  return Object.keys(versions().engines.mysql.versions).sort((a, b) => Number(a) - Number(b));
}

/** The part of a version that names its parameter family: `8.4` of MySQL's `8.4.6`, `17` of PostgreSQL's `17.6`. */
export function familyVersion(engine: string, version: string): string {
  const pattern = engine === "mysql" ? /^\d+(\.\d+)?/ : /^\d+/;
  return pattern.exec(version)?.[0] ?? "";
}

/** Whether the second version is below the first; parts that one of them leaves open don't count. */
export function isDowngrade(before: string, next: string): boolean {
  const numbers = next.split(".").map(Number);
  for (const [i, part] of before.split(".").map(Number).entries()) {
    if (numbers[i] === undefined || numbers[i] > part) return false;
    if (numbers[i] < part) return true;
  }
  return false;
}

/** Whether an upgrade passes over a major version that it may not pass over. */
export function skipsMajor(engine: string, before: string, next: string): boolean {
  const order = orderedMajors(engine);
  const from = order.indexOf(familyVersion(engine, before));
  const to = order.indexOf(familyVersion(engine, next));
  return from !== -1 && to > from + 1;
}

const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Whether a daily window such as `01:00-02:00` meets a weekly one such as `sun:03:00-sun:04:00`. */
export function windowsMeet(daily: string, weekly: string): boolean {
  const taken = new Set(minutesOf(weekly.toLowerCase()));
  return week.some((day) => {
    const [from = "", to = ""] = daily.split("-");
    const ends = to <= from ? week[(week.indexOf(day) + 1) % week.length]! : day;
    return minutesOf(`${day}:${from}-${ends}:${to}`).some((minute) => taken.has(minute));
  });
}

/** Every minute of the week in a window such as `sun:03:00-sun:04:00`. */
function minutesOf(window: string): number[] {
  const [start, end] = window.split("-").map((moment) => {
    const [day = "", hours, minutes] = moment.split(":");
    return week.indexOf(day) * 1440 + Number(hours) * 60 + Number(minutes);
  }) as [number, number];
  const length = (end - start + week.length * 1440) % (week.length * 1440);
  return Array.from({ length }, (_, i) => (start + i) % (week.length * 1440));
}

// Reads daily and weekly time ranges of RDS and ElastiCache, in minutes of the week.

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const day = 24 * 60;
const week = 7 * day;

function minutes(clock: string): number {
  const [hours = "", rest = ""] = clock.split(":");
  return 60 * Number(hours) + Number(rest);
}

/** Whether a daily range such as `01:00-02:00` and a weekly one such as `sun:03:00-sun:04:00` meet. */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const [from, to] = daily.split("-").map(minutes) as [number, number];
  const [start, end] = weekly
    .split("-")
    .map((moment) => days.indexOf(moment.slice(0, 3).toLowerCase()) * day + minutes(moment.slice(4))) as [
    number,
    number,
  ];
  const length = (end - start + week) % week;
  const dailyLength = (to - from + day) % day;
  return days.some((_, index) => {
    const begin = index * day + from;
    // Either begins within the other, on the circle of the week.
    return (begin - start + week) % week < length || (start - begin + week) % week < dailyLength;
  });
}

// Sets how far ahead of the source the target's keys are put.

/** Values that a sequence is put ahead, unless the source draws more than this in an hour. */
export const defaultMargin = 10_000;
const hour = 3600;

/**
 * The margin, or an hour's worth at the rate that was seen; no more than a tenth of what is left.
 * @param rate values a second
 * @param room values that can still be handed out
 */
export function marginFor(margin: number, rate: number, room: bigint): bigint {
  const wanted = BigInt(Math.max(margin, Math.ceil(rate * hour)));
  const most = room > 0n ? room / 10n : 0n;
  return wanted < most ? wanted : most;
}

/**
 * Whether a target is far enough ahead: a minute's worth is the least that lets the last writers of the source finish,
 * unless there is no room for it.
 */
export function isAhead(ahead: bigint, rate: number, margin: bigint): boolean {
  const least = BigInt(Math.ceil(rate * 60)) + 1n;
  return ahead >= (margin < least ? margin : least);
}

// Reads lengths of time such as `24h`; apart from the other schemas, since the command line needs nothing else of them.
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A whole number and a unit: `s`, `m`, `h` or `d`. */
export const durationForm = /^\d{1,6}[smhd]$/;

/** Milliseconds of a length of time that is of this form. */
export function milliseconds(length: string): number {
  return Number(length.slice(0, -1)) * units[length.slice(-1) as keyof typeof units];
}

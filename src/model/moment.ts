// Writes moments for people.

/** ISO 8601 in UTC, without the fractions of a second. */
export function iso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

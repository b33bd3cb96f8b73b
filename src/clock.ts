// Tells the time: that of a rehearsal where `crossover rehearsal` serves one, else the machine's.
import { readFileSync } from "node:fs";

/** The variable that names a file with the milliseconds by which a simulated clock is ahead of the machine's. */
export const clockVariable = "CROSSOVER_CLOCK";

/** @throws where the file can't be read, since a wrong time would end bakes too early or too late. */
export function clock(): Date {
  const file = process.env[clockVariable];
  if (file === undefined || !isRehearsed()) return new Date();
  return new Date(Date.now() + Number(readFileSync(file, "utf8")));
}

/** Of a real cloud, no variable may shorten a bake. */
function isRehearsed(): boolean {
  return /^http:\/\/127\.0\.0\.1:\d+$/.test(process.env["AWS_ENDPOINT_URL"] ?? "");
}

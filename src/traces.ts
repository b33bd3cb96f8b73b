// Turns stack traces off unless asked for: they cost more than half the time of a large preview.

/** Environment variable that brings stack traces back, for finding a bug in the program. */
export const tracesSwitch = "CROSSOVER_TRACES";

/** Whether stack traces are on. */
export function tracing(): boolean {
  return (process.env[tracesSwitch] ?? "") !== "";
}

/**
 * Turns stack traces off. The Node SDK reads `new Error().stack` for every promise it makes, mapped through source
 * maps each time. Call it before the first resource.
 */
export function limitTraces(): void {
  if (!tracing()) Error.stackTraceLimit = 0;
}

/** What to add to an error that has lost its place. */
export function tracesHint(): string {
  return tracing() ? "" : ` (run again with ${tracesSwitch}=1 to see in which file)`;
}

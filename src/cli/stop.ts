// Stops an update in order when it is interrupted: what is under way is finished, and the state knows of it.

/** What asks a command to end. */
export const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof signals)[number];

/** Milliseconds after which the engine has said that it heard of Ctrl-C itself. */
const hearing = 500;

/** What the engine says once it has been asked to stop. A second request would end it at once. */
const heard = "^C received";

/** What an update is told, and what it tells. */
export interface Stop {
  /** Asks the engine to stop. */
  readonly signal: AbortSignal;
  /** Takes what the engine prints. */
  readonly onOutput: (text: string) => void;
  /** The signal that came; nothing while none has. */
  cause(): Signal | undefined;
}

/**
 * Runs work that the first signal stops in order and a second one at once. A terminal sends Ctrl-C to the engine, too; what
 * only this process was sent is handed on.
 */
export async function stoppable<T>(
  log: (line: string) => void,
  work: (stop: Stop) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let cause: Signal | undefined;
  let knows = false;
  const take = (signal: Signal): void => {
    if (cause !== undefined) {
      log(`${signal} once more: stopping at once`);
      release();
      process.kill(process.pid, signal);
      return;
    }
    cause = signal;
    log(`${signal}: stopping once what is under way is done; once more stops at once`);
    setTimeout(() => {
      if (!knows) abort.abort();
    }, hearing).unref();
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, take);
  };
  for (const signal of signals) process.on(signal, take);
  try {
    return await work({
      signal: abort.signal,
      onOutput: (text) => (knows ||= text.includes(heard)),
      cause: () => cause,
    });
  } finally {
    release();
  }
}

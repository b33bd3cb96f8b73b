// Bounds how long AWS may take to answer, so that a question ends in an error that names it.
import type { Asked } from "../../model/traffic/health-readings";

/** A moment after which nobody waits any more for any of several questions. */
export class Deadline {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** @param ms milliseconds from now. */
  constructor(private readonly ms: number) {
    this.timer = setTimeout(() => this.abort.abort(), ms);
    // What has been asked ends before; a process with nothing else to do needn't wait.
    this.timer.unref();
  }

  /** Stops a request of the SDK once the time is over. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /**
   * The answer, or why there is none.
   *
   * @param question what is asked, and by which call, e.g. `the alarms (CloudWatch DescribeAlarms)`.
   * @param can what it can't be then. @default read
   */
  async ask<T>(question: string, answer: () => Promise<T>, can = "read"): Promise<Asked<T>> {
    try {
      // Credentials are found before the SDK looks at the signal, and may take as long as they like.
      return { value: await Promise.race([answer(), this.over()]) };
    } catch (error) {
      const late = this.signal.aborted ? `no answer within ${this.ms / 1000} s` : undefined;
      return { failure: `${question} can't be ${can}: ${late ?? reasonOf(error)}` };
    }
  }

  /** Nothing is asked any more. */
  end(): void {
    clearTimeout(this.timer);
  }

  private over(): Promise<never> {
    return new Promise((_, reject) => {
      const stop = (): void => reject(new Error("the time is over"));
      if (this.signal.aborted) stop();
      else this.signal.addEventListener("abort", stop, { once: true });
    });
  }
}

/** The error's code and words, e.g. `AccessDenied: … is not authorized to perform …`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = error.message.trim();
  const name = error.name === "Error" ? "" : error.name;
  return (
    [name, words].filter((part) => part !== "" && part !== "Unknown").join(": ") || "no reason was given"
  );
}

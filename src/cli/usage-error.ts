// Defines the error of a command line that can't be understood.

/** The command line is wrong: exit code 2. Each mistake is a line of the message. */
export class UsageError extends Error {
  /** @param command whose help says more, such as `database check`; none for `crossover` itself. */
  constructor(
    message: string,
    readonly command = "",
  ) {
    super(message);
  }
}

// The error of a command line that can't be understood.

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

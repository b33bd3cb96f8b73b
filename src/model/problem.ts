// Describes a refusal as plain data: what is refused, by which rule, and why.

/** The rules that refuse, in the words of the guide. */
export type Rule =
  // What the files say
  | "config"
  | "schema"
  | "yaml"
  | "name"
  | "access"
  | "architecture"
  | "legacy"
  | "network"
  | "nodes"
  | "database"
  | "replication"
  | "quota"
  | "secrets"
  // What the world says
  | "account"
  | "adopt"
  | "cluster"
  | "endpoint"
  | "health"
  | "version"
  // A step of traffic
  | "after"
  | "bake"
  | "concurrent"
  | "drain"
  | "freeze"
  | "job"
  | "ladder"
  | "owner"
  | "pair"
  | "protected"
  | "record"
  | "released"
  | "retired"
  | "rollback"
  | "soak"
  | "stale"
  | "standby"
  | "state"
  | "unfinished"
  // A step of a database's move
  | "evidence"
  | "modify"
  | "phase"
  | "replace"
  | "round"
  // What stopped a command
  | "declined"
  | "engine"
  | "failure";

/** One refusal. All of a run's problems are gathered and reported together. */
export interface Problem {
  readonly rule: Rule;
  /** The path of the refused value, e.g. `traffic.api` or `clusters.blue.nodeGroups.arm`. */
  readonly path: string;
  /** What was asked, and why it can't be. */
  readonly message: string;
  /** The nearest value that would be accepted, where there is one. */
  readonly allowed?: string;
  /** Whether no override suspends it. @default one may, where its rule can be overridden */
  readonly lasting?: true;
}

/** Why a step isn't allowed; the caller adds the path. */
export type Objection = Omit<Problem, "path">;

/** Takes down one problem. */
export type Report = (path: string, message: string, rule?: Rule, allowed?: string) => void;

/** Problems as they are found, and the function that adds one. @param usual the rule where none is named. */
export function collectProblems(usual: Rule = "config"): { problems: Problem[]; report: Report } {
  const problems: Problem[] = [];
  const report: Report = (path, message, rule = usual, allowed) =>
    problems.push({ rule, path, message, ...(allowed === undefined ? {} : { allowed }) });
  return { problems, report };
}

/** What a question to the world brought, and what of it can't be worked with. */
export interface Answer<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

// Describes a call of one of AWS's own APIs, and what is sent back.
import type { CloudStore } from "./types";

/** What is sent back. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A request, with its body read. */
export interface ApiCall {
  readonly store: CloudStore;
  /** Name of the operation, e.g. `GetMetricData`. */
  readonly operation: string;
  readonly body: string;
  /** That the request was signed for, e.g. `us-east-1`. */
  readonly region: string;
}

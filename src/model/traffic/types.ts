// Describes a traffic step as plain data: what is asked, what was observed, and what will be written.
import type { FreezeWindow, Override } from "../../schema/stack/policy";
import type { TrafficValue } from "../../schema/stack/traffic";
import type { Problem } from "../problem";
import type { ReplicationPlan } from "../replication/types";
import type { Held } from "./commit";
import type { Sides } from "./health";
import type { Entry } from "./ledger";
import type { Recorded, Position } from "./observed";
import type { RecordType } from "./record-type";
import type { Split } from "./split";
import type { Observed, Unreadable } from "./splitter";
import type { Written } from "./written";

/** What a subject's sides use. */
export interface SubjectDatabase {
  /** Its name in the stack file. */
  readonly id: string;
  /** The legacy side connects by the old database's own host name, so that it doesn't follow the private one. */
  readonly direct: boolean;
}

/** What the databases do in the same update. One that isn't named doesn't move: its private name points to the new one. */
export type DatabasePlans = Readonly<
  Record<string, Pick<ReplicationPlan, "declared" | "lives" | "stage" | "switches">>
>;

/** One key of `crossover:traffic`: a route, or a service without routes. */
export interface Subject {
  readonly key: string;
  readonly service: string;
  /** `route` shifts by DNS records, `consumers` by replicas, `job` runs on exactly one side. */
  readonly kind: "route" | "consumers" | "job";
  readonly hasLegacy: boolean;
  readonly ladder: readonly number[];
  /** Milliseconds, where they differ from the stack's. */
  readonly pace?: Partial<Pick<Pace, "bake" | "soak">>;
  /** Windows in which it doesn't go up, the stack's among them. @default none */
  readonly freeze?: readonly FreezeWindow[];
  readonly desired: Split;
  /** Of a route's records. */
  readonly recordType?: RecordType;
  /** The public name; absent for what has no record. */
  readonly hostname?: string;
  /** What splits its answers now; absent for what has no record. */
  readonly observed?: Observed;
  /** Whether each side that has a record is healthy. @default nobody has asked, and nothing is judged by it */
  readonly health?: Sides;
  /** What the ledger says of it. @default it has no entry */
  readonly entry?: Entry | Unreadable;
  /** What the last update's outputs say, which counts where the ledger has no entry. */
  readonly recorded?: Recorded;
  /** The stack file lets the name go. @default false */
  readonly retired?: boolean;
  /** A simple record of its own answers for the name, which this stack doesn't write; it stays at the one side that is asked for. @default false */
  readonly released?: boolean;
  /** The side that the name's simple record names, as that side's origin name does. @default none */
  readonly namesSide?: string;
  /** The stack file takes the name over, whoever has it. @default false */
  readonly takenOver?: boolean;
  /** Services that go first. */
  readonly after: readonly string[];
  /** Absent for a service without one. */
  readonly database?: SubjectDatabase;
}

export interface Pace {
  /** Milliseconds that a rung is held. */
  readonly bake: number;
  /** Milliseconds that 100 is held before legacy goes. */
  readonly soak: number;
  /** Routes that may be within their bake at a time. */
  readonly concurrent: number;
  /** Seconds that resolvers may keep an answer. */
  readonly ttl: number;
}

export interface TrafficRequest {
  readonly subjects: readonly Subject[];
  readonly pace: Pace;
  /** The id that `kubernetes` means. */
  readonly cluster: string;
  /** All ids that may be in a set. */
  readonly known: readonly string[];
  readonly now: Date;
  /** This stack, as the ledger names it. */
  readonly owner: string;
  /** Short commit of the checkout, marked where it has uncommitted changes. @default it is none of git */
  readonly commit?: string;
  /** Why git can't tell which commit is checked out. @default it can, or nobody has asked */
  readonly untold?: string;
  /** Whether the checkout contains the commits that the ledger names. @default nobody has asked, and nothing is judged by it */
  readonly held?: ReadonlyMap<string, Held>;
  /** What the state says of names. @default it isn't asked */
  readonly written?: Written;
  /** Whether the state learns what the zone holds before anything is written, as `crossover` sees to. @default false */
  readonly reconciled?: boolean;
  /** Refusals that are suspended for a while. @default none */
  readonly overrides?: readonly Override[];
  /** What the databases do, by name. @default none takes part */
  readonly databases?: DatabasePlans;
  /** What comes of a side whose health can't be read. @default refuse */
  readonly unknownHealth?: "refuse" | "warn";
  /** Whether the update reaches every resource, and not only those of one route. @default true */
  readonly whole?: boolean;
  /** Whether the stack comes and goes, so that only what answers now is guarded. @default false */
  readonly ephemeral?: boolean;
}

/** What may follow upwards, and from when. */
export interface Next {
  readonly value: TrafficValue;
  readonly notBefore: Date;
}

/** What one subject will be at once this update is through. */
export interface SubjectPlan {
  readonly key: string;
  readonly service: string;
  readonly kind: Subject["kind"];
  readonly split: Split;
  /** Of a route's records. */
  readonly recordType?: RecordType;
  readonly value: TrafficValue;
  readonly before: Position;
  readonly moves: boolean;
  /** Weight by set identifier. */
  readonly weights: Readonly<Record<string, number>>;
  /** The target whose weight is written before the other's, so that nobody's share rises on the way but the receiver's. */
  readonly first?: string;
  /** What the ledger will say; absent for what has no record, and of a name that has been released. */
  readonly entry?: Entry;
  /** Whether the name may go with the next update. @default false */
  readonly retired?: boolean;
  /** Whether a simple record answers for the name, which this stack doesn't write. @default false */
  readonly released?: boolean;
  /** Whether its time begins with this update, at the moment at which its weights are written. */
  readonly fresh: boolean;
  readonly since: Date;
  /** Of the targets before and after, those that no resolver names, so that what they stand on may be deleted. */
  readonly free: readonly string[];
  readonly next?: Next;
}

export interface TrafficPlan {
  readonly subjects: readonly SubjectPlan[];
  /** Empty if the plan may be carried out; otherwise nothing of it may. */
  readonly problems: readonly Problem[];
  /** What is allowed, and should be known all the same. */
  readonly warnings: readonly string[];
}

/** A subject together with where it is and since when. */
export interface Judged {
  readonly subject: Subject;
  readonly position: Position;
  /** Absent where nobody has written it down: what is there is what another hand has left. */
  readonly since?: Date;
  /** The desired split differs from the present one. */
  readonly moves: boolean;
}

// Makes what a stack asks of a database's move, and what the update before wrote down, for tests.
import type { Phase, Stage } from "../../../src/model/replication/phases";
import type { Recorded } from "../../../src/model/replication/types";
import type { Wish } from "../../../src/model/replication/wish";

export const now = new Date("2026-11-21T10:00:00Z");
export const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

export const fixed: Wish["fixed"] = {
  kind: "serverless",
  engine: "postgres",
  source: "main.legacy.example.internal",
  database: "app",
  include: ["public.*"],
  exclude: ["public.audit_*"],
};

export const hosts = {
  source: "main.legacy.example.internal",
  target: "prod-main.abc.eu-west-1.rds.amazonaws.com",
};

export const wish = (phase: Phase, changes: Partial<Wish> = {}): Wish => ({
  phase,
  round: 1,
  paused: false,
  fixed,
  tuning: { min: 4, max: 16 },
  ...changes,
});

export const recorded = (stage: Stage, changes: Partial<Wish> = {}, since = minutesAgo(600)): Recorded => ({
  stage,
  since,
  hosts,
  ...(stage === "none" ? {} : { wish: wish("load", changes) }),
});

// Defines the table of versions, `versions.yaml`: what AWS runs, until when it supports it, and what goes with what.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { addOnName } from "./stack/node-groups";

/** A day in UTC, which counts from its beginning. */
const day = z.iso.date();

/** Where an entry is from, and the day on which it was looked up there. */
const lookedUp = { source: z.url({ protocol: /^https$/ }), lookedUp: day };

const minor = z.string().regex(/^1\.\d{2}$/);
const release = z.string().regex(/^v\d{8}$/);

/** How long a version is supported. */
const support = {
  /** The day on which AWS first offered it. */
  released: day.optional(),
  /** The day from which standard support is over. */
  standardUntil: z.union([day, z.literal("unannounced")]),
  /** The day from which extended support is over; there is none without it. */
  extendedUntil: day.optional(),
};

const pinned = z.strictObject({ version: z.string().min(1), ...lookedUp });

const kubernetesVersion = z.strictObject({
  ...support,
  released: day,
  ...lookedUp,
  /** Versions of EKS's add-ons that suit it and, so that it can be rolled back, the version before. */
  addOns: z.record(addOnName, pinned).optional(),
  /** The cluster autoscaler of the same minor version. */
  clusterAutoscaler: pinned.optional(),
  karpenter: z
    .strictObject({
      /** The oldest Karpenter that runs on it. */
      atLeast: z.string().regex(/^\d+\.\d+(\.\d+)?$/),
      ...lookedUp,
    })
    .optional(),
  nodeImages: z.strictObject({
    /** Releases of Amazon Linux 2023 that have images for it, the newest first. */
    releases: z.array(release).min(1),
    ...lookedUp,
  }),
});

const engine = z.strictObject({
  ...lookedUp,
  versions: z.record(
    z.string().regex(/^\d+(\.\d+)?$/),
    z.strictObject({ ...support, last: z.string().optional() }),
  ),
});

const instanceClasses = z.strictObject({
  ...lookedUp,
  families: z.record(
    z.string().regex(/^[a-z]$/),
    z.strictObject({ retired: z.int().positive(), successor: z.string() }),
  ),
});

const chart = pinned.extend({
  /** The oldest and the newest Kubernetes that its makers test it with. */
  kubernetes: z.strictObject({ from: minor, to: minor }).optional(),
});

export const chartName = z.enum([
  "loadBalancerController",
  "envoyGateway",
  "karpenter",
  "clusterAutoscaler",
  "devicePlugin",
  "externalSecrets",
]);

export const versionTable = z.strictObject({
  kubernetes: z.record(minor, kubernetesVersion),
  engines: z.record(z.enum(["postgres", "mysql", "valkey", "redis"]), engine),
  instanceClasses: z.record(z.enum(["database", "cache"]), instanceClasses),
  /** Of Elastic Beanstalk, by the operating system that a solution stack's name begins with. */
  platforms: z.record(
    z.string().min(1),
    z.strictObject({
      ...support,
      ...lookedUp,
      /** Versions of its solution stack for Docker. */
      docker: z
        .strictObject({ versions: z.array(z.string().regex(/^v\d+\.\d+\.\d+$/)), ...lookedUp })
        .optional(),
    }),
  ),
  charts: z.record(chartName, chart),
});

export type VersionTable = z.infer<typeof versionTable>;
export type Engine = keyof VersionTable["engines"];
/** How long AWS supports a version. */
export type SupportDates = z.infer<z.ZodObject<typeof support>>;

/** Where the table is kept. */
export const versionsFile = join(__dirname, "versions.yaml");

/** @throws Error with every mistake where the text isn't such a table. */
export function readVersions(text: string): VersionTable {
  const { data, error } = versionTable.safeParse(parse(text));
  if (error) throw new Error(`the table of versions has mistakes:\n${z.prettifyError(error)}`);
  return data;
}

let table: VersionTable | undefined;

/** The table, which is read once. */
export function versions(): VersionTable {
  return (table ??= readVersions(readFileSync(versionsFile, "utf8")));
}

// The schema of one file in `services/`: what an application is, the same in every environment.
import { z } from "zod";
import { architecture, cpuQuantity, instanceType, label, ladder, memoryQuantity } from "./common";

const size = z.strictObject({ cpu: cpuQuantity, memory: memoryQuantity });

/** Bounds of horizontal autoscaling; `cpu` is the target utilisation in percent of the request. */
const scale = z.strictObject({
  min: z.int().min(1),
  max: z.int().min(1),
  cpu: z.int().min(1).max(100).default(65),
});

const environmentValue = z.union(
  [z.string(), z.strictObject({ legacy: z.string(), kubernetes: z.string() })],
  "must be a string (quote numbers and booleans), or `{ legacy: …, kubernetes: … }`",
);

/** The legacy compute that serves an application today. */
const legacy = z.strictObject({
  platform: z.literal("autoScaling"),
  instanceType,
  min: z.int().min(1),
  max: z.int().min(1),
});

const common = {
  /** Repository in the common registry; tags are per stack. */
  image: z.string().regex(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, "must be a repository name such as `monolith`"),
  /** What the image is built for. */
  architectures: z
    .array(architecture)
    .min(1)
    .refine((list) => new Set(list).size === list.length, "names an architecture twice")
    .default(["amd64"]),
  /** Requests of each pod; limits equal them (Guaranteed) unless `burst` is given. */
  resources: size,
  /** Limits above the requests, which makes the pods Burstable. */
  burst: size.partial().optional(),
  command: z.array(z.string()).min(1).optional(),
  environment: z
    .record(
      z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "must be an environment variable's name in capitals"),
      environmentValue,
    )
    .default({}),
  /** Services that are switched over first. */
  after: z.array(label).default([]),
  legacy: legacy.optional(),
};

const web = z.strictObject({
  kind: z.literal("web"),
  ...common,
  port: z.int().min(1).max(65535),
  /** Answers 200 when the application can serve; probed by both sides and by the DNS health checks. */
  health: z.strictObject({ path: z.string().startsWith("/") }).default({ path: "/healthz" }),
  scale,
  /** Public names, each a label under the stack's domain that shifts by itself. */
  routes: z
    .record(label, z.strictObject({ ladder: ladder.optional() }))
    .refine((routes) => Object.keys(routes).length > 0, "needs at least one public name"),
});

const worker = z.strictObject({ kind: z.literal("worker"), ...common, scale });

const job = z.strictObject({
  kind: z.literal("job"),
  ...common,
  /** Cron expression of five fields, in UTC. */
  schedule: z
    .string()
    .regex(/^(\S+\s){4}\S+$/, "must be a cron expression of five fields, such as `15 3 * * *`"),
});

/** One service file. */
export const serviceFile = z
  .discriminatedUnion("kind", [web, worker, job])
  .superRefine((service, context) => {
    const bounds: [string, { min: number; max: number } | undefined][] = [
      ["scale", service.kind === "job" ? undefined : service.scale],
      ["legacy", service.legacy],
    ];
    for (const [name, range] of bounds)
      if (range && range.min > range.max)
        context.addIssue({ code: "custom", path: [name, "max"], message: `is below min (${range.min})` });
  });

export type ServiceFile = z.infer<typeof serviceFile>;
export type WebFile = Extract<ServiceFile, { kind: "web" }>;

// Defines a file in `services/`: what an application is, the same in every environment.
import { z } from "zod";
import {
  always,
  architecture,
  boundsInOrder,
  durationBetween,
  filled,
  label,
  ladder,
  text,
  uniqueList,
  wholeNumber,
} from "./common";
import { cronForm, hasDays, isCron } from "./cron";
import { legacy } from "./legacy";
import { burst, drain, grace, health, metrics, priority, resources, user, writable } from "./pod";

const scale = z
  .strictObject({
    min: wholeNumber(1).describe("Fewest pods."),
    max: wholeNumber(1).describe("Most pods; a stack's `maxReplicas` may lower it."),
    cpu: wholeNumber(1, 100).default(65).describe("Target utilisation, in percent of the CPU request."),
  })
  .superRefine(boundsInOrder, always);

/** No process is given a null byte, which ends a text in C. */
const argument = z
  .string()
  .refine((given) => !given.includes("\0"), "must be text without a null byte (`\\0`)")
  .meta({ pattern: "^[^\\u0000]*$" });

const environmentValue = z.union(
  [
    argument,
    z.strictObject({
      legacy: argument.describe("The value on legacy compute."),
      kubernetes: argument.describe("The value in a cluster."),
    }),
  ],
  "must be text (numbers and booleans in quotes) or `{ legacy: …, kubernetes: … }`",
);

const variable = text(
  /^[A-Z_][A-Z0-9_]*$/,
  "must be capital letters, digits and underscores, e.g. `LOG_LEVEL`",
);

const secretsPhrase =
  "must be a list of names such as `[DATABASE_URL]`, or a path for each such as `{ DATABASE_URL: monolith/database-url }`";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html, `Name`; without a slash at
 * either end, since the stack's name comes before it. */
const secretPath = text(
  /^[\w+=.@-]+(\/[\w+=.@-]+)*$/,
  "must be a path below the stack's name, such as `monolith/database-url`",
);

const secrets = z.union([uniqueList(variable), z.record(variable, secretPath)], secretsPhrase);

const destinationPhrase = "must be `internet`, `vpc`, or an IPv4 range such as `10.20.0.0/16`";

const egress = z.strictObject({
  to: z
    .union([z.enum(["internet", "vpc"]), z.cidrv4(destinationPhrase)], destinationPhrase)
    .describe("`internet`; `vpc`, the stack's own networks; or an IPv4 range."),
  // At most 24 ports a range: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
  ports: uniqueList(wholeNumber(1, 65535)).min(1).max(24).describe("TCP ports there, at most 24."),
});
export type Egress = z.infer<typeof egress>;

const common = {
  image: text(
    /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
    "must be a repository name in lower case such as `monolith`",
  ).describe("Repository in the common registry. Tags are per stack, in `crossover:releases`."),
  architectures: uniqueList(architecture)
    .min(1)
    .default(["amd64"])
    .describe("What the image is built for; only nodes of these architectures get it."),
  resources: resources.describe(
    "Requests of each pod. The limits equal them (Guaranteed) unless `burst` is given.",
  ),
  burst: burst.optional().describe("Limits above the requests, which make the pods Burstable."),
  writable,
  user,
  grace,
  priority,
  command: z.array(argument).min(1).optional().describe("Command and arguments, instead of the image's."),
  environment: z
    .record(variable, environmentValue)
    .default({})
    .describe("Environment variables: one value, or one for each side. Nothing secret."),
  database: label
    .optional()
    .describe(
      "Its database, by its name in `crossover:databases`; found by variables such as `DB_MAIN_HOST`.",
    ),
  caches: uniqueList(label)
    .default([])
    .describe("Its caches, by name; found by variables such as `CACHE_SESSIONS_HOST`."),
  secrets: secrets
    .default([])
    .describe(
      "Environment variables whose values are in AWS Secrets Manager, under `<stack>/<service>/<NAME>` or the " +
        "given path below the stack's name.",
    ),
  egress: z
    .array(egress)
    .default([])
    .describe("What pods may connect to, besides the services of `after` and their databases and caches."),
  after: uniqueList(label).default([]).describe("Services that are switched over before this one."),
  legacy: legacy.optional().describe("The legacy compute that serves the application today."),
};

const web = z.strictObject({
  kind: z.literal("web").describe("Answers requests under public names."),
  ...common,
  port: wholeNumber(1, 65535).describe("TCP port that the container listens on."),
  health,
  drain,
  scale: scale.describe("Bounds of horizontal autoscaling."),
  routes: filled(
    z.record(
      label,
      z.strictObject({
        ladder: ladder
          .optional()
          .describe("Percentages that this route climbs, from 0 to 100; by default the stack's ladder."),
      }),
      "must be a mapping such as `{ api: {} }`",
    ),
    "needs at least one public name",
  ).describe("Public names: each is a label under the stack's domain, and shifts by itself."),
});

/** Where the pods of work without a public name may run, besides on general nodes. */
const placed = {
  gpu: wholeNumber(1, 8)
    .optional()
    .describe("GPUs of each pod. It runs on nodes with `purpose: gpu`, which nothing else is let onto."),
  nodes: z
    .enum(["general", "batch"])
    .optional()
    .describe(
      "What nodes it runs on: `general` (the default), or `batch`, which may be taken away at any time.",
    ),
};

const worker = z.strictObject({
  kind: z.literal("worker").describe("Consumes from a queue; has no public name."),
  ...common,
  ...placed,
  scale: scale.describe("Bounds of horizontal autoscaling, split between the sides as the traffic says."),
  metrics,
});

const cronPhrase = "must be a cron expression of five fields, such as `15 3 * * *`";

const job = z.strictObject({
  kind: z.literal("job").describe("Runs on a schedule, on exactly one side."),
  ...common,
  ...placed,
  schedule: z
    .string(cronPhrase)
    .refine(isCron, { error: cronPhrase, abort: true })
    .refine(
      hasDays,
      "would never run, since no month that it names has such a day: name another day or month",
    )
    .meta({ pattern: cronForm.source })
    .describe("Cron expression of five fields, in `timeZone`. Sunday is 0."),
  timeZone: text(
    /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/,
    "must be a time zone of the IANA database, such as `Europe/Berlin`",
  )
    .optional()
    .describe("Time zone of the schedule, such as `Europe/Berlin`. By default `Etc/UTC`."),
  deadline: durationBetween("1s", "30d")
    .optional()
    .describe("How long a run may take before it is ended, and counts as failed. By default `24h`."),
  history: z
    .strictObject({
      succeeded: wholeNumber(0, 100).optional().describe("Runs that succeeded. By default 3."),
      failed: wholeNumber(0, 100).optional().describe("Runs that failed. By default 3."),
    })
    .optional()
    .describe("How many ended runs are kept to look at, with their pods and logs."),
});

/** One service file. */
export const serviceFile = z.discriminatedUnion("kind", [web, worker, job]);

export type ServiceFile = z.infer<typeof serviceFile>;
export type WebFile = Extract<ServiceFile, { kind: "web" }>;
export type JobFile = Extract<ServiceFile, { kind: "job" }>;

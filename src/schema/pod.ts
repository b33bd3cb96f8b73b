// Defines the keys of a service file that say what its pods are given, and how they start, stop and are scheduled.
import { z } from "zod";
import { cpuQuantity, durationBetween, memoryQuantity, text, wholeNumber } from "./common";

/** The memory or disk of a directory. */
const size = memoryQuantity;

export const resources = z.strictObject({
  cpu: cpuQuantity.describe("Millicores such as `500m`, or whole cores in quotes."),
  memory: memoryQuantity.describe("Mebibytes or gibibytes, such as `512Mi` or `2Gi`."),
  storage: size
    .optional()
    .describe(
      "The node's disk for what is written and logged, such as `2Gi`; a pod that uses more is evicted. By default " +
        "none is kept free and nothing is limited.",
    ),
});

/** A limit of CPU that isn't one: then pods take what the node has left. */
export const unlimited = "unlimited";

export const burst = z
  .strictObject({
    cpu: text(
      /^([1-9]\d*m|[1-9]\d*|unlimited)$/,
      'must be millicores such as `500m`, whole cores in quotes such as `"2"`, or `unlimited`',
    ).describe("The most CPU, or `unlimited`: as much as the node has left."),
    memory: memoryQuantity.describe("The most memory."),
  })
  .partial();

const directoryPhrase =
  "must be an absolute path such as `/app/tmp`, or `{ path: /app/tmp, size: 1Gi }`, without `.`, `..` or a slash at the end";

/** Kubernetes takes no colon in a mount path: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
const directory = text(/^(?!.{256})(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._@+-]+)+$/, directoryPhrase);

export const writable = z
  .array(
    z.union(
      [
        directory,
        z.strictObject({
          path: directory.describe("The directory, e.g. `/var/cache/nginx`."),
          size: size
            .optional()
            .describe("The most that it holds, such as `1Gi`; a pod that writes more is evicted."),
          medium: z
            .literal("memory", "must be `memory`, or left out for the node's disk")
            .optional()
            .describe(
              "`memory`: in memory, which counts as the pod's, and needs a size. By default on disk.",
            ),
        }),
      ],
      directoryPhrase,
    ),
    "must be a list such as `[/app/tmp, { path: /var/cache, size: 1Gi }]`",
  )
  .max(32)
  .default([])
  .describe(
    "Directories that the image writes to, besides `/tmp`; name `/tmp` here to give it a size. Each is empty when a " +
      "pod starts, whatever the image has there, and gone with it.",
  );

/** The greatest that Kubernetes takes: https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation#IsValidUserID */
const greatestId = 2 ** 31 - 1;
const userPhrase = `must be a number from 1 to ${greatestId}, such as \`1000\`; 0 is root, which no pod runs as`;
const userId = z.int(userPhrase).min(1, userPhrase).max(greatestId, userPhrase);

export const user = z
  .union(
    [
      userId,
      z.strictObject({
        id: userId.describe("The user's number."),
        group: wholeNumber(0, greatestId).describe("The group's number."),
      }),
    ],
    "must be a user's number such as `1000`, or `{ id: 1000, group: 1000 }`",
  )
  .optional()
  .describe("Whom the image runs as: a number, which is its group's too, or both. By default 10001.");

const healthPath =
  // Route 53 takes 255: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
  text(
    /^\/[!-~]{0,254}$/,
    "must be a path that begins with `/`: at most 255 characters of ASCII, without spaces",
  );

export const health = z
  .strictObject({
    path: healthPath.default("/healthz").describe("Path of the check, e.g. `/healthz`."),
    liveness: z
      .union(
        [
          z.literal(false),
          z.strictObject({ path: healthPath.describe("Path that answers 200 unless only a restart helps.") }),
        ],
        "must be `{ path: /livez }`, or `false` for none",
      )
      .optional()
      .describe(
        "What tells that a pod must be restarted: another path, or `false` for never. By default `path`, asked more patiently.",
      ),
    startup: durationBetween("5s", "30m")
      .optional()
      .describe("How long a pod may take to start, such as `10m`. By default `5m`."),
  })
  .prefault({})
  .describe("Answers 200 when the application can serve. Load balancers and DNS health checks ask it.");

/** EKS gives the drain of a node 15 minutes, and then fails:
 * https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html */
export const grace = durationBetween("1s", "15m")
  .optional()
  .describe(
    "How long a pod has between being told to stop and being killed, such as `2m`; `drain` counts. By default `60s`.",
  );

export const drain = durationBetween("1s", "5m")
  .optional()
  .describe(
    "How long a pod that is to stop goes on serving first, until every proxy has left it out. By default `15s`.",
  );

export const priority = z
  .enum(["low", "normal", "high"])
  .optional()
  .describe(
    "Who gets a place first where nodes are full: `high` takes that of pods with less, `low` waits. By default `normal`.",
  );

export const metrics = z
  .strictObject({
    port: wholeNumber(1, 65535).describe("TCP port where Prometheus reads the metrics."),
    path: healthPath.optional().describe("Path there. By default `/metrics`."),
  })
  .optional()
  .describe("Where the worker shows its metrics.");

// Tests what of a service file's pods is refused before Kubernetes would, or before they would fail.
import { serviceFile } from "../../../src/schema/service";
import { checkServiceFile } from "../../../src/model/environment/service-file";
import { reported } from "../problems";

const common = { image: "it", resources: { cpu: "500m", memory: "512Mi" } };
const web = { ...common, kind: "web", port: 80, scale: { min: 1, max: 2 }, routes: { it: {} } };
const worker = { ...common, kind: "worker", scale: { min: 1, max: 2 } };
const job = { ...common, kind: "job", schedule: "15 3 * * *" };

/** Path, message and what to write instead of each problem. */
const said = (file: object) =>
  reported((report) => checkServiceFile("it", serviceFile.parse(file), report)).map(
    ({ path, message, allowed }) => [path.replace("services/it.yaml: ", ""), message, allowed],
  );

test.each<[string, object]>([
  ["a web service that says nothing", web],
  ["a drain within the grace", { ...web, grace: "2m", drain: "119s" }],
  ["a worker that is killed at once, which has no drain", { ...worker, grace: "1s" }],
  ["directories beside each other", { ...web, writable: ["/app/tmp", "/app/tmp2", "/app/log"] }],
  ["a size for `/tmp`", { ...web, writable: [{ path: "/tmp", size: "1Gi" }] }],
  ["shared memory", { ...web, writable: [{ path: "/dev/shm", size: "64Mi", medium: "memory" }] }],
  [
    "what the kubelet has beside its own",
    { ...web, writable: ["/run", "/var/run", "/etc/nginx/conf.d", "/usr/share/x"] },
  ],
  [
    "a disk as large as the directories on it",
    {
      ...web,
      resources: { cpu: "1", memory: "1Gi", storage: "3Gi" },
      writable: [
        { path: "/a", size: "1Gi" },
        { path: "/tmp", size: "2Gi" },
        { path: "/m", size: "512Mi", medium: "memory" },
      ],
    },
  ],
  ["a limit of CPU that isn't one", { ...web, burst: { cpu: "unlimited" } }],
  ["a deadline as long as the interval", { ...job, deadline: "24h" }],
  ["any deadline of a job that hardly ever runs", { ...job, schedule: "0 0 29 2 *", deadline: "30d" }],
  ["a zone", { ...job, timeZone: "Europe/Berlin" }],
  ["a zone by its older name", { ...job, timeZone: "US/Eastern" }],
  ["UTC", { ...job, timeZone: "UTC" }],
])("there may be %s", (_, file) => expect(said(file)).toEqual([]));

test.each<[string, object, (string | undefined)[][]]>([
  [
    "a drain as long as the grace",
    { ...web, grace: "30s", drain: "30s" },
    [
      [
        "drain",
        "a pod would serve for 30s and be killed after 30s, without time to finish what has begun",
        "a `drain` below 30s, or a longer `grace`",
      ],
    ],
  ],
  [
    "a grace within the drain that isn't said",
    { ...web, grace: "10s" },
    [
      [
        "grace",
        "a pod would serve for 15s and be killed after 10s, without time to finish what has begun",
        "a `grace` above 15s",
      ],
    ],
  ],
  [
    "a directory twice, and within others",
    { ...web, writable: ["/app/tmp", "/app/tmp", "/app/tmp/pids", "/tmp/cache"] },
    [
      ["writable[1]", "`/app/tmp` is in the list already", undefined],
      ["writable[2]", "`/app/tmp/pids` is in `/app/tmp`, which can be written to already", undefined],
      ["writable[3]", "`/tmp/cache` is in `/tmp`, which can be written to already", undefined],
    ],
  ],
  ...[
    "/proc",
    "/proc/self",
    "/sys",
    "/dev",
    "/dev/pts",
    "/dev/shm/x",
    "/etc",
    "/usr",
    "/var/run/secrets/eks",
  ].map((directory): [string, object, (string | undefined)[][]] => [
    directory,
    { ...web, writable: [directory] },
    [
      [
        "writable[0]",
        `\`${directory}\` can't be replaced by an empty directory: the system needs what is there`,
        "the directory that the application writes to",
      ],
    ],
  ]),
  [
    "memory without an end",
    { ...web, writable: [{ path: "/m", medium: "memory" }] },
    [
      [
        "writable[0]",
        "`/m` in memory needs a size, since it counts as the pod's memory",
        "`{ path: /m, size: 64Mi, medium: memory }`",
      ],
    ],
  ],
  [
    "directories in memory that leave none",
    {
      ...web,
      writable: [
        { path: "/m", size: "256Mi", medium: "memory" },
        { path: "/n", size: "256Mi", medium: "memory" },
      ],
    },
    [
      [
        "writable",
        "the directories in memory take 512Mi of the pod's 512Mi, which leaves the application none",
        "smaller directories, or more `memory`",
      ],
    ],
  ],
  [
    "directories that the disk doesn't hold",
    {
      ...web,
      resources: { cpu: "1", memory: "1Gi", storage: "2Gi" },
      writable: [
        { path: "/a", size: "1Gi" },
        { path: "/tmp", size: "2Gi" },
      ],
    },
    [
      [
        "resources.storage",
        "2Gi is below the sizes of the writable directories on disk, 3072Mi together: a pod would be evicted before they are full",
        "at least 3072Mi",
      ],
    ],
  ],
  [
    "a deadline beyond the next run",
    { ...job, schedule: "*/20 * * * *", deadline: "21m" },
    [
      [
        "deadline",
        "a run may take 21m, and the next is due 20m after it began: runs never overlap, so it would be left out",
        "at most `20m`, or a rarer schedule",
      ],
    ],
  ],
  [
    "a zone that isn't",
    { ...job, timeZone: "Europe/Berlni" },
    [
      [
        "timeZone",
        "there is no time zone `Europe/Berlni` (did you mean `Europe/Berlin` or `Europe/Dublin` or `Europe/Jersey`?)",
        "a name of the IANA database, such as `Europe/Berlin`",
      ],
    ],
  ],
  [
    "a zone in other capitals, which Kubernetes doesn't know",
    { ...job, timeZone: "EUROPE/Berlin" },
    [
      [
        "timeZone",
        "there is no time zone `EUROPE/Berlin` (did you mean `Europe/Berlin` or `Europe/Dublin` or `Europe/Jersey`?)",
        "a name of the IANA database, such as `Europe/Berlin`",
      ],
    ],
  ],
])("refused: %s", (_, file, expected) => expect(said(file)).toEqual(expected));

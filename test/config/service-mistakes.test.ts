// Tests the message for each kind of mistake in a service file, and that all are reported at once.
import { serviceFile } from "../../src/schema/service";
import { validate } from "../../src/config/explain";
import { api, mailer, report, rows } from "./project";

const said = (value: unknown) => rows(validate(serviceFile, value, (path) => path).problems);

const keysOfWeb =
  "after, architectures, burst, caches, command, database, drain, egress, environment, grace, health, image, kind, legacy, port, priority, resources, routes, scale, secrets, user, writable";
const keysOfAll =
  "after, architectures, burst, caches, command, database, deadline, drain, egress, environment, gpu, grace, health, history, image, kind, legacy, metrics, nodes, port, priority, resources, routes, scale, schedule, secrets, timeZone, user, writable";
const pathForm = "a path that begins with `/`: at most 255 characters of ASCII, without spaces";
const labelForm = "lower-case letters, digits and inner hyphens, at most 63, e.g. `api-v2`";
const cpuForm = 'millicores such as `500m`, or whole cores in quotes such as `"2"`';
const memoryForm = "mebibytes or gibibytes, such as `512Mi` or `2Gi`";
const directoryForm =
  "an absolute path such as `/app/tmp`, or `{ path: /app/tmp, size: 1Gi }`, without `.`, `..` or a slash at the end";
const userForm = "a number from 1 to 2147483647, such as `1000`; 0 is root, which no pod runs as";
const cronForm = "a cron expression of five fields, such as `15 3 * * *`";

test.each([api, mailer, report])("a good $kind has no problem", (service) => {
  expect(said(service)).toEqual([]);
});

test.each<[string, Record<string, unknown>, string[][]]>([
  ["unknown key", { imgae: 1 }, [["imgae", "unknown key `imgae` (did you mean `image`?)", keysOfWeb]]],
  ["key of another kind", { schedule: "* * * * *" }, [["schedule", "unknown key `schedule`", keysOfWeb]]],
  [
    "unknown key, one deep",
    { resources: { cpu: "1", memory: "1Gi", memroy: "1Gi" } },
    [["resources.memroy", "unknown key `memroy` (did you mean `memory`?)", "cpu, memory, storage"]],
  ],
  [
    "unknown option of a route",
    { routes: { api: { lader: [0, 100] } } },
    [["routes.api.lader", "unknown key `lader` (did you mean `ladder`?)", "ladder"]],
  ],
  [
    "missing text",
    { image: undefined },
    [["image", "is missing", "a repository name in lower case such as `monolith`"]],
  ],
  ["missing number", { port: undefined }, [["port", "is missing", "a whole number from 1 to 65535"]]],
  ["missing mapping", { scale: undefined }, [["scale", "is missing", "a mapping of cpu, max, min"]]],
  ["missing names", { routes: undefined }, [["routes", "is missing", "a mapping such as `{ api: {} }`"]]],
  ["a key without value", { port: null }, [["port", "has no value", "a whole number from 1 to 65535"]]],
  [
    "wrong kind",
    { kind: "wbe" },
    [["kind", 'must be `web`, `worker` or `job`, but is `"wbe"` (did you mean `web`?)']],
  ],
  ["no kind", { kind: undefined }, [["kind", "is missing", "`web`, `worker` or `job`"]]],
  [
    "text for a number",
    { port: "3000" },
    [["port", 'must be a whole number from 1 to 65535, but is `"3000"`']],
  ],
  ["a fraction", { port: 70000.5 }, [["port", "must be a whole number from 1 to 65535, but is `70000.5`"]]],
  [
    "a port out of range",
    { port: 65536 },
    [["port", "must be a whole number from 1 to 65535, but is `65536`"]],
  ],
  ["not a number", { port: Number.NaN }, [["port", "must be a whole number from 1 to 65535, but is `NaN`"]]],
  [
    "a list for text",
    { image: ["api"] },
    [["image", "must be a repository name in lower case such as `monolith`, but is a list"]],
  ],
  ["text for a list", { command: "run" }, [["command", 'must be a list, but is `"run"`']]],
  ["a number in a list", { command: ["run", 1] }, [["command[1]", "must be text, but is `1`"]]],
  ["an empty list", { command: [] }, [["command", "needs at least one entry"]]],
  ["text for a mapping", { scale: "3" }, [["scale", 'must be a mapping of keys to values, but is `"3"`']]],
  [
    "a long value",
    { image: "A".repeat(80) },
    [
      [
        "image",
        `must be a repository name in lower case such as \`monolith\`, but is \`"${"A".repeat(56)}…\``,
      ],
    ],
  ],
  [
    "cores without quotes",
    { resources: { cpu: 1, memory: "1Gi" } },
    [["resources.cpu", `must be ${cpuForm}, but is \`1\``]],
  ],
  [
    "a fraction of a core",
    { resources: { cpu: "0.5", memory: "1Gi" } },
    [["resources.cpu", `must be ${cpuForm}, but is \`"0.5"\``]],
  ],
  [
    "another unit of memory",
    { resources: { cpu: "1", memory: "1G" } },
    [["resources.memory", `must be ${memoryForm}, but is \`"1G"\``]],
  ],
  [
    "a burst of another unit",
    { burst: { memory: "1GB" } },
    [["burst.memory", `must be ${memoryForm}, but is \`"1GB"\``]],
  ],
  ["bounds in the wrong order", { scale: { min: 4, max: 3 } }, [["scale.max", "is below min (4)"]]],
  [
    "no pod at all",
    { scale: { min: 0, max: 3 } },
    [["scale.min", "must be a whole number of at least 1, but is `0`"]],
  ],
  [
    "over 100 %",
    { scale: { min: 1, max: 3, cpu: 101 } },
    [["scale.cpu", "must be a whole number from 1 to 100, but is `101`"]],
  ],
  [
    "a ladder with one rung",
    { routes: { api: { ladder: [0] } } },
    [
      ["routes.api.ladder", "needs at least the rungs 0 and 100"],
      ["routes.api.ladder", "must begin with 0 and end with 100"],
    ],
  ],
  [
    "a ladder that ends early",
    { routes: { api: { ladder: [0, 50] } } },
    [["routes.api.ladder", "must begin with 0 and end with 100"]],
  ],
  [
    "a ladder that falls",
    { routes: { api: { ladder: [0, 50, 25, 100] } } },
    [["routes.api.ladder", "must rise from rung to rung"]],
  ],
  [
    "a ladder with a rung twice",
    { routes: { api: { ladder: [0, 50, 50, 100] } } },
    [["routes.api.ladder", "must rise from rung to rung"]],
  ],
  [
    "a rung of another type",
    { routes: { api: { ladder: [0, "50", 100] } } },
    [["routes.api.ladder[1]", 'must be a whole number from 0 to 100, but is `"50"`']],
  ],
  ["a route's name", { routes: { "Api.v2": {} } }, [['routes["Api.v2"]', `the name must be ${labelForm}`]]],
  [
    "names that can't be, with values that can't be",
    { routes: { "A.b": { ladder: [0, 50] } }, environment: { level: 5 } },
    [
      ["environment.level", "the name must be capital letters, digits and underscores, e.g. `LOG_LEVEL`"],
      ['routes["A.b"]', `the name must be ${labelForm}`],
      [
        "environment.level",
        "must be text (numbers and booleans in quotes) or `{ legacy: …, kubernetes: … }`, but is `5`",
      ],
      ['routes["A.b"].ladder', "must begin with 0 and end with 100"],
    ],
  ],
  ["no route", { routes: {} }, [["routes", "needs at least one public name"]]],
  [
    "an architecture twice",
    { architectures: ["amd64", "amd64"] },
    [["architectures[1]", "`amd64` is in the list already"]],
  ],
  ["no architecture", { architectures: [] }, [["architectures", "needs at least one entry"]]],
  [
    "an unknown architecture",
    { architectures: ["amd46"] },
    [["architectures[0]", 'must be `amd64` or `arm64`, but is `"amd46"` (did you mean `amd64`?)']],
  ],
  [
    "a variable in lower case",
    { environment: { level: "x" } },
    [["environment.level", "the name must be capital letters, digits and underscores, e.g. `LOG_LEVEL`"]],
  ],
  [
    "a null byte",
    { environment: { A: "a\0", B: { legacy: "\0", kubernetes: "" } }, command: ["run", "\0"] },
    [
      ["command[1]", "must be text without a null byte (`\\0`)"],
      ["environment.A", "must be text without a null byte (`\\0`)"],
      ["environment.B.legacy", "must be text without a null byte (`\\0`)"],
    ],
  ],
  [
    "a number for a variable",
    { environment: { LEVEL: 1 } },
    [
      [
        "environment.LEVEL",
        "must be text (numbers and booleans in quotes) or `{ legacy: …, kubernetes: … }`, but is `1`",
      ],
    ],
  ],
  [
    "a secret instead of its name, which is not repeated",
    { secrets: { DATABASE_URL: "postgres://app:hunter2@db/app" } },
    [
      [
        "secrets.DATABASE_URL",
        "must be a path below the stack's name, such as `monolith/database-url`, but is what looks like a URL with a password",
      ],
    ],
  ],
  [
    "a path for a secret that begins with a slash",
    { secrets: { TOKEN: "/token" } },
    [
      [
        "secrets.TOKEN",
        'must be a path below the stack\'s name, such as `monolith/database-url`, but is `"/token"`',
      ],
    ],
  ],
  ["a secret twice", { secrets: ["TOKEN", "TOKEN"] }, [["secrets[1]", "`TOKEN` is in the list already"]]],
  [
    "egress to nowhere",
    { egress: [{ to: "intranet", ports: [443] }] },
    [
      [
        "egress[0].to",
        'must be `internet`, `vpc`, or an IPv4 range such as `10.20.0.0/16`, but is `"intranet"`',
      ],
    ],
  ],
  [
    "a side left out",
    { environment: { LEVEL: { legacy: "x" } } },
    [["environment.LEVEL.kubernetes", "is missing", "text"]],
  ],
  [
    "an unknown platform",
    { legacy: { platform: "escs", cpu: 512, memory: 1024, min: 1, max: 1 } },
    [
      [
        "legacy.platform",
        'must be `autoScaling`, `beanstalk`, `ecs` or `hosts`, but is `"escs"` (did you mean `ecs`?)',
      ],
    ],
  ],
  [
    "an instance type on ECS, which has none",
    { legacy: { platform: "ecs", instanceType: "m5.large", cpu: 512, memory: 1024, min: 1, max: 1 } },
    [["legacy.instanceType", "unknown key `instanceType`", "cpu, max, memory, min, platform"]],
  ],
  [
    "CPU units that Fargate doesn't have",
    { legacy: { platform: "ecs", cpu: 500, memory: 1024, min: 1, max: 1 } },
    [["legacy.cpu", "must be `256`, `512`, `1024`, `2048`, `4096`, `8192` or `16384`, but is `500`"]],
  ],
  [
    "a solution stack without Docker",
    {
      legacy: {
        platform: "beanstalk",
        stack: "64bit Amazon Linux 2023 v6.1.0 running Node.js 22",
        instanceType: "m5.large",
        min: 1,
        max: 1,
      },
    },
    [
      [
        "legacy.stack",
        "must be the name of a solution stack for Docker, such as `64bit Amazon Linux 2023 v4.5.0 running Docker`, " +
          'but is `"64bit Amazon Linux 2023 v6.1.0 running Node.js 22"`',
      ],
    ],
  ],
  [
    "not an instance type",
    { legacy: { platform: "autoScaling", instanceType: "m5", min: 1, max: 1 } },
    [["legacy.instanceType", 'must be an EC2 instance type such as `m7g.large`, but is `"m5"`']],
  ],
  [
    "legacy bounds in the wrong order",
    { legacy: { platform: "autoScaling", instanceType: "m5.large", min: 2, max: 1 } },
    [["legacy.max", "is below min (2)"]],
  ],
  [
    "a relative path",
    { health: { path: "healthz" } },
    [["health.path", `must be ${pathForm}, but is \`"healthz"\``]],
  ],
  [
    "a path longer than Route 53 takes",
    { health: { path: `/${"a".repeat(255)}` } },
    [["health.path", `must be ${pathForm}, but is \`"/${"a".repeat(55)}…\``]],
  ],
  [
    "a path with a space",
    { health: { path: "/a b" } },
    [["health.path", `must be ${pathForm}, but is \`"/a b"\``]],
  ],
  [
    "a word in a list twice",
    { egress: [{ to: "vpc", ports: [443, 80, 443] }], after: ["auth", "auth"] },
    [
      ["egress[0].ports[2]", "`443` is in the list already"],
      ["after[1]", "`auth` is in the list already"],
    ],
  ],
  [
    "a word in a list twice, beside a wrong one",
    { after: ["auth", "auth", "B"] },
    [
      ["after[2]", `must be ${labelForm}, but is \`"B"\``],
      ["after[1]", "`auth` is in the list already"],
    ],
  ],
  [
    "bounds in the wrong order, beside another mistake",
    { scale: { min: 4, max: 3, cpu: 0 } },
    [
      ["scale.cpu", "must be a whole number from 1 to 100, but is `0`"],
      ["scale.max", "is below min (4)"],
    ],
  ],
  [
    "a name that JavaScript uses",
    { database: "constructor", routes: { constructor: {} } },
    [
      ["database", 'must be a word that JavaScript doesn\'t use itself, but is `"constructor"`'],
      ["routes.constructor", "the name must be a word that JavaScript doesn't use itself"],
    ],
  ],
  [
    "a key that JavaScript would lose",
    JSON.parse(
      '{ "environment": { "__proto__": { "A": "b" } }, "routes": { "api": {}, "__proto__": {} } }',
    ) as Record<string, unknown>,
    [
      ["routes.__proto__", "the name must be a word that JavaScript doesn't use itself"],
      ["environment.__proto__", "the name must be a word that JavaScript doesn't use itself"],
    ],
  ],
  [
    "an escape byte in a key",
    { "\x1b[2J\u202e": 1 },
    [['["\\u001b[2J\\u202e"]', "unknown key `\\x1b[2J\\u202e`", keysOfWeb]],
  ],
  [
    "an escape byte in a value",
    { image: "\x9b2J" },
    [["image", 'must be a repository name in lower case such as `monolith`, but is `"\\x9b2J"`']],
  ],
  [
    "directories that aren't paths",
    {
      writable: [
        "tmp",
        "/app/",
        "/a/../b",
        "/a:b",
        { path: "/ok", size: "1G" },
        { path: "/ok2", sise: "1Gi" },
      ],
    },
    [
      ["writable[0]", `must be ${directoryForm}, but is \`"tmp"\``],
      ["writable[1]", `must be ${directoryForm}, but is \`"/app/"\``],
      ["writable[2]", `must be ${directoryForm}, but is \`"/a/../b"\``],
      ["writable[3]", `must be ${directoryForm}, but is \`"/a:b"\``],
      ["writable[4].size", `must be ${memoryForm}, but is \`"1G"\``],
      ["writable[5].sise", "unknown key `sise` (did you mean `size`?)", "medium, path, size"],
    ],
  ],
  ["root", { user: 0 }, [["user", `must be ${userForm}, but is \`0\``]]],
  ["root, with a group", { user: { id: 0, group: 0 } }, [["user.id", `must be ${userForm}, but is \`0\``]]],
  [
    "a user by name",
    { user: "nginx" },
    [["user", 'must be a user\'s number such as `1000`, or `{ id: 1000, group: 1000 }`, but is `"nginx"`']],
  ],
  [
    "lengths of time out of their bounds",
    { grace: "16m", drain: "0s", health: { path: "/", startup: "1h" } },
    [
      ["grace", 'must be a length of time from `1s` to `15m`, but is `"16m"`'],
      ["health.startup", 'must be a length of time from `5s` to `30m`, but is `"1h"`'],
      ["drain", 'must be a length of time from `1s` to `5m`, but is `"0s"`'],
    ],
  ],
  [
    "liveness that is merely true",
    { health: { path: "/", liveness: true } },
    [["health.liveness", "must be `{ path: /livez }`, or `false` for none, but is `true`"]],
  ],
  [
    "a priority of its own",
    { priority: "hihg" },
    [["priority", 'must be `low`, `normal` or `high`, but is `"hihg"` (did you mean `high`?)']],
  ],
  [
    "a burst without an end, in other words",
    { burst: { cpu: "none", memory: "unlimited" } },
    [
      [
        "burst.cpu",
        'must be millicores such as `500m`, whole cores in quotes such as `"2"`, or `unlimited`, but is `"none"`',
      ],
      ["burst.memory", `must be ${memoryForm}, but is \`"unlimited"\``],
    ],
  ],
  ["a name that can't be", { after: ["Auth_"] }, [["after[0]", `must be ${labelForm}, but is \`"Auth_"\``]]],
])("%s", (_, change, expected) => {
  expect(said({ ...api, ...change })).toEqual(expected);
});

test.each([
  "15 3 * *",
  "15 3 * * * *",
  "60 * * * *",
  "a b c d e",
  "*/0 * * * *",
  "5-1 * * * *",
  "* * * * 7",
  "@daily",
  "",
])("`%s` is no schedule", (schedule) => {
  expect(said({ ...report, schedule })).toEqual([["schedule", `must be ${cronForm}`]]);
});

test.each(["0 0 31 2 *", "0 0 30,31 feb *", "0 0 30-31 2 ?", "0 0 31 4,jun,9-9,11 */1", "0 0 31/1 2 *"])(
  "`%s` never comes",
  (schedule) => {
    expect(said({ ...report, schedule })).toEqual([
      ["schedule", "would never run, since no month that it names has such a day: name another day or month"],
    ]);
  },
);

test.each([
  "0 0 29 2 *",
  "0 0 31 2 mon",
  "0 0 31 2 */2",
  "0 0 31 */2 *",
  "0 0 1,31 2 *",
  "0 0 28/2 2 *",
  "0 0 * 2 *",
  "0 0 */31 2 *",
])("`%s` comes", (schedule) => {
  expect(said({ ...report, schedule })).toEqual([]);
});

test("a missing schedule", () => {
  expect(said({ ...report, schedule: undefined })).toEqual([["schedule", "is missing", cronForm]]);
});

test.each([
  [null, [["", "is empty", `a mapping of ${keysOfAll}`]]],
  [[api], [["", "must be a mapping of keys to values, but is a list"]]],
  ["api", [["", 'must be a mapping of keys to values, but is `"api"`']]],
])("a file that holds %j", (value, expected) => {
  expect(said(value)).toEqual(expected);
});

test("five mistakes are five problems", () => {
  const value = {
    ...api,
    imgae: "api",
    port: "3000",
    resources: { cpu: 1, memory: "512Mi" },
    scale: { min: 9, max: 3 },
    routes: { api: { lader: [] } },
  };
  expect(said(value)).toEqual([
    ["resources.cpu", `must be ${cpuForm}, but is \`1\``],
    ["port", 'must be a whole number from 1 to 65535, but is `"3000"`'],
    ["scale.max", "is below min (9)"],
    ["routes.api.lader", "unknown key `lader` (did you mean `ladder`?)", "ladder"],
    ["imgae", "unknown key `imgae` (did you mean `image`?)", keysOfWeb],
  ]);
});

describe("a mistaken kind hides nothing", () => {
  test("that the kind which was meant would show", () => {
    const value = { ...api, kind: "wep", port: 0, prot: 1, scale: { min: 9, max: 3 } };
    expect(said(value).map(([path]) => path)).toEqual(["kind", "port", "scale.max", "prot"]);
  });

  test.each(["frontend", undefined, 7, null, ["web"]])(
    "that is wrong whatever the kind, as with %j",
    (kind) => {
      const value = { ...api, kind, image: "API", port: 0, prot: 1 };
      expect(said(value).map(([path]) => path)).toEqual(["kind", "image", "prot"]);
    },
  );
});

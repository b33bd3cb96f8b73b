// Tests mistakes in the tables' files: each is refused with its file, its path in it, and what to write instead.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readControls } from "../../../tools/reference/controls";
import { readLimits } from "../../../tools/reference/limits";

const limits = "tools/reference/limits";
const measures = "tools/reference/controls/measures.yaml";
const framework = "tools/reference/controls/frameworks/01-gdpr.yaml";

const limit = `title: Zones
limits:
  - says: A zone is deleted only once it is empty.
    source: https://example.com/zones
    program:
      test/model/zone.test.ts:
        - keeps it
        - a zone > says why
    cloud:
      test/rehearsal/zone.test.ts: [refuses it]
`;
const measure = `tls:
  title: TLS
  says: TLS at every entry
  resources: []
  tests:
    test/model/tls.test.ts: [is there]
`;
const control = `title: GDPR
source: https://example.com/gdpr
controls:
  - id: Art. 32
    asks: Data is encrypted.
    measures: [tls]
    company: Everything else.
`;

let directory: string;
beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-tables-"))));
afterEach(() => fs.rmSync(directory, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  }
}

/** The message of what a reader throws. */
function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("tables are read in the order of their files' names, tests in the order in which they are written", () => {
  write({ [`${limits}/02-a.yaml`]: limit.replace("Zones", "Second"), [`${limits}/01-b.yaml`]: limit });
  expect(readLimits(directory).map(({ title }) => title)).toEqual(["Zones", "Second"]);
  expect(readLimits(directory)[0]!.limits[0]!.program).toEqual([
    ["test/model/zone.test.ts", "keeps it"],
    ["test/model/zone.test.ts", "a zone > says why"],
  ]);
});

test.each([
  [
    "an unknown key",
    "cloud:",
    "clouds: {}\n    cloud:",
    "limits[0].clouds: unknown key `clouds` (did you mean `cloud`?)",
  ],
  ["a missing key", /says.*\n {4}/, "", "limits[0].says: is missing"],
  ["a key without a value", "title: Zones", "title:", "title: has no value"],
  [
    "empty text",
    "A zone is deleted only once it is empty.",
    '""',
    'limits[0].says: must be text that isn\'t empty, but is `""`',
  ],
  [
    "another kind of address",
    "https:",
    "http:",
    'limits[0].source: must be an address that begins with `https://`, but is `"http://example.com/zones"`',
  ],
  [
    "a file that is no test",
    "zone.test.ts: [",
    "zone.ts: [",
    'limits[0].cloud["test/rehearsal/zone.ts"]: the name must be a file such as `test/model/service.test.ts`',
  ],
  [
    "a file of which no test is named",
    "[refuses it]",
    "[]",
    'limits[0].cloud["test/rehearsal/zone.test.ts"]: needs at least one entry',
  ],
  ["no test", /cloud:[^]*/, "cloud: {}\n", "limits[0].cloud: needs at least one test"],
  [
    "a title that isn't in a list",
    "[refuses it]",
    "refuses it",
    'limits[0].cloud["test/rehearsal/zone.test.ts"]: must be a list, but is `"refuses it"`',
  ],
  [
    "a file that is named twice",
    "test/model/zone.test.ts:\n",
    "test/model/zone.test.ts: [once]\n      test/model/zone.test.ts:\n",
    "line 7: one mapping has the same key twice",
  ],
])("%s in a table of limits is refused", (_, right, wrong, message) => {
  write({ [`${limits}/01-zones.yaml`]: limit.replace(right, wrong) });
  expect(messageOf(() => readLimits(directory))).toBe(`${limits}/01-zones.yaml: ${message}`);
});

test("all mistakes of a file are told at once", () => {
  write({ [`${limits}/01-zones.yaml`]: limit.replace("says:", "say:").replace("title:", "name:") });
  expect(messageOf(() => readLimits(directory)).split("\n")).toEqual([
    `${limits}/01-zones.yaml: title: is missing`,
    `${limits}/01-zones.yaml: limits[0].says: is missing`,
    `${limits}/01-zones.yaml: limits[0].say: unknown key \`say\` (did you mean \`says\`?)`,
    `${limits}/01-zones.yaml: name: unknown key \`name\``,
  ]);
});

test.each([
  ["a measure", measures, "says:", "say:", "tls.say: unknown key `say` (did you mean `says`?)"],
  ["a measure", measures, / *title.*\n/, "", "tls.title: is missing"],
  [
    "a framework",
    framework,
    "controls:",
    "control:",
    "control: unknown key `control` (did you mean `controls`?)",
  ],
  ["a control", framework, / *company.*\n/, "", "controls[0].company: is missing"],
  ["a control", framework, "Art. 32", "32", "controls[0].id: must be text, but is `32`"],
  [
    "a control",
    framework,
    "[tls]",
    "[tsl]",
    'controls[0].measures[0]: must be `tls`, but is `"tsl"` (did you mean `tls`?)',
  ],
])("a mistake in %s is refused (case %#)", (_, file, right, wrong, message) => {
  const files: Record<string, string> = { [measures]: measure, [framework]: control };
  write({ ...files, [file]: files[file]!.replace(right, wrong) });
  expect(messageOf(() => readControls(directory)).split("\n")).toContain(`${file}: ${message}`);
});

test("a file that isn't there is told by its name", () => {
  expect(messageOf(() => readControls(directory))).toBe(`${measures}: can't be read: it doesn't exist`);
});

// Tests reading the state of a rehearsed stack from the engine's file.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { hasState, readState } from "../../src/cli/state";

let backend: string;
let folder: string;

beforeEach(() => {
  backend = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  folder = path.join(backend, ".pulumi", "stacks", "crossover");
  fs.mkdirSync(folder, { recursive: true });
});

afterEach(() => {
  fs.rmSync(backend, { recursive: true });
});

const urn = (name: string, type = "aws:s3/bucket:Bucket") => `urn:pulumi:dev::crossover::${type}::${name}`;
const top = {
  urn: urn("crossover-dev", "pulumi:pulumi:Stack"),
  type: "pulumi:pulumi:Stack",
  outputs: { "traffic.api": 5 },
};
const bucket = { urn: urn("logs"), type: "aws:s3/bucket:Bucket", inputs: { bucket: "logs" } };
const parent = urn("audit", "crossover:audit:AuditTrail");
const creating = (name: string) => ({ type: "creating", resource: { ...bucket, urn: urn(name), parent } });
const empty = { resources: [], outputs: {}, beingCreated: [] };

function write(latest: unknown, version = 3, name = "dev.json"): void {
  fs.writeFileSync(path.join(folder, name), JSON.stringify({ version, checkpoint: { stack: "", latest } }));
}

test("before the first update there is none", () => {
  expect([hasState(backend, "dev"), readState(backend, "dev")]).toEqual([false, empty]);
  expect(readState(path.join(backend, "nowhere"), "dev")).toEqual(empty);
  write({}, 3, "dev2.json");
  write({}, 3, "dev.json.bak");
  expect([hasState(backend, "dev"), readState(backend, "dev")]).toEqual([false, empty]);
});

test.each([3, 4])("version %i: resources, the stack's outputs, and what was being created", (version) => {
  const pending = [
    creating("lost"),
    creating("logs"),
    { type: "updating", resource: { ...bucket, urn: urn("changed") } },
  ];
  write({ resources: [top, bucket], pending_operations: pending }, version);
  expect(readState(backend, "dev")).toEqual({
    resources: [top, bucket],
    outputs: { "traffic.api": 5 },
    beingCreated: [{ name: "lost", type: "aws:s3/bucket:Bucket", physical: "logs", parent }],
  });
  expect(hasState(backend, "dev")).toBe(true);
});

test.each([undefined, null, {}, { resources: null, pending_operations: null }])(
  "a stack without an update has nothing: %j",
  (latest) => {
    write(latest);
    expect(readState(backend, "dev")).toEqual(empty);
  },
);

test.each<[string, () => void]>([
  ["of an unknown version", () => write({}, 5)],
  ["that is damaged", () => fs.writeFileSync(path.join(folder, "dev.json"), '{"version": 3, "check')],
  ["that is compressed", () => fs.writeFileSync(path.join(folder, "dev.json.gz"), "")],
  [
    "of which there are two",
    () => {
      write({});
      fs.writeFileSync(path.join(folder, "dev.json.zst"), "");
    },
  ],
])("a file %s is left to the engine", (_, prepare) => {
  prepare();
  expect(readState(backend, "dev")).toBeUndefined();
  expect(hasState(backend, "dev")).toBe(true);
});

test.each<[Record<string, unknown> | undefined, string | undefined]>([
  [{ name: "booking-3f2a1b0" }, "booking-3f2a1b0"],
  [{ identifier: "main" }, "main"],
  [{ metadata: { name: "booking", namespace: "prod" } }, "prod/booking"],
  [{ metadata: { name: "prod" } }, "prod"],
  [{ vpcId: "vpc-1", tags: { Name: "dev" } }, undefined],
  [undefined, undefined],
])("what is created from %j is known as %j", (inputs, physical) => {
  const resource = { urn: urn("lost"), type: "aws:x/y:Z", inputs };
  write({ pending_operations: [{ type: "creating", resource }] });
  const found = readState(backend, "dev")!.beingCreated;
  expect(found).toEqual([{ name: "lost", type: "aws:x/y:Z", ...(physical !== undefined && { physical }) }]);
});

// Tests the project that a rehearsal's engine runs in: the user's config with overrides, and nothing that leads to a real account.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { parseOverride } from "../../src/cli/overrides";
import { writeWorkFolder } from "../../src/cli/work-folder";

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-work-"));
});

afterEach(() => fs.rmSync(root, { recursive: true }));

test("holds the config with the overrides, and no key of the real stack", () => {
  const file = path.join(root, "Pulumi.prod.yaml");
  const text = [
    "encryptionsalt: v1:nx/3n/vs+Pc=:v1:CD5dx2bplc5kWtTj:Y9CUV1LNGwRyEAMJMW3D4BiF2zEL0g==",
    "secretsprovider: awskms://alias/crossover",
    "encryptedkey: AQICAHg=",
    "environment: [prod]",
    "config:",
    "  aws:region: eu-west-1",
    "  aws:profile: prod",
    "  aws:assumeRoles: [{ roleArn: arn:aws:iam::111122223333:role/deploy }]",
    "  aws:endpoints: [{ cloudwatch: https://monitoring.example.com }]",
    "  aws:secretKey: { secure: v1:a }",
    '  crossover:traffic: \'{"default":"legacy"}\'',
    "  crossover:network: { cidr: { secure: v1:b } }",
    "  crossover:teams: { secure: v1:c }",
  ].join("\n");
  fs.writeFileSync(file, text);
  const folder = writeWorkFolder(
    root,
    { stack: "prod", json: false, advance: 0, faults: [], overrides: [parseOverride("traffic.api=5")!] },
    path.join(root, "rehearsal"),
  );
  expect(path.dirname(folder)).toBe(path.join(root, "rehearsal"));
  expect(fs.readdirSync(folder).sort()).toEqual(["Pulumi.prod.yaml", "Pulumi.yaml"]);
  expect(parse(fs.readFileSync(path.join(folder, "Pulumi.prod.yaml"), "utf8"))).toEqual({
    config: {
      "aws:region": "eu-west-1",
      "crossover:traffic": { default: "legacy", api: 5 },
      "crossover:network": { cidr: "10.20.0.0/16" },
    },
  });
  expect(fs.readFileSync(file, "utf8")).toBe(text);
});

test("what a killed run left goes, and what another run has stays", () => {
  fs.writeFileSync(path.join(root, "Pulumi.dev.yaml"), "config: {}\n");
  const directory = path.join(root, "rehearsal");
  const write = () =>
    path.basename(
      writeWorkFolder(root, { stack: "dev", json: false, advance: 0, faults: [], overrides: [] }, directory),
    );
  const mine = write();
  const ended = `run-${String(spawnSync(process.execPath, ["--version"]).pid)}-abc`;
  fs.mkdirSync(path.join(directory, ended));
  fs.mkdirSync(path.join(directory, "run-of-mine"));
  const next = write();
  expect(fs.readdirSync(directory).sort()).toEqual([next, mine, "run-of-mine"].sort());
});

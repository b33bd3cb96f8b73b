// Writes a small project to disk, for tests to break in one place or another.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { loadEnvironment } from "../../src/config/load";
import { fileOf, readStackFile } from "../../src/config/stack";
import type { Problem } from "../../src/model/problem";

type Values = Record<string, unknown>;

export const api: Values = {
  kind: "web",
  image: "api",
  port: 3000,
  resources: { cpu: "500m", memory: "512Mi" },
  scale: { min: 3, max: 30 },
  routes: { api: {} },
  legacy: { platform: "autoScaling", instanceType: "m5.large", min: 2, max: 6 },
};

export const mailer: Values = {
  kind: "worker",
  image: "mailer",
  resources: { cpu: "500m", memory: "512Mi" },
  scale: { min: 1, max: 8 },
};

export const report: Values = {
  kind: "job",
  image: "report",
  schedule: "15 3 * * *",
  resources: { cpu: "1", memory: "1Gi" },
};

export const cluster: Values = {
  kind: "eks",
  version: "1.34",
  endpoint: "private",
  nodeGroups: { x86: { instanceTypes: ["m5.large"], min: 1, max: 2 } },
};

/** The `crossover:` keys, without the prefix. */
export const config: Values = {
  zone: { create: "example.com" },
  network: { cidr: "10.20.0.0/16", zones: 2, nat: "single" },
  registry: { create: {} },
  clusters: { blue: cluster },
  releases: {
    api: { tag: "1.0.0", ami: "ami-0abc1234" },
    mailer: { tag: "1.0.0" },
    report: { tag: "1.0.0" },
  },
  traffic: { default: "legacy" },
};

/** The text of a stack file with these keys. */
export function stackText(values: Values): string {
  const own = Object.entries(values).map(([key, value]) => [`crossover:${key}`, value]);
  return stringify({ config: { "aws:region": "eu-west-1", ...Object.fromEntries(own) } });
}

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A project in which these files differ from the good ones; `undefined` leaves one out. Returns its root. */
export function project(files: Readonly<Record<string, string | undefined>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "crossover-"));
  directories.push(root);
  const good: Readonly<Record<string, string | undefined>> = {
    "services/api.yaml": stringify(api),
    "services/mailer.yaml": stringify(mailer),
    "services/report.yaml": stringify(report),
    "Pulumi.dev.yaml": stackText(config),
  };
  mkdirSync(join(root, "services"));
  for (const [file, text] of Object.entries({ ...good, ...files })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** Every problem of a project's `dev` stack. */
export function problemsOf(root: string): readonly Problem[] {
  return loadEnvironment(root, fileOf("dev"), readStackFile(root, "dev")).problems;
}

/** The problems without their rule, as tables of tests hold them: path, message, allowed. */
export function rows(problems: readonly Problem[]): (string | undefined)[][] {
  return problems.map(({ path, message, allowed }) =>
    allowed === undefined ? [path, message] : [path, message, allowed],
  );
}

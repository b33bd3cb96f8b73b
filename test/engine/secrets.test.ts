// Tests that no value of a secret passes through the program, and that another name touches only what it must.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { seededValue } from "../../src/rehearsal/cloud/seed";
import { operations, small, unchanged, type Project } from "./project";
import { deployedWithAuth } from "./starts";

const version = "aws:secretsmanager/secretVersion:SecretVersion";
const names = ["auth", "monolith"].flatMap((service) => [`dev/${service}/DATABASE_URL`]);
const canaries = [...names, "dev/auth/SIGNING_KEY", "dev/monolith/REDIS_URL", "dev/auth/signing"].map(
  seededValue,
);

function holdsCanary(text: string): boolean {
  return canaries.some((canary) => text.includes(canary));
}

/** Every file below a directory that holds a canary. */
function leaks(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => fs.statSync(path.join(directory, name)).isFile())
    .filter((name) => holdsCanary(fs.readFileSync(path.join(directory, name), "utf8")));
}

function change(project: Project, service: string, values: Record<string, unknown>): void {
  const file = `services/${service}.yaml`;
  project.write(file, stringify({ ...(parse(project.read(file)) as object), ...values }));
}

test("the value of a secret is in Secrets Manager and nowhere else", async () => {
  // In the cluster, on legacy compute, and a worker that shares its secrets.
  const project = small("auth", "monolith", "sidekiq");
  const said: string[] = [];
  const run = async (line: string) => {
    const { code, out, err } = await project.say(line);
    expect([line, code]).toEqual([line, 0]);
    said.push(out, err);
  };
  await run("preview");
  await run("preview --json");
  await run("up --json");
  await run("status --json");
  change(project, "auth", { secrets: { DATABASE_URL: "auth/DATABASE_URL", SIGNING_KEY: "auth/signing" } });
  await run("preview");
  await run("up");
  await run("status");

  // A service that nothing lets reach its store is warned of at preview.
  const warned = "services/auth.yaml: secrets.DATABASE_URL: names a store that pods can't reach";
  expect(said.join("")).not.toContain(warned);
  change(project, "auth", { egress: [] });
  await run("preview");
  expect(said.splice(-2).join("")).toContain(warned);

  // The canaries are there to be found.
  const held = project.cloud().filter(({ type }) => type === version);
  expect(held.map(({ inputs }) => inputs.secretString)).toEqual(expect.arrayContaining(canaries));

  expect(said.filter(holdsCanary)).toEqual([]);
  expect(holdsCanary(fs.readFileSync(project.stateFile(), "utf8"))).toBe(false);
  const elsewhere = project.cloud().filter(({ type }) => type !== version);
  expect(elsewhere.filter((resource) => holdsCanary(JSON.stringify(resource)))).toEqual([]);
  // State, history, logs and the engine's own files; of the cloud, only the lines that made the secrets.
  expect(leaks(project.root)).toEqual([path.join("rehearsal", "cloud.jsonl")]);
  const lines = fs.readFileSync(path.join(project.rehearsal, "cloud.jsonl"), "utf8").split("\n");
  expect(lines.filter((line) => holdsCanary(line) && !line.includes(version))).toEqual([]);
});

test("another name or path touches its own service only, on both sides", async () => {
  const project = await deployedWithAuth();
  change(project, "auth", { secrets: { DATABASE_URL: "auth/DATABASE_URL", SIGNING_KEY: "auth/signing" } });
  const inCluster = await project.done("up");
  expect(operations(inCluster)).toEqual([
    "update aws:iam/rolePolicy:RolePolicy auth-blue-secrets-read",
    "replace kubernetes:external-secrets.io/v1:ExternalSecret auth-blue-secrets",
    "update kubernetes:apps/v1:Deployment auth-blue",
  ]);

  change(project, "monolith", { secrets: ["DATABASE_URL"] });
  const onLegacy = await project.done("up");
  expect(operations(onLegacy).sort()).toEqual([
    "update aws:autoscaling/group:Group monolith-legacy-group",
    "update aws:ec2/launchTemplate:LaunchTemplate monolith-legacy-template",
    "update aws:iam/rolePolicy:RolePolicy monolith-legacy-template-secrets",
  ]);
  expect((await project.done("up")).changes).toMatchObject(unchanged);
  expect(project.outages()).toEqual([]);
});

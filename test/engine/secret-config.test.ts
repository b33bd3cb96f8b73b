// Tests stack files with secrets that Pulumi has encrypted: no command but an update needs to decrypt them.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { startRehearsal } from "../../src/rehearsal";
import { ensureEngine } from "../../tools/engine";
import { type Project, single, unchanged } from "./project";
import { start } from "./starts";

let project: Project;
/** The stack file, as Pulumi has written it. */
let file: string;
/** As on a machine where nobody has the passphrase. */
const unknown = { PULUMI_CONFIG_PASSPHRASE: undefined, PULUMI_CONFIG_PASSPHRASE_FILE: undefined };
const secrets = [
  ["aws:secretKey", "wJalrXUtnFEMI"],
  ["aws:assumeRoles[0].externalId", "shop"],
  ["aws:defaultTags.tags.owner", "someone"],
  ["kubernetes:kubeconfig", "{}"],
  ["crossover:maxReplicas", "20"],
  ["crossover:clusters.blue.admins[0]", "arn:aws:iam::111122223333:role/secret"],
  ["crossover:network.cidr", "10.20.0.0/16"],
  ["crossover:retired[0]", "old"],
] as const;

/** With a state of its own, on which nothing else stands. */
async function pulumi(at: Project, ...args: string[]): Promise<void> {
  const { command } = await ensureEngine();
  const backend = path.join(at.root, "backend");
  fs.mkdirSync(backend, { recursive: true });
  execFileSync(command, [...args, "--non-interactive", "--stack", "dev"], {
    cwd: at.root,
    env: {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_HOME: path.join(at.root, "home"),
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
    },
    stdio: "pipe",
  });
}

beforeAll(async () => {
  project = await start("secret-config", async () => {
    const made = single();
    await pulumi(made, "stack", "init");
    for (const [key, value] of secrets) await pulumi(made, "config", "set", "--secret", "--path", key, value);
    return made;
  });
  file = project.read("Pulumi.dev.yaml");
  delete process.env["PULUMI_CONFIG_PASSPHRASE"];
  delete process.env["PULUMI_CONFIG_PASSPHRASE_FILE"];
});

afterEach(() => expect(project.read("Pulumi.dev.yaml")).toBe(file));

test("the file is what is meant: it has a salt, and each secret is encrypted", () => {
  expect(file).toMatch(/^encryptionsalt: v1:/m);
  expect(file.match(/secure: ["']?v1:/g)).toHaveLength(secrets.length);
});

test("a rehearsal needs no passphrase, and says what has a stand-in", async () => {
  const { err } = await project.done("up");
  const [line] = err.match(/^rehearsed with stand-ins for secrets: .*$/m)!;
  for (const [key] of secrets) expect(line).toContain(`Pulumi.dev.yaml: ${key}`);
  expect((await project.done("up --advance 10m --set traffic.api=0")).changes.create).toBeGreaterThan(0);
  expect((await project.done("up --set traffic.api=0")).changes).toEqual(unchanged);
  expect(project.outages()).toEqual([]);
  const held = fs.readFileSync(path.join(project.rehearsal, "cloud.jsonl"), "utf8");
  for (const text of ["secure", "role/secret", "someone"]) expect(held).not.toContain(text);
});

test.each(["preview", "status", "rollback api", "rollback api --now", "destroy"])(
  "so doesn't a rehearsed `%s`",
  async (line) => {
    expect(await project.fork().run(`${line} --set traffic.api=0`)).toMatchObject({
      code: 0,
      result: "done",
    });
  },
);

test("what is set in a rehearsal gets into the file, but for what the rehearsal has encrypted", async () => {
  const next = project.fork();
  const set = (args: string) =>
    next.start(`rehearsal --stack dev --rehearsal=${next.rehearsal} -- pulumi config set ${args}`, unknown)
      .ended;
  expect(await set("--path crossover:network.flowLogDays 30")).toMatchObject({ code: 0 });
  expect(next.read("Pulumi.dev.yaml")).toContain("flowLogDays: 30");
  const { code, err } = await set("--secret --path crossover:network.flowLogDays 14");
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringContaining("crossover:network.flowLogDays: not written"),
  });
  const after = next.read("Pulumi.dev.yaml");
  expect(after).toContain("flowLogDays: 30");
  expect(after.match(/secure: ["']?v1:[^"'}\s]+/g)).toEqual(file.match(/secure: ["']?v1:[^"'}\s]+/g));
});

describe("on the real stack", () => {
  /** Where AWS is, as the environment says. */
  const say = async (line: string, change: (text: string) => string = (text) => text) => {
    const next = project.fork();
    next.write("Pulumi.dev.yaml", change(file));
    const rehearsal = await startRehearsal({ directory: next.rehearsal });
    const backend = {
      PULUMI_BACKEND_URL: `file://${next.root}/rehearsal/state`,
      PULUMI_HOME: `${next.root}/home`,
    };
    const env = { ...rehearsal.clientEnvironment, ...unknown, ...backend };
    try {
      return await next.startReal(`${line} --stack dev`, env).ended;
    } finally {
      await rehearsal.close();
    }
  };

  test.each(["status", "rollback api --now"])(
    "`%s` needs no passphrase, and says as whom it asks",
    async (line) => {
      const { code, err } = await say(line);
      expect({ code, err }).toEqual({
        code: 0,
        err: expect.stringContaining("AWS is asked as the environment says"),
      });
      expect(err).toContain(
        "aws:secretKey, Pulumi.dev.yaml: aws:assumeRoles[0].externalId: secret, and not decrypted",
      );
    },
  );

  test.each([
    ["status", "crossover:zone: { create: { secure: v1:x } }", "crossover:zone.create"],
    ["rollback api --now", "crossover:zone: { create: { secure: v1:x } }", "crossover:zone.create"],
    ["status", "crossover:rules: { soak: { secure: v1:x } }", "crossover:rules.soak"],
    ["rollback api --now", "crossover:traffic: { default: { secure: v1:x } }", "crossover:traffic.default"],
  ])("`%s` refuses to guess: %s", async (line, text, place) => {
    const key = text.slice(0, text.indexOf(": "));
    const { code, err } = await say(line, (all) =>
      all.replace(new RegExp(`^  ${key}:.*\\n(    .*\\n)*`, "m"), `  ${text}\n`),
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining(
        `Pulumi.dev.yaml: ${place}: is a secret, and this command, which decrypts none,`,
      ),
    });
  });
});

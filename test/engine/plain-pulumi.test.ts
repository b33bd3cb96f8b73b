// Tests `pulumi preview` and `pulumi up` by themselves: `index.ts` and `Pulumi.yaml`, without the `crossover` command.
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { loadEnvironment } from "../../src/config/load";
import { fileOf, readStackFile } from "../../src/config/stack";
import { startRehearsal, type Rehearsal } from "../../src/rehearsal";
import { ensureEngine } from "../../tools/engine";
import { serveLanguageHost } from "../../tools/language-host";

const root = path.join(__dirname, "..", "..");
const project = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
  main: string;
  runtime: { options: { typescript: boolean; nodeargs: string } };
};
let directory: string;
let engine: string;
let rehearsal: Rehearsal;

beforeAll(async () => {
  engine = (await ensureEngine()).command;
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "plain-"));
  const reading = readStackFile(root, "dev");
  const { region } = reading;
  const { services } = loadEnvironment(root, fileOf("dev"), reading).environment!.settings;
  const secrets = services.flatMap((service) => Object.values(service.secrets));
  rehearsal = await startRehearsal({ directory, seed: { region, zones: [], loadBalancers: [], secrets } });
  fs.writeFileSync(path.join(directory, "Pulumi.yaml"), "name: crossover\nruntime: nodejs\n");
  fs.copyFileSync(path.join(root, "Pulumi.dev.yaml"), path.join(directory, "Pulumi.dev.yaml"));
  await pulumi("stack", "init", "dev");
});

afterAll(async () => {
  await rehearsal.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

async function pulumi(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, ...(await rehearsal.serve()) };
  return new Promise((resolve) => {
    execFile(engine, [...args, "--non-interactive"], { cwd: directory, env }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: stdout + stderr });
    });
  });
}

/** Runs a command with the program that Pulumi.yaml names, started with the arguments that it names. */
async function withProgram(...args: string[]) {
  expect(project.main).toBe("index.ts");
  expect(project.runtime.options.typescript).toBe(false);
  let printed = "";
  const host = await serveLanguageHost(
    root,
    project.runtime.options.nodeargs.split(" "),
    (text) => (printed += text),
  );
  const { code, output } = await pulumi(...args, "--stack", "dev", `--client=127.0.0.1:${host.port}`);
  host.close();
  return { code, output, printed };
}

test("a preview, an update, and a refusal without a stack trace", async () => {
  expect(await withProgram("preview")).toMatchObject({ code: 0, printed: "" });
  const up = await withProgram("up", "--yes", "--skip-preview");
  expect(up).toMatchObject({ code: 0 });
  expect(up.output).toMatch(/traffic\.api/);

  await pulumi("config", "set", "--path", "crossover:traffic.api", "25", "--stack", "dev");
  const refused = await withProgram("preview");
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("start the new side at 0 first [standby]");
  expect(refused.output + refused.printed).not.toMatch(/^\s+at /m);

  await pulumi("config", "set", "--path", "crossover:traffic.api", "025", "--stack", "dev");
  expect((await withProgram("preview")).output).toContain("25");
});

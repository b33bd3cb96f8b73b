// Tests `init`: the files that it writes, what it refuses, and how it asks.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { parse } from "yaml";
import { init } from "../../src/cli/actions/init";
import type { Conversation } from "../../src/cli/init/ask";
import type { Flags } from "../../src/cli/init/questions";
import { UsageError } from "../../src/cli/usage-error";
import { loadEnvironment, readStackFile } from "../../src/config";
import { Refusal } from "../../src/refusal";

const origin = resolve(__dirname, "..", "..");
const before = process.cwd();
let root: string;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "crossover-"));
  said = [];
  for (const file of ["services", "Pulumi.yaml", "Pulumi.dev.yaml"])
    cpSync(join(origin, file), join(root, file), { recursive: true });
  // Who has followed the guide has it already.
  rmSync(join(root, "services/invoices.yaml"), { force: true });
  process.chdir(root);
});

afterEach(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

const flags: Flags = {
  stack: "first",
  domain: "example.com",
  region: "eu-west-1",
  service: "invoices",
  image: "invoices:1.0.0",
  port: "8080",
  legacy: "203.0.113.10",
};

const terminal = {
  json: false,
  print: (line: string) => void said.push(line),
  progress: () => undefined,
  document: () => undefined,
};

const run = (changes: Flags = {}, conversation?: Conversation) =>
  init({ ...flags, ...changes }, terminal, conversation);

const read = (file: string) => parse(readFileSync(join(root, file), "utf8"));
const files = () => [...readdirSync(root), ...readdirSync(join(root, "services"))];

/** The one service that the stack deploys. */
function deployed(stack = "first") {
  const { environment, problems } = loadEnvironment(root, `Pulumi.${stack}.yaml`, readStackFile(root, stack));
  expect(problems).toEqual([]);
  expect(environment!.settings.services).toHaveLength(1);
  return environment!.settings.services[0]!;
}

test("two files are written, and named; the stack deploys its own service only", async () => {
  expect(await run()).toBe(0);
  expect(said).toEqual(["services/invoices.yaml", "Pulumi.first.yaml"]);
  expect(deployed()).toMatchObject({
    name: "invoices",
    image: "invoices",
    tag: "1.0.0",
    port: 8080,
    routes: [{ name: "invoices", hostname: "invoices.example.com" }],
    legacy: { manage: "adopt", platform: "hosts", hosts: { addresses: ["203.0.113.10"] } },
  });
  expect(read("Pulumi.first.yaml").config["crossover:zone"]).toEqual({ adopt: "example.com" });
});

test("the stacks that are there stay as they were", async () => {
  await run();
  const { problems } = loadEnvironment(root, "Pulumi.dev.yaml", readStackFile(root, "dev"));
  expect(problems).toEqual([]);
});

test("a project without services gets its first", async () => {
  rmSync(join(root, "services"), { recursive: true });
  expect(await run()).toBe(0);
  expect(deployed().name).toBe("invoices");
});

test("a route of another name, a zone that is created, and words that YAML takes for something else", async () => {
  await run({ zone: "create", route: "null", service: "true", image: "on/off:1.10", stack: "first" });
  expect(deployed()).toMatchObject({
    name: "true",
    image: "on/off",
    tag: "1.10",
    routes: [{ name: "null", hostname: "null.example.com" }],
  });
  expect(read("Pulumi.first.yaml").config["crossover:zone"]).toEqual({ create: "example.com" });
});

test.each<[string, object]>([
  [
    "203.0.113.10,203.0.113.11",
    { platform: "hosts", hosts: { addresses: ["203.0.113.10", "203.0.113.11"] } },
  ],
  ["10.1.2.3@pets-unhealthy", { hosts: { addresses: ["10.1.2.3"], alarm: "pets-unhealthy" } }],
  ["old.example.net", { hosts: { hostname: "old.example.net" } }],
  ["loadBalancer:invoices-prod", { platform: "loadBalancer", loadBalancer: "invoices-prod" }],
  ["loadBalancer:invoices/hosts", { loadBalancer: "invoices", targetGroup: "hosts" }],
  ["ecs:crm/invoices", { platform: "ecs", cluster: "crm", service: "invoices" }],
  [
    "beanstalk:invoices-prod/invoices-prod.eu-west-1.elasticbeanstalk.com",
    { platform: "beanstalk", environment: "invoices-prod" },
  ],
  [
    "autoScaling:t3.large/ami-0abc1234",
    { manage: "create", platform: "autoScaling", instanceType: "t3.large", ami: "ami-0abc1234" },
  ],
])("a legacy side of the form %s", async (legacy, is) => {
  await run({ legacy });
  expect(deployed().legacy).toMatchObject(is);
});

test.each<[Flags, string]>([
  [{ stack: "First" }, "`--stack First` must be lower-case letters, digits and inner hyphens"],
  [{ domain: "example" }, "`--domain example` must be a domain name"],
  [{ zone: "adapt" }, "`--zone adapt` must be `adopt` or `create`"],
  [{ region: "eu" }, "`--region eu` must be an AWS region such as `eu-west-1`"],
  [{ service: "a_b" }, "`--service a_b` must be lower-case letters"],
  [{ image: "invoices" }, "`--image invoices` must be NAME:TAG, such as `invoices:1.0.0`"],
  [{ image: "Invoices:1" }, "`--image Invoices:1` must be NAME:TAG"],
  [{ port: "http" }, "`--port http` must be a whole number from 1 to 65535"],
  [{ port: "070" }, "`--port 070` must be a whole number from 1 to 65535"],
  [{ route: "" }, "`--route ` must be lower-case letters"],
  [{ legacy: "203.0.113.300" }, "must be an IPv4 address such as `203.0.113.10`"],
  [
    { legacy: "host" },
    "`--legacy host` must be addresses such as `203.0.113.10,203.0.113.11`, or a host's name",
  ],
  [{ legacy: "ecs:crm" }, "`--legacy ecs:crm` must be `ecs:CLUSTER/SERVICE`"],
  [{ legacy: "esc:a/b" }, "(did you mean `ecs`?)"],
  [{ legacy: "autoScaling:t3.large/image" }, "ami must be an AMI id such as `ami-0abc1234`"],
])("%j is refused", async (changes, message) => {
  const before = files();
  const refusal: unknown = await run(changes).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toContain(message);
  expect((refusal as UsageError).message.split("\n")).toHaveLength(1);
  expect(files()).toEqual(before);
});

test("without a terminal all that is missing is named, beside what is wrong", async () => {
  const refusal = init({ port: "0", zone: "create" }, terminal);
  await expect(refusal).rejects.toThrow(UsageError);
  await expect(refusal).rejects.toThrow(
    [
      "`--port 0` must be a whole number from 1 to 65535",
      "--stack is missing: name of the stack, e.g. `--stack first`",
      "--domain is missing: domain that the public names are under, e.g. `--domain example.com`",
      "--region is missing: AWS region, e.g. `--region eu-west-1`",
      "--service is missing: name of the service, e.g. `--service invoices`",
      "--image is missing: its image in the registry, with a tag, e.g. `--image invoices:1.0.0`",
      "--legacy is missing: what serves it today, such as its addresses or a host's name, e.g. `--legacy 203.0.113.10`",
    ].join("\n"),
  );
});

test.each<[Flags, string[]]>([
  [{ stack: "dev" }, ["Pulumi.dev.yaml"]],
  [{ service: "auth" }, ["services/auth.yaml"]],
  [{ stack: "dev", service: "auth" }, ["services/auth.yaml", "Pulumi.dev.yaml"]],
])("files that are there are all named, and nothing is written: %j", async (changes, there) => {
  const before = files();
  const refusal = (await run(changes).catch((error: unknown) => error)) as Refusal;
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.problems.map(({ path }) => path)).toEqual(there);
  expect(files()).toEqual(before);
});

test.each<[Flags, string]>([
  [{ stack: "a".repeat(30) }, "names of stack and cluster of 29 characters together"],
  [{ service: "1st" }, "a web service's name must begin with a letter"],
  [{ route: "default" }, "is reserved"],
  [{ legacy: "10.1.2.3" }, "Route 53's checkers are on the internet"],
  [{ legacy: "invoices.example.com" }, "is the public name, whose record would then point to itself"],
])("what a preview would refuse isn't written: %j", async (changes, message) => {
  const before = files();
  const refusal = (await run(changes).catch((error: unknown) => error)) as Refusal;
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal.message).toContain(message);
  expect(files()).toEqual(before);
});

test("if the second file can't be written, the first isn't there either", async () => {
  // A link that leads nowhere counts as no file, and can't be written over.
  symlinkSync(join(root, "nowhere"), join(root, "Pulumi.first.yaml"));
  await expect(run()).rejects.toThrow("EEXIST");
  expect(existsSync(join(root, "services/invoices.yaml"))).toBe(false);
});

describe("on a terminal", () => {
  /** Answers each question with the next line. */
  function answering(...lines: string[]) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let shown = "";
    output.on("data", (data) => {
      shown += String(data);
      if (!String(data).endsWith(": ")) return;
      const line = lines.shift();
      if (line === undefined) input.end();
      else input.write(`${line}\n`);
    });
    return { conversation: { input, output }, shown: () => shown };
  }

  test("what isn't given is asked for, until it is right; an empty answer takes what is usual", async () => {
    const { conversation, shown } = answering(
      "first",
      "",
      "invoices",
      "invoices:2",
      "",
      "",
      "old.example.net",
    );
    const { domain, region, service, port } = flags;
    expect(await init({ domain, region, service, port }, terminal, conversation)).toBe(0);
    const image = "Its image in the registry, with a tag, e.g. invoices:1.0.0: ";
    const legacy = "What serves it today, such as its addresses or a host's name, e.g. 203.0.113.10: ";
    expect(shown()).toBe(
      [
        "Name of the stack, e.g. first: ",
        "Its zone: adopt one that exists, or create it [adopt]: ",
        image,
        "  `invoices` must be NAME:TAG, such as `invoices:1.0.0`: a repository in the registry, without the registry's address\n",
        image,
        "Its public name under the domain [invoices]: ",
        legacy,
        "  an answer is needed\n",
        legacy,
      ].join(""),
    );
    expect(deployed()).toMatchObject({ tag: "2", legacy: { hosts: { hostname: "old.example.net" } } });
  });

  test("a name whose file is there is asked for again, or refused before any question if it was given", async () => {
    const { conversation, shown } = answering("dev", "first", "", "");
    const { stack: _, ...others } = flags;
    expect(await init(others, terminal, conversation)).toBe(0);
    expect(shown()).toContain(
      "  Pulumi.dev.yaml is there already, and init overwrites nothing: choose another name\n",
    );
    const second = answering();
    const refusal = init({ stack: "dev" }, terminal, second.conversation);
    await expect(refusal).rejects.toThrow("Pulumi.dev.yaml: is there already");
    expect(second.shown()).toBe("");
  });

  test("nothing is asked where all that is needed is given", async () => {
    const { conversation, shown } = answering();
    expect(await run({}, conversation)).toBe(0);
    expect(shown()).toBe("");
  });

  test("a wrong flag is refused before anything is asked", async () => {
    const { conversation, shown } = answering();
    await expect(init({ port: "0" }, terminal, conversation)).rejects.toThrow(
      new UsageError("`--port 0` must be a whole number from 1 to 65535"),
    );
    expect(shown()).toBe("");
  });

  test("answers that end too early write nothing", async () => {
    const { conversation } = answering("first", "example.com");
    const before = files();
    await expect(init({}, terminal, conversation)).rejects.toThrow(
      "nothing was written: not all questions were answered",
    );
    expect(files()).toEqual(before);
  });
});

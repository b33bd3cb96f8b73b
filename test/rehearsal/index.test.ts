// Tests starting and ending a rehearsal, and what it tells an engine.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseFault, type Rehearsal, startRehearsal } from "../../src/rehearsal";

let directory: string;
let rehearsal: Rehearsal | undefined;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "rehearsal-"));
});

afterEach(async () => {
  await rehearsal?.close();
  rehearsal = undefined;
  fs.rmSync(directory, { recursive: true });
});

async function start(options: Partial<Parameters<typeof startRehearsal>[0]> = {}): Promise<Rehearsal> {
  await rehearsal?.close();
  return (rehearsal = await startRehearsal({ directory, ...options }));
}

test("the engine gets its providers and its state from here, and no way to a real cloud", async () => {
  const env = await (await start()).serve();
  expect(env.PULUMI_DEBUG_PROVIDERS).toMatch(/^aws:(\d+),kubernetes:\1,azure-native:\1,eks:\d+$/);
  expect(env.PULUMI_BACKEND_URL).toBe(`file://${directory}/state`);
  expect(fs.existsSync(path.join(directory, "state"))).toBe(true);
  expect(env).toMatchObject({ PULUMI_CONFIG_PASSPHRASE: "", AWS_ACCESS_KEY_ID: "rehearsal", KUBECONFIG: "" });
});

test("the engine finds a file where it would keep its logs, each time", async () => {
  await (await start()).serve();
  const env = await (await start()).serve();
  expect(fs.statSync(path.join(env.PULUMI_HOME!, "logs")).isFile()).toBe(true);
});

test("the state is written at the end alone, unless the engine is to be killed", async () => {
  const serve = async (...faults: string[]) =>
    (await start({ faults: faults.map((fault) => parseFault(fault)) })).serve();
  expect((await serve()).PULUMI_SKIP_CHECKPOINTS).toBe("true");
  expect((await serve("fail@1")).PULUMI_SKIP_CHECKPOINTS).toBe("true");
  expect(await serve("kill-after@1")).not.toHaveProperty("PULUMI_SKIP_CHECKPOINTS");
});

test("the clock keeps what each run advances it by", async () => {
  await start({ advanceMs: 3_600_000 });
  const { now } = await start({ advanceMs: 3_600_000 });
  expect(Math.abs(now().getTime() - Date.now() - 7_200_000)).toBeLessThan(1_000);
});

test("the seed is there, once, is served by the Route 53 endpoint, and does not count as left behind", async () => {
  const seed = { zones: ["example.com"], loadBalancers: [{ name: "legacy" }], region: "eu-west-1" };
  await start({ seed });
  const { endpoint, remaining, report } = await start({ seed });
  const response = await fetch(`${endpoint}/2013-04-01/hostedzonesbyname?dnsname=example.com`);
  expect((await response.text()).match(/<Name>example\.com\.<\/Name>/g)).toHaveLength(1);
  expect(remaining()).toEqual([]);
  expect(report()).toEqual({ lowest: [], operations: 0 });
});

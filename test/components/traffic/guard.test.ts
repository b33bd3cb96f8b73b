// Tests the hook before a weight is changed: what it reads, and which writes it stops.
import { AsyncLocalStorage } from "node:async_hooks";
import type * as pulumi from "@pulumi/pulumi";
import { writeGuard } from "../../../components/traffic/guard";
import type { Step } from "../../../src/model/traffic/guard";
import type { ZoneRecord } from "../../../src/model/traffic/zone-records";
import { deploy } from "../../mocks";

const set = (name: string, weights: Record<string, number>): ZoneRecord[] =>
  Object.entries(weights).map(([setIdentifier, weight]) => ({ name, type: "A", setIdentifier, weight }));

const steps: Step[] = [
  {
    hostname: "api.example.com",
    ledger: "api._crossover.example.com",
    takenOver: false,
    before: { kind: "set", weights: { legacy: 95, blue: 5 } },
    weights: { legacy: 75, blue: 25 },
  },
  {
    hostname: "app.example.com",
    ledger: "app._crossover.example.com",
    takenOver: false,
    before: { kind: "set", weights: { legacy: 100, blue: 0 } },
    weights: { legacy: 100, blue: 0 },
  },
];

/** The steps of a plan that was made while the ledger said this of `api`. */
const saying = (said: string | undefined): Step[] => [{ ...steps[0]!, said }, steps[1]!];

/** Runs the hook before a record is written, over a zone that holds these weights of `api` besides others. */
async function write(
  newInputs: object | undefined,
  api: Record<string, number>,
  text?: string,
  planned: readonly Step[] = saying(text),
) {
  const asked: string[] = [];
  const ledger =
    text === undefined ? [] : [{ name: "api._crossover.example.com.", type: "TXT", values: [text] }];
  const others = [
    { name: "_dmarc.example.com.", type: "TXT", values: ["v=DMARC1"] },
    { name: "api._crossover.example.com.", type: "CAA", values: ['0 issue "amazon.com"'] },
  ];
  const { result } = await deploy(() =>
    writeGuard(planned, (zoneId) => {
      asked.push(zoneId);
      return Promise.resolve([
        ...set("api.example.com.", api),
        ...set("app.example.com.", { legacy: 100 }),
        ...[...others, ...ledger],
      ]);
    }),
  );
  const args = { newInputs } as pulumi.ResourceHookArgs;
  const stopped = await Promise.resolve(result.callback(args)).then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
  return { name: result.name, asked, stopped };
}

const weight = (setIdentifier: string, to: number, name = "api.example.com") => ({
  zoneId: "Z1",
  name,
  setIdentifier,
  weightedRoutingPolicies: [{ weight: to }],
});

test.each<[string, object, Record<string, number>]>([
  ["the receiver's weight, over what the plan began from", weight("blue", 25), { legacy: 95, blue: 5 }],
  ["the giver's, after the receiver's", weight("legacy", 75), { legacy: 95, blue: 25 }],
  ["a weight of zero beside another", weight("blue", 0), { legacy: 95, blue: 5 }],
])("lets %s be written", async (_, inputs, zone) => {
  expect(await write(inputs, zone)).toEqual({
    name: "crossover-write-guard",
    asked: ["Z1"],
    stopped: undefined,
  });
});

test.each<[string, object, Record<string, number>, string]>([
  [
    "the route is where the plan didn't see it",
    weight("legacy", 75),
    { legacy: 100, blue: 0 },
    "api.example.com has been moved since this step was planned: the weight of `legacy` is 100 now; preview again",
  ],
  [
    "nothing would be left but zero",
    weight("legacy", 0),
    { legacy: 95 },
    "all weights of api.example.com would be 0, which Route 53 reads as all equal",
  ],
  [
    "it is another route's turn, by that one's plan",
    weight("legacy", 0, "app.example.com"),
    { legacy: 95, blue: 5 },
    "all weights of app.example.com would be 0, which Route 53 reads as all equal",
  ],
  [
    "the route is where the plan didn't see it, and nothing would be left but zero",
    weight("legacy", 0),
    { legacy: 50 },
    "api.example.com has been moved since this step was planned: the weight of `legacy` is 50 now; preview again",
  ],
])("stops the update where %s", async (_, inputs, zone, message) => {
  expect(await write(inputs, zone)).toMatchObject({ stopped: message });
});

test.each<[string, object | undefined]>([
  ["a name that no step is planned of", weight("legacy", 0, "origin.example.com")],
  ["a record without a weight", { ...weight("legacy", 0), weightedRoutingPolicies: undefined }],
  ["a record with none in its list", { ...weight("legacy", 0), weightedRoutingPolicies: [] }],
  ["a record without an identifier", { ...weight("legacy", 0), setIdentifier: undefined }],
  [
    "a text of a name that no step is planned of",
    { zoneId: "Z1", name: "_dmarc.example.com", records: ["x"] },
  ],
  ["an entry of the ledger without a text", { zoneId: "Z1", name: "api._crossover.example.com" }],
  ["nothing that is written", undefined],
])("doesn't ask the zone about %s", async (_, inputs) => {
  expect(await write(inputs, { legacy: 1, blue: 1 })).toMatchObject({ asked: [], stopped: undefined });
});

test("asks from within the program, wherever the engine calls it from", async () => {
  const place = new AsyncLocalStorage<string>();
  let seen: string | undefined;
  const readRecords = () => {
    seen = place.getStore();
    return Promise.resolve([]);
  };
  const { result } = await deploy(() => place.run("program", () => writeGuard(steps, readRecords)));
  const args = { newInputs: weight("blue", 25) as object } as pulumi.ResourceHookArgs;
  await place.run("engine", () => result.callback(args));
  expect(seen).toBe("program");
});

const since = "since=2026-11-20T12:00:00.000Z";
const says = (percent: number, owner = "crossover/prod") =>
  `owner=${owner} from=legacy to=blue percent=${String(percent)} ${since}`;
const entry = (text: string) => ({ zoneId: "Z1", name: "api._crossover.example.com", records: [text] });

test.each<[string, string, Record<string, number>, string | undefined]>([
  ["is the first", says(25), { legacy: 75, blue: 25 }, undefined],
  ["follows on its own", says(25), { legacy: 75, blue: 25 }, says(5)],
  ["follows on what can't be read", says(25), { legacy: 75, blue: 25 }, "a note"],
])("lets the ledger say what the zone holds where it %s", async (_, text, zone, held) => {
  expect(await write(entry(text), zone, held)).toMatchObject({ asked: ["Z1"], stopped: undefined });
});

test.each<[string, string, Record<string, number>, string | undefined, string]>([
  [
    "says what the zone doesn't hold",
    says(25),
    { legacy: 95, blue: 5 },
    says(5),
    "the ledger would say that the weight of `legacy` of api.example.com is 75, and the zone holds 95: " +
      "the state doesn't know what the zone holds; run `crossover up`, or `pulumi refresh` and then the same command",
  ],
  ["tells of a record that is gone", says(25), { legacy: 75 }, says(5), "and the zone holds no such record"],
  [
    "is another stack's by now",
    says(25),
    { legacy: 75, blue: 25 },
    says(25, "crossover/other"),
    "api.example.com belongs to crossover/other since this step was planned, as the zone's ledger says; preview again",
  ],
  ["would say nothing", "api", { legacy: 75, blue: 25 }, undefined, "would say nothing: api"],
])("stops the update where the ledger %s", async (_, text, zone, held, message) => {
  expect((await write(entry(text), zone, held)).stopped).toContain(message);
});

test("an alias in the place of the ledger's entry says nothing", async () => {
  const alias = { name: "api._crossover.example.com.", type: "TXT" };
  const zone = [...set("api.example.com.", { legacy: 95, blue: 5 }), alias];
  const { result } = await deploy(() => writeGuard(steps, () => Promise.resolve(zone)));
  const args = { newInputs: weight("blue", 25) as object } as pulumi.ResourceHookArgs;
  await expect(result.callback(args)).resolves.toBeUndefined();
});

test("another stack's entry is written over where the name is taken over", async () => {
  const taken = [{ ...steps[0]!, takenOver: true, said: says(5, "crossover/other") }];
  const zone = { legacy: 75, blue: 25 };
  const { stopped } = await write(entry(says(25)), zone, says(5, "crossover/other"), taken);
  expect(stopped).toBeUndefined();
});

test("stops the update where a rollback has asked for the weights that are there still, as the ledger tells", async () => {
  const rolledBack = `${says(5)} by=rollback`;
  const { stopped } = await write(weight("blue", 25), { legacy: 95, blue: 5 }, rolledBack, saying(says(5)));
  expect(stopped).toBe(
    `api.example.com has been moved since this step was planned: the ledger says \`${rolledBack}\` now; preview again`,
  );
  const gone = await write(weight("blue", 25), { legacy: 95, blue: 5 }, undefined, saying(says(5)));
  expect(gone.stopped).toContain("the ledger says `nothing` now");
  const first = await write(entry(says(25)), { legacy: 75, blue: 25 }, rolledBack, saying(says(5)));
  expect(first.stopped).toContain("the ledger says");
});

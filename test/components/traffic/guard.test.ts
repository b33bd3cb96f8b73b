// Tests the hook before a weight is changed: what it reads, and which writes it stops.
import { AsyncLocalStorage } from "node:async_hooks";
import type * as pulumi from "@pulumi/pulumi";
import { writeGuard } from "../../../components/traffic/guard";
import type { Step } from "../../../src/model/traffic/guard";
import type { ZoneRecord } from "../../../src/model/traffic/observed";
import { deploy } from "../../mocks";

const set = (name: string, weights: Record<string, number>): ZoneRecord[] =>
  Object.entries(weights).map(([setIdentifier, weight]) => ({ name, type: "A", setIdentifier, weight }));

const steps: Step[] = [
  {
    hostname: "api.example.com",
    before: { kind: "set", type: "A", weights: { legacy: 95, blue: 5 } },
    weights: { legacy: 75, blue: 25 },
  },
  {
    hostname: "app.example.com",
    before: { kind: "set", type: "A", weights: { legacy: 100, blue: 0 } },
    weights: { legacy: 100, blue: 0 },
  },
];

/** Runs the hook before a record is written, over a zone that holds these weights of `api` besides others. */
async function write(inputs: object | undefined, api: Record<string, number>) {
  const asked: string[] = [];
  const { result } = await deploy(() =>
    writeGuard(steps, (zoneId) => {
      asked.push(zoneId);
      return Promise.resolve([...set("api.example.com.", api), ...set("app.example.com.", { legacy: 100 })]);
    }),
  );
  const args = { newInputs: inputs } as pulumi.ResourceHookArgs;
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
])("stops the update where %s", async (_, inputs, zone, message) => {
  expect(await write(inputs, zone)).toMatchObject({ stopped: message });
});

test.each<[string, object | undefined]>([
  ["a name that no step is planned of", weight("legacy", 0, "origin.example.com")],
  ["a record without a weight", { ...weight("legacy", 0), weightedRoutingPolicies: undefined }],
  ["a record with none in its list", { ...weight("legacy", 0), weightedRoutingPolicies: [] }],
  ["nothing that is written", undefined],
])("doesn't ask the zone about %s", async (_, inputs) => {
  expect(await write(inputs, { legacy: 1, blue: 1 })).toMatchObject({ asked: [], stopped: undefined });
});

test("asks from within the program, wherever the engine calls it from", async () => {
  const place = new AsyncLocalStorage<string>();
  let seen: string | undefined;
  const { result } = await deploy(() =>
    place.run("program", () =>
      writeGuard(steps, () => {
        seen = place.getStore();
        return Promise.resolve([]);
      }),
    ),
  );
  const args = { newInputs: weight("blue", 25) as object } as pulumi.ResourceHookArgs;
  await place.run("engine", () => result.callback(args));
  expect(seen).toBe("program");
});

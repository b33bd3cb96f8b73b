// Tests how the engine's events become changes.
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Changes, type Operation } from "../../src/cli/changes";

const record = "aws:route53/record:Record";
const urnOf = (name: string, type = record) => `urn:pulumi:dev::crossover::${type}::${name}`;

/** An event of a step, in the form of a preview and of an update. */
function step(op: string, name: string, more: Record<string, unknown> = {}) {
  const metadata = { op, urn: urnOf(name), type: record, ...more };
  return {
    planned: { resourcePreEvent: { metadata } } as unknown as EngineEvent,
    done: { resOutputsEvent: { metadata } } as unknown as EngineEvent,
  };
}

function follow(when: "planned" | "done", events: readonly EngineEvent[]) {
  const told: Operation[] = [];
  const changes = new Changes(when, (operation) => told.push(operation));
  for (const event of events) changes.add(event);
  return { changes, told };
}

const none = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };

describe.each(["planned", "done"] as const)("operations that are %s", (when) => {
  const other = when === "planned" ? "done" : "planned";

  test("are counted by kind and told in order, but for what stays the same", () => {
    const steps = [step("create", "a"), step("update", "b"), step("delete", "c"), step("same", "d")];
    const { changes, told } = follow(
      when,
      steps.flatMap((one) => [one[when], one[other]]),
    );
    expect(changes.counts).toEqual({ create: 1, update: 1, replace: 0, delete: 1, same: 1 });
    expect(told).toEqual([
      { op: "create", urn: urnOf("a"), type: record },
      { op: "update", urn: urnOf("b"), type: record },
      { op: "delete", urn: urnOf("c"), type: record },
    ]);
    expect(changes.operations).toEqual(told);
  });

  test("count a replacement once, not by its halves", () => {
    const steps = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op, "a")[when]);
    const { changes, told } = follow(when, steps);
    expect(changes.counts).toEqual({ ...none, replace: 1 });
    expect(told).toEqual([{ op: "replace", urn: urnOf("a"), type: record }]);
  });

  test("leave out the stack itself, and steps that change nothing in the cloud", () => {
    const stack = step("create", "crossover-dev", { type: "pulumi:pulumi:Stack" });
    const steps = [stack, step("read", "a"), step("refresh", "b"), step("import", "c")];
    const { changes, told } = follow(
      when,
      steps.map((one) => one[when]),
    );
    expect([changes.counts, told]).toEqual([none, []]);
  });

  test("say what changes of an update, where that is short", () => {
    const inputs = (weight: number, tags: object, ttl?: number) => ({
      inputs: { weightedRoutingPolicies: [{ weight }], tags, ttl },
    });
    const given = step("update", "a", {
      old: inputs(95, { a: "1" }),
      new: inputs(75, { a: "2" }, 60),
      detailedDiff: { "weightedRoutingPolicies[0].weight": {}, ttl: {}, tags: {} },
    });
    expect(follow(when, [given[when]]).told[0]!.detail).toBe(
      "weightedRoutingPolicies[0].weight: 95 -> 75, ttl: none -> 60, tags",
    );
  });

  test("find values under names with dots, and say of values that are unknown that they are", () => {
    const inputs = (version: string, arn: string) => ({
      inputs: { metadata: { labels: { "app.kubernetes.io/version": version } }, arn },
    });
    const given = step("update", "a", {
      old: inputs("1", "arn:aws:x"),
      new: inputs("2", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
      detailedDiff: { 'metadata.labels["app.kubernetes.io/version"]': {}, arn: {} },
    });
    expect(follow(when, [given[when]]).told[0]!.detail).toBe(
      'metadata.labels["app.kubernetes.io/version"]: "1" -> "2", arn: "arn:aws:x" -> known by then',
    );
  });

  test.each([null, undefined, {}])("say nothing of an update whose difference is %j", (detailedDiff) => {
    expect(follow(when, [step("update", "a", { detailedDiff })[when]]).told).toEqual([
      { op: "update", urn: urnOf("a"), type: record },
    ]);
  });
});

describe("errors", () => {
  const said = (severity: string, message: string) =>
    ({ diagnosticEvent: { severity, message } }) as unknown as EngineEvent;

  test("are kept once each, without colours and blanks", () => {
    const { changes } = follow("done", [
      said("error", "<{%fg 1%}>error: <{%reset%}>no such zone\n"),
      said("error", "error: no such zone"),
      said("info#err", "a warning of Node"),
      said("error", " \n"),
    ]);
    expect(changes.errors).toEqual(["error: no such zone", "a warning of Node"]);
  });

  test.each(["info", "warning", "debug"])("are not what is said as %s", (severity) => {
    expect(follow("done", [said(severity, "text")]).changes.errors).toEqual([]);
  });
});

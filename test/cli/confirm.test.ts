// Tests what is shown and asked before a real stack is changed.
import { askToUpdate, checkAsks, plannedLines } from "../../src/cli/confirm";
import type { Operation } from "../../src/cli/changes";
import type { Planned } from "../../src/cli/types";
import type { SubjectPlan } from "../../src/model/traffic/types";
import { UsageError } from "../../src/cli/usage-error";

const pair = (percent: number) => ({ from: "legacy", to: "blue", percent });
const subject = (key: string, more: Partial<SubjectPlan>): SubjectPlan => ({
  ...{ key, service: key, kind: "route", value: 5, weights: {}, fresh: false, free: [] },
  ...{ split: pair(25), before: { kind: "at", split: pair(5) }, moves: true, since: new Date(0) },
  ...more,
});
const operation = (op: Operation["op"], name: string): Operation => ({
  ...{ op, type: "aws:route53/record:Record" },
  urn: `urn:pulumi:dev::crossover::aws:route53/record:Record::${name}`,
});
const none = { create: 0, update: 0, replace: 0, delete: 0, same: 3 };
const planned = (more: Partial<Planned>, operations: readonly Operation[] = []): Planned => ({
  ...{
    changes: { counts: { ...none, update: operations.length }, operations: [...operations] },
    traffic: [],
  },
  ...more,
});

test("traffic comes first, then how much, then what of each service", () => {
  const traffic = [
    subject("api", {}),
    subject("web", { before: { kind: "unfinished", from: "legacy", to: "blue", share: 21 }, split: pair(0) }),
    subject("search", { before: { kind: "at", split: { only: "legacy" } }, split: pair(0) }),
    subject("new", { before: { kind: "free" }, split: { only: "blue" } }),
    subject("still", { moves: false }),
  ];
  const operations = [
    operation("update", "api-api-blue"),
    operation("create", "api-gateway-blue"),
    operation("delete", "dev-network"),
    operation("update", "api"),
  ];
  expect(plannedLines(planned({ traffic }, operations), ["api", "api-gateway"])).toEqual([
    "",
    "traffic:",
    "  api: legacy 95 %, blue 5 % -> legacy 75 %, blue 25 %",
    "  web: legacy 79 %, blue 21 % -> legacy 100 %, blue 0 %",
    "  search: legacy -> legacy 100 %, blue 0 %",
    "  new: nothing -> blue",
    "4 to update, 3 unchanged",
    "api: 2 to update",
    "  ~ aws:route53/record:Record api-api-blue",
    "  ~ aws:route53/record:Record api",
    "api-gateway: 1 to create",
    "  + aws:route53/record:Record api-gateway-blue",
    "what all share: 1 to delete",
    "  - aws:route53/record:Record dev-network",
  ]);
});

test("many operations are only counted", () => {
  const operations = Array.from({ length: 41 }, (_, i) => operation("create", `api-${String(i)}`));
  expect(plannedLines(planned({}, operations), ["api"])).toEqual([
    "",
    "traffic: nothing moves",
    "41 to update, 3 unchanged",
    "api: 41 to create",
  ]);
});

test.each([
  ["yes", true],
  [" yes\n", true],
  ["y", false],
  ["", false],
])("the answer %j lets it be done: %s", async (answer, expected) => {
  const asked: string[] = [];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const terminal = { json: false, print: jest.fn(), progress: jest.fn(), document: jest.fn(), ask };
  const confirm = askToUpdate(terminal, "dev", ["api"]);
  expect(await confirm(planned({}, [operation("update", "api-blue")]))).toBe(expected);
  expect(asked).toEqual(["\nUpdate dev? Only `yes` does: "]);
  // Where nothing would change there is nothing to ask.
  expect(await confirm(planned({}))).toBe(true);
  expect(asked).toHaveLength(1);
});

test("without a terminal nobody can be asked", () => {
  const terminal = { json: true, print: jest.fn(), progress: jest.fn(), document: jest.fn() };
  expect(() => checkAsks(terminal, "up")).toThrow(
    new UsageError("there is no terminal to ask on: add `--yes`"),
  );
  expect(() => checkAsks({ ...terminal, ask: () => Promise.resolve("") }, "up")).not.toThrow();
});

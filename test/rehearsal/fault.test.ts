// Tests faults as a user writes them, and which operations they strike.
import { FaultPlan, parseFault } from "../../src/rehearsal/fault";

describe("parseFault", () => {
  test.each([
    ["fail@3", { kind: "fail", at: 3 }],
    ["fail:kubernetes@*", { kind: "fail", type: "kubernetes", at: "*" }],
    ["fail:aws:route53/record:Record@2", { kind: "fail", type: "aws:route53/record:Record", at: 2 }],
    ["throttle@4", { kind: "throttle", at: 4 }],
    ["kill@12", { kind: "kill", at: 12 }],
    ["kill-after:aws@1", { kind: "kill-after", type: "aws", at: 1 }],
    ["delay:500ms@6", { kind: "delay", at: 6, milliseconds: 500 }],
    ["lose:203.0.113.10@1", { kind: "lose", at: 1, host: "203.0.113.10" }],
    ["delay:2s:aws:eks@*", { kind: "delay", type: "aws:eks", at: "*", milliseconds: 2_000 }],
  ])("reads %s", (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  test.each([
    ["explode@3", "is not a fault"],
    ["fail", "is not a fault"],
    ["fail:@3", "is not a fault"],
    ["fail@0", "`0` is neither an operation's number nor `*`"],
    ["fail@third", "`third` is neither"],
    ["fail@", "`` is neither"],
    ["lose@1", "names no host to lose"],
    ["delay@6", "a delay needs its length"],
    ["delay:fast@6", "a delay needs its length"],
  ])("refuses %s", (text, reason) => {
    expect(() => parseFault(text)).toThrow(reason);
    expect(() => parseFault(text)).toThrow("`fail@3`");
  });
});

describe("FaultPlan", () => {
  const struck = (fault: string, types: string[]): boolean[] => {
    const plan = new FaultPlan([parseFault(fault)]);
    return types.map((type) => plan.next(type).length > 0);
  };

  test.each([
    ["fail@2", ["aws:a", "aws:b", "aws:c"], [false, true, false]],
    ["fail@*", ["aws:a", "kubernetes:b"], [true, true]],
    ["fail:kubernetes@*", ["aws:a", "kubernetes:b", "kubernetes:c"], [false, true, true]],
    ["fail:kubernetes@2", ["kubernetes:a", "aws:b", "kubernetes:c"], [false, false, true]],
  ])("%s strikes", (fault, types, expected) => {
    expect(struck(fault, types)).toEqual(expected);
  });

  test("counts for each fault by itself", () => {
    const plan = new FaultPlan([parseFault("fail:aws@1"), parseFault("delay:1ms@2")]);
    expect(plan.next("kubernetes:a")).toEqual([]);
    expect(plan.next("aws:b").map(({ kind }) => kind)).toEqual(["fail", "delay"]);
  });
});

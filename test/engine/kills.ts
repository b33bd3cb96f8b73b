// Describes what follows when the engine is killed in the midst of a step.
import { type Project, unchanged } from "./project";
import { deployedAt } from "./starts";

export interface Kill {
  readonly fault: string;
  /** What the zone holds afterwards. */
  readonly left: Record<string, number>;
  /** How a leap to 100 is refused then. */
  readonly rule: "ladder" | "unfinished";
  readonly allowed: string;
}

/** Kills the engine in the midst of a step of `api`, and tries what can be done about it. */
export function describeKills(from: 5 | 25, to: number, kills: readonly Kill[]): void {
  describe.each(kills)(`$fault on the way from ${from} to ${to}`, ({ fault, left, rule, allowed }) => {
    let project: Project;

    beforeAll(async () => {
      project = await deployedAt(from);
      const killed = await project.run(`up --advance 10m --set traffic.api=${to} --fault ${fault}`);
      expect(killed).toMatchObject({
        code: 1,
        result: "failed",
        problems: [{ message: "the engine was killed" }],
      });
    });

    test("every name answers, and a leap is refused by what the zone really holds", async () => {
      expect(project.weights("api")).toEqual(left);
      const leap = await project.run("preview --set traffic.api=100");
      expect(leap).toMatchObject({ code: 1, result: "refused", problems: [{ rule, allowed }] });
      expect(project.outages()).toEqual([]);
    });

    test.each([
      ["the same value", to],
      ["the value from before", from],
    ])("%s converges", async (_, value) => {
      const next = project.fork();
      // Once the kill came after the whole step down, the value from before is a step up, which waits for its bake.
      const again =
        value > (left.blue ?? 0) ? await climb(next, value) : await next.run(`up --set traffic.api=${value}`);
      expect(again).toMatchObject({ code: 0, result: "done" });
      expect(next.weights("api")).toEqual({ legacy: 100 - value, blue: value });
      expect((await next.done(`up --set traffic.api=${value}`)).changes).toEqual(unchanged);
      expect(next.outages()).toEqual([]);
    });
  });
}

/** Goes up to a rung by the rungs below it. */
async function climb(project: Project, value: number) {
  for (const rung of [0, 5].filter((one) => one < value))
    await project.run(`up --advance 10m --set traffic.api=${rung}`);
  return project.run(`up --advance 10m --set traffic.api=${value}`);
}

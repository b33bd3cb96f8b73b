// Tests a weight step that is killed or fails half-way: every name still answers, and both ways out are open.
import { type Project, single, unchanged } from "./project";

let at5: Project;
let at25: Project;

beforeAll(async () => {
  const project = single();
  await project.done("up");
  for (const api of [0, 5, 25]) {
    project.ask({ api });
    await project.done("up --advance 10m");
    if (api === 5) at5 = project.fork();
  }
  at25 = project.fork();
});

interface Kill {
  readonly from: number;
  readonly to: number;
  readonly fault: string;
  /** What the zone holds afterwards. */
  readonly left: Record<string, number>;
  /** How a leap to 100 is refused then. */
  readonly rule: string;
  readonly allowed: string;
}

const kills: Kill[] = [
  { from: 5, to: 25, fault: "kill@1", left: { legacy: 95, blue: 5 }, rule: "ladder", allowed: "25" },
  {
    from: 5,
    to: 25,
    fault: "kill-after@1",
    left: { legacy: 95, blue: 25 },
    ...between("25 to finish it, 5 to go down"),
  },
  {
    from: 5,
    to: 25,
    fault: "kill@2",
    left: { legacy: 95, blue: 25 },
    ...between("25 to finish it, 5 to go down"),
  },
  { from: 5, to: 25, fault: "kill-after@2", left: { legacy: 75, blue: 25 }, rule: "ladder", allowed: "50" },
  { from: 25, to: 0, fault: "kill@1", left: { legacy: 75, blue: 25 }, rule: "ladder", allowed: "50" },
  {
    from: 25,
    to: 0,
    fault: "kill-after@1",
    left: { legacy: 100, blue: 25 },
    ...between("25 to finish it, 5 to go down"),
  },
  {
    from: 25,
    to: 0,
    fault: "kill@2",
    left: { legacy: 100, blue: 25 },
    ...between("25 to finish it, 5 to go down"),
  },
  { from: 25, to: 0, fault: "kill-after@2", left: { legacy: 100, blue: 0 }, rule: "ladder", allowed: "5" },
];

function between(allowed: string) {
  return { rule: "unfinished", allowed };
}

describe.each(kills)("$fault on the way from $from to $to", ({ from, to, fault, left, rule, allowed }) => {
  let project: Project;

  beforeAll(async () => {
    project = (from === 5 ? at5 : at25).fork();
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

/** Goes up to a rung by the rungs below it. */
async function climb(project: Project, value: number) {
  for (const rung of [0, 5].filter((one) => one < value))
    await project.run(`up --advance 10m --set traffic.api=${rung}`);
  return project.run(`up --advance 10m --set traffic.api=${value}`);
}

test("a step that failed three times leads to no leap, and its retry needs no new bake", async () => {
  const project = at5.fork();
  project.ask({ api: 25 });
  const failing = "up --fault fail:aws:route53/record:Record@1";
  for (const advance of [" --advance 10m", "", ""]) {
    const failed = await project.run(`${failing}${advance}`);
    expect(failed).toMatchObject({ code: 1, result: "failed" });
    expect(failed.problems.map(({ message }) => message).join()).toContain(
      "the rehearsal made this operation fail",
    );
    expect(project.weights("api")).toEqual({ legacy: 95, blue: 5 });
  }
  const leap = await project.run("up --set traffic.api=50");
  expect(leap).toMatchObject({ code: 1, problems: [{ rule: "ladder", allowed: "25" }] });
  await project.done("up");
  expect(project.weights("api")).toEqual({ legacy: 75, blue: 25 });
  expect(project.outages()).toEqual([]);
});

test("a giver that fails leaves the receiver raised; the retry finishes the step", async () => {
  const project = at5.fork();
  project.ask({ api: 25 });
  const failed = await project.run("up --advance 10m --fault fail:aws:route53/record:Record@2");
  expect(failed).toMatchObject({ code: 1, result: "failed" });
  expect(project.weights("api")).toEqual({ legacy: 95, blue: 25 });
  const done = await project.done("up");
  expect(done.changes).toMatchObject({ update: 1 });
  expect(project.weights("api")).toEqual({ legacy: 75, blue: 25 });
  expect(project.outages()).toEqual([]);
});

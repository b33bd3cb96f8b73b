// Tests `status`, as a table and as a document, from before the first update to an interrupted step.
import { single } from "./project";

/** The rows of the table, by route. */
function rows(out: string): Record<string, string[]> {
  const lines = out.split("\n\n")[0]!.trimEnd().split("\n").slice(2);
  return Object.fromEntries(
    lines.map((line) => line.split(/ {2,}/)).map(([route, ...rest]) => [route, rest]),
  );
}

test("status follows a route", async () => {
  const project = single();
  const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  const minute = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  const status = async () => {
    const { code, traffic } = await project.run("status");
    expect(code).toBe(0);
    const table = await project.say("status");
    expect(table.code).toBe(0);
    expect(table.out).toContain("allowed from");
    return { traffic, table: rows(table.out) };
  };
  const healthy = { state: "healthy", at: moment };
  const next = (value: number) => ({ value, notBefore: moment });

  // Nothing is deployed: a service with a legacy side counts as served by it.
  expect(await status()).toEqual({
    traffic: { api: { value: "legacy", stands: "not deployed", next: next(0) } },
    table: { api: ["not deployed", "-", "-", "0", "-"] },
  });

  await project.done("up");
  // Making it all takes longer than the bake.
  expect(await status()).toEqual({
    traffic: { api: { value: "legacy", since: moment, next: next(0), health: { legacy: healthy } } },
    table: { api: ["legacy", minute, "healthy", "0", "now"] },
  });

  for (const api of [0, 5]) {
    project.ask({ api });
    await project.done("up --advance 10m");
  }
  const middle = await status();
  expect(middle).toEqual({
    traffic: { api: { value: 5, since: moment, next: next(25), health: { legacy: healthy, blue: healthy } } },
    table: { api: ["legacy 95 %, blue 5 %", minute, "healthy", "25", minute] },
  });
  const { since, next: later } = middle.traffic.api!;
  expect(Date.parse(later!.notBefore) - Date.parse(since!)).toBe(600_000);
  const baked = await project.say("status --advance 10m");
  expect(rows(baked.out).api!.at(-1)).toBe("now");

  const plan = await project.say("plan");
  expect(plan.out).toMatch(/^ +1 +api +5 +25, 50, 100, kubernetes +\d{4}-\d\d-\d\d \d\d:\d\d +bake +\d{4}/m);
  expect(plan.out).toContain("0 of 1 are through; all may be by ");
  expect(JSON.parse((await project.say("plan --json")).out)).toMatchObject({
    plan: [{ key: "api", wave: 1, value: 5, through: true, blocked: { rule: "bake" } }],
  });
  expect((await project.say("plan --mermaid")).out).toBe(
    'flowchart LR\n  subgraph wave1 ["wave 1"]\n    r_api["api: 5"]\n  end\n',
  );

  project.ask({ api: 25 });
  expect((await project.run("up --advance 10m --fault kill-after@1")).result).toBe("failed");
  const unfinished = await status();
  expect(unfinished.table).toEqual({
    api: ["legacy 79 %, blue 21 % (unfinished)", "-", "healthy", "50", "-"],
  });
  expect(unfinished.traffic.api).toMatchObject({ stands: "legacy 79 %, blue 21 % (unfinished)" });
});

// Tests the pull-request comment of a preview.
import type { Report } from "../../src/cli/report";
import { summary } from "../../tools/summary";

const preview: Report = {
  stack: "staging",
  result: "done",
  changes: { create: 1, update: 2, replace: 0, delete: 0, same: 40 },
  operations: [
    {
      op: "create",
      type: "aws:route53/record:Record",
      urn: "urn:pulumi:staging::crossover::aws:route53/record:Record::api-kubernetes",
    },
  ],
  problems: [],
  traffic: {
    api: {
      value: 25,
      since: "2026-11-20T08:00:00Z",
      next: { value: 50, notBefore: "2026-11-21T08:00:00Z" },
    },
    auth: { value: { from: "blue", to: "green", percent: 5 }, since: "2026-11-01T08:00:00Z" },
  },
};

test("a preview that succeeds shows traffic and operations", () => {
  expect(summary(preview, "rehearsal of abc1234")).toBe(
    [
      "<!-- crossover preview staging -->",
      "",
      "### staging: done",
      "",
      "create **1**, update **2**",
      "",
      "| Route | Stands at | Since | Next | Not before |",
      "| --- | --- | --- | --- | --- |",
      "| <code>api</code> | <code>25</code> | 2026-11-20T08:00:00Z | <code>50</code> | 2026-11-21T08:00:00Z |",
      '| <code>auth</code> | <code>{"from":"blue","to":"green","percent":5}</code> | 2026-11-01T08:00:00Z |  |  |',
      "",
      "<details><summary>Operations</summary>",
      "",
      "| Operation | Type | Name |",
      "| --- | --- | --- |",
      "| create | <code>aws:route53/record:Record</code> | <code>api-kubernetes</code> |",
      "",
      "</details>",
      "",
      "<sub>rehearsal of abc1234</sub>",
      "",
    ].join("\n"),
  );
});

test("a refusal shows each problem, and no empty tables", () => {
  const problem = {
    rule: "ladder" as const,
    path: "crossover:traffic.api",
    message: "skips a rung",
    allowed: "25",
  };
  const changes = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  const refused: Report = {
    ...preview,
    result: "refused",
    changes,
    operations: [],
    problems: [problem],
    traffic: {},
  };
  expect(summary(refused, "rehearsal")).toBe(
    [
      "<!-- crossover preview staging -->",
      "",
      "### staging: refused",
      "",
      "No changes.",
      "",
      "| Refused | Why | Allowed | Rule |",
      "| --- | --- | --- | --- |",
      "| <code>crossover:traffic.api</code> | skips a rung | <code>25</code> | ladder |",
      "",
      "<sub>rehearsal</sub>",
      "",
    ].join("\n"),
  );
});

test("what comes from configuration stays text", () => {
  const message = "a|b\n<img src=x> `c` [link](x) *d* @team & \\";
  const problems = [{ rule: "r_1" as never, path: "p|q", message }];
  expect(summary({ ...preview, problems }, "x")).toContain(
    "| <code>p\\|q</code> | a\\|b &lt;img src=x&gt; \\`c\\` \\[link\\](x) \\*d\\* @<!-- -->team &amp; \\\\ |  | r\\_1 |",
  );
});

test("a long list of operations is cut, and says so", () => {
  const operations = Array.from({ length: 203 }, (_, i) => ({
    op: "create" as const,
    type: "t",
    urn: `urn::n${i}`,
  }));
  const markdown = summary({ ...preview, operations }, "x");
  expect(markdown.match(/^\| create /gm)).toHaveLength(200);
  expect(markdown).toContain("\n\n… and 3 more.\n\n</details>");
});

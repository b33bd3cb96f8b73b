// Writes docs/controls.md: which controls a stack serves, by what, and what remains the company's own work.
import { readControls, type Control, type Controls, type Measure } from "./controls";
import { anchor, code, linked, page, proofs, table } from "./markdown";

const introduction = `# Controls

What a stack does for an audit by GDPR, SOC 2 (Trust Services Criteria) and PCI DSS 4.0, with the resources that do it and the
tests that prove it. Nobody is compliant by a program: the last column is work that stays with the company. This is no legal
advice, and the words are this project's own.

A stack serves a control as far as it uses what is named: \`crossover:audit\` in its file, to begin with. Prod does. See
[audit](guide/audit.md).

Written by \`npm run docs\` from \`tools/reference/controls/\`: don't edit it. A test fails if a resource isn't declared by a stack,
or a test isn't there.`;

export function controlsPage(directory: string): string {
  const { measures, frameworks } = readControls(directory);
  const sections = frameworks.flatMap(({ title, source, controls }) => [
    `## ${title}`,
    `[The text of ${title}](${source})`,
    table(
      ["control", "asks for", "served by", "the company's own work"],
      controls.map((one) => row(one, measures)),
    ),
  ]);
  return page(introduction, ...sections, "## What serves them", ...Object.values(measures).flatMap(section));
}

function row({ id, asks, measures: keys, company }: Control, measures: Controls["measures"]): string[] {
  const links = keys.map((key) => `[${measures[key]!.title}](#${anchor(measures[key]!.title)})`);
  return [id, asks, links.join(", ") || "–", linked(company)];
}

function section({ title, says, resources, tests }: Measure): string[] {
  const by = resources.length === 0 ? "By the program itself." : `By ${resources.map(code).join(", ")}.`;
  return [
    `### ${title}`,
    `${says[0]!.toUpperCase()}${says.slice(1)}.`,
    `${by}<br>Proved by ${proofs(tests, ", ")}.`,
  ];
}

// Writes docs/guards.md: what answers stand on, type by type with the reason, and which changes are refused for it.
import { guardedTypes, ownerPatterns, type GuardKind } from "../../src/model/traffic/guarded-types";
import { code, page, proofs, table } from "./markdown";
import { readReplacements, type Replacement } from "./replacements";

const introduction = `# What answers stand on

What may not be deleted or replaced while a public name is answered over it, and what may be at any time. See
[what is guarded](guide/guards.md) for what that means and how to get round it.

Written by \`npm run docs\` from \`src/model/traffic/guard-table.json\` and \`tools/reference/replacements/\`: don't edit it.`;

export function guardsPage(directory: string): string {
  return page(
    introduction,
    "## Whose answers",
    "A resource serves the answers of the outermost of these components that it is in; in any other, those of every name.",
    table(
      ["component", "serves", "names begin with"],
      ownerPatterns.map(({ component, of, name }) => [code(component), of, code(name)]),
    ),
    "## Guarded",
    table(["type", "because"], rowsOf("answers")),
    "## Free",
    table(["type", "because"], rowsOf("free")),
    "## Changes that would replace something",
    "Each property that the program sets, and whose change makes the provider replace what is guarded.",
    ...readReplacements(directory).flatMap(({ title, replacements }) => [
      `### ${title}`,
      table(
        ["change", "properties", "while it answers", "on standby", "way round", "proved by"],
        replacements.map(row),
      ),
    ]),
  );
}

function rowsOf(guard: GuardKind): string[][] {
  return Object.entries(guardedTypes).flatMap(([type, { except = [], ...usual }]) => [
    ...(usual.guard === guard ? [[code(type), usual.reason]] : []),
    ...except
      .filter((other) => other.guard === guard)
      .map(({ within, reason }) => [`${code(type)} in ${code(within)}`, reason]),
  ]);
}

function row({ edit, properties, answering, standby, way, proof }: Replacement): string[] {
  const list = Object.entries(properties).map(
    ([type, paths]) => `${code(type)}: ${paths.map(code).join(", ")}`,
  );
  return [edit, list.join("<br>"), answering, standby, way, proofs(proof, "<br>")];
}

// Writes plain lists of tables as DMS wants them: selection rules with its own wildcards.
import { canonicalJson } from "./canonical";

/**
 * The selection rules, in an order that doesn't depend on that of the lists. An exclusion outranks every inclusion:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections.html
 */
export function tableMappings(include: readonly string[], exclude: readonly string[]): string {
  const rules = [
    ...unique(include).map((tables) => ({ tables, action: "include" })),
    ...unique(exclude).map((tables) => ({ tables, action: "exclude" })),
  ];
  return canonicalJson({
    rules: rules.map(({ tables, action }, index) => {
      const [schema, table] = tables.split(".") as [string, string];
      const id = String(index + 1);
      return {
        "rule-type": "selection",
        "rule-id": id,
        "rule-name": id,
        "rule-action": action,
        "object-locator": { "schema-name": wildcard(schema), "table-name": wildcard(table) },
        filters: [],
      };
    }),
  });
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

/**
 * `*` is `%` there; an underscore would match any one character and is put in brackets, or `audit_*` would take
 * `auditor` too:
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Wildcards.html
 */
function wildcard(name: string): string {
  return name.replaceAll("_", "[_]").replaceAll("*", "%");
}

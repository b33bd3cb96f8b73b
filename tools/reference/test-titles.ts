// Reads the full titles of a file's tests from its source: a page may name only tests that run.
import * as ts from "typescript";

/**
 * The titles of a file's tests, each behind those of its `describe` blocks, apart by ` > `. Those of `test.each` are
 * filled in where the row is written out in the file. Skipped and future ones are left out.
 */
export function titlesOf(text: string): Set<string> {
  const source = ts.createSourceFile("test.ts", text, ts.ScriptTarget.Latest, true);
  const tables = tablesOf(source);
  const titles = new Set<string>();
  const visit = (node: ts.Node, before: string): void => {
    const found = ts.isCallExpression(node) ? blockOf(node, tables) : undefined;
    if (!found) return ts.forEachChild(node, (child) => visit(child, before));
    for (const title of found.titles) {
      const full = before + title;
      if (found.kind === "describe") visit(found.body, `${full} > `);
      else if (found.kind === "test") titles.add(full);
    }
  };
  visit(source, "");
  return titles;
}

interface Block {
  readonly kind: "describe" | "test" | "skipped";
  readonly titles: readonly string[];
  readonly body: ts.Node;
}

/** The call of `test`, `describe`, or their `each`; nothing for any other call. */
function blockOf(call: ts.CallExpression, tables: ReadonlyMap<string, ts.Expression>): Block | undefined {
  const each = ts.isCallExpression(call.expression) ? call.expression : undefined;
  const name = (each ?? call).expression.getText();
  const word = /^(describe|test|it)(\.each|\.only)?$/.exec(name)?.[1];
  const [title, body] = call.arguments;
  if (/^(x(describe|test|it)|(describe|test|it)\.(skip|todo|failing))\b/.test(name))
    return { kind: "skipped", titles: [""], body: call };
  if (!word || !title || !body || !ts.isStringLiteralLike(title)) return undefined;
  const kind = word === "describe" ? "describe" : "test";
  if (!each) return { kind, titles: [title.text], body };
  const rows = rowsOf(each.arguments[0], tables);
  return { kind, titles: rows ? rows.map((row) => filled(title.text, row)) : [title.text], body };
}

/** Constants of the file that could be tables. */
function tablesOf(source: ts.SourceFile): Map<string, ts.Expression> {
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(
    declared.flatMap(({ name, initializer }) => (initializer ? [[name.getText(), initializer]] : [])),
  );
}

function rowsOf(table: ts.Expression | undefined, tables: ReadonlyMap<string, ts.Expression>) {
  let found = table && ts.isIdentifier(table) ? tables.get(table.text) : table;
  while (found && (ts.isAsExpression(found) || ts.isSatisfiesExpression(found))) found = found.expression;
  return found && ts.isArrayLiteralExpression(found) ? found.elements : undefined;
}

/** A title with the values of its row, as Jest fills them in; what isn't written out stays as it is. */
function filled(title: string, row: ts.Expression): string {
  if (ts.isObjectLiteralExpression(row)) {
    const values = new Map(
      row.properties
        .filter(ts.isPropertyAssignment)
        .map(({ name, initializer }) => [name.getText(), literal(initializer)]),
    );
    return title.replace(/\$(\w+)/g, (holder, name: string) => values.get(name) ?? holder);
  }
  const values = ts.isArrayLiteralExpression(row) ? [...row.elements] : [row];
  return title.replace(/%[sdij]/g, (holder) => {
    const value = values.shift();
    const text = value && literal(value);
    return text === undefined ? holder : holder === "%j" && isText(value) ? JSON.stringify(text) : text;
  });
}

function literal(value: ts.Expression): string | undefined {
  if (isText(value) || ts.isNumericLiteral(value)) return value.text;
  return /^(-?\d+(\.\d+)?|true|false)$/.exec(value.getText())?.[0];
}

function isText(value: ts.Expression | undefined): value is ts.StringLiteralLike {
  return value !== undefined && ts.isStringLiteralLike(value);
}

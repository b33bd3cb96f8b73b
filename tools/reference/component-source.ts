// Reads what each component is from its source: token, purpose, arguments, outputs, children and example.
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { docstringOf, type Docstring } from "./docstrings";
import { fieldOf, fieldsOf, type Field } from "./shapes";
import { readSources, type Sources } from "./sources";

export interface ComponentSource {
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  readonly token: string;
  readonly doc?: Docstring;
  /** Of the constructor, where it has a docstring. */
  readonly throws?: string;
  /** Whether the constructor takes any. */
  readonly takesArgs: boolean;
  readonly args: readonly Field[];
  readonly outputs: readonly Field[];
  /** Names of components, and of resources such as `aws.kms.Key`. */
  readonly children: readonly string[];
  /** The file of its example, from the project's root; whether it is there isn't said. */
  readonly exampleFile: string;
}

/** Every exported component resource below `components/`, in the order of its files. */
export function readComponents(root: string, sources: Sources = readSources(root)): ComponentSource[] {
  return sources
    .below("components")
    .flatMap((source) => source.statements.filter(ts.isClassDeclaration).filter(isComponent))
    .map((one) => component(one, sources));
}

export interface Example {
  /** What it does, in a sentence. */
  readonly caption: string;
  /** As a user writes it in a program beside `index.ts`. */
  readonly code: string;
}

/** The example of a component; nothing where there is none. */
export function readExample(root: string, { exampleFile }: ComponentSource): Example | undefined {
  const file = path.join(root, exampleFile);
  if (!fs.existsSync(file)) return undefined;
  const [, caption = "", text = ""] = /^\/\/ (.*)\n([^]*)$/.exec(fs.readFileSync(file, "utf8")) ?? [];
  const folder = path.posix.dirname(exampleFile);
  const fromRoot = (_: string, target: string) => ` from "./${path.posix.join(folder, target)}"`;
  return { caption, code: text.replace(/ from "(\.[^"]+)"/g, fromRoot).trim() };
}

function isComponent(one: ts.ClassDeclaration): boolean {
  const parents = (one.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText()));
  return has(one, ts.SyntaxKind.ExportKeyword) && parents.includes("pulumi.ComponentResource");
}

function has(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return (node.modifiers ?? []).some((modifier) => modifier.kind === kind);
}

function component(one: ts.ClassDeclaration, sources: Sources): ComponentSource {
  const make = one.members.find(ts.isConstructorDeclaration);
  const args = make?.parameters.find(({ name }) => name.getText() === "args");
  const file = one.getSourceFile().fileName;
  const outputs = one.members
    .filter(ts.isPropertyDeclaration)
    .filter((member) => !has(member, ts.SyntaxKind.PrivateKeyword));
  return {
    name: one.name?.text ?? "",
    file,
    token: /\bsuper\(\s*"([^"]+)"/.exec(make?.getText() ?? "")?.[1] ?? "",
    doc: docstringOf(one),
    throws: make && docstringOf(make)?.throws,
    takesArgs: args !== undefined,
    args: fieldsOf(args?.type, sources),
    outputs: outputs.map((member) => fieldOf(member, sources)),
    children: [...new Set(created(one.getSourceFile(), sources, new Set()))].filter(
      (child) => child !== one.name?.text,
    ),
    exampleFile: file.replace(/^components\//, "docs/examples/"),
  };
}

/** What is made in a part of the sources, and by the functions of `components/` that it calls. */
function created(node: ts.Node, sources: Sources, seen: Set<ts.Node>): string[] {
  const found: string[] = [];
  const declared = (name: ts.Node) =>
    ts.isIdentifier(name) ? sources.find(name.text, name.getSourceFile()) : undefined;
  const visit = (one: ts.Node): void => {
    if (ts.isNewExpression(one)) {
      const made = one.expression.getText();
      const own = declared(one.expression);
      if (
        /^(?!pulumi\.)[a-z]\w*(\.\w+)+$/.test(made) ||
        (own && ts.isClassDeclaration(own) && isComponent(own))
      )
        found.push(made);
    }
    if (ts.isCallExpression(one)) {
      const called = declared(one.expression);
      if (called && ts.isFunctionDeclaration(called) && !seen.has(called))
        found.push(...created(called, sources, seen.add(called)));
    }
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

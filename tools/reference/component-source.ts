// Reads what each component is from its source: token, purpose, arguments, outputs and children.
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { docstringOf, type Docstring } from "./docstrings";

/** An argument or an output. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly doc?: Docstring;
}

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
}

/** Every exported component resource below `components/`, in the order of its files. */
export function readComponents(root: string): ComponentSource[] {
  const sources = typescriptFiles(path.join(root, "components")).map((file) =>
    ts.createSourceFile(
      path.relative(root, file).replaceAll(path.sep, "/"),
      fs.readFileSync(file, "utf8"),
      ts.ScriptTarget.Latest,
      true,
    ),
  );
  const known = index(sources);
  return sources.flatMap((source) =>
    source.statements
      .filter(ts.isClassDeclaration)
      .filter(isComponent)
      .map((one) => component(one, known)),
  );
}

function typescriptFiles(directory: string): string[] {
  const names = fs.readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".ts")).sort();
  return files.map((name) => path.join(directory, name));
}

type Shape = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** What the sources declare, by name. */
interface Known {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly functions: ReadonlyMap<string, ts.FunctionDeclaration>;
  readonly components: ReadonlySet<string>;
}

function index(sources: readonly ts.SourceFile[]): Known {
  const statements = sources.flatMap((source) => [...source.statements]);
  const named = <T extends ts.Statement & { name?: ts.Identifier }>(is: (one: ts.Statement) => one is T) =>
    statements.filter(is).flatMap((one) => (one.name ? [[one.name.text, one] as const] : []));
  return {
    shapes: new Map<string, Shape>([
      ...named(ts.isInterfaceDeclaration),
      ...named(ts.isTypeAliasDeclaration),
    ]),
    functions: new Map(named(ts.isFunctionDeclaration)),
    components: new Set(
      named(ts.isClassDeclaration).flatMap(([name, one]) => (isComponent(one) ? [name] : [])),
    ),
  };
}

function isComponent(one: ts.ClassDeclaration): boolean {
  const parents = (one.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText()));
  return has(one, ts.SyntaxKind.ExportKeyword) && parents.includes("pulumi.ComponentResource");
}

function has(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return (node.modifiers ?? []).some((modifier) => modifier.kind === kind);
}

function component(one: ts.ClassDeclaration, known: Known): ComponentSource {
  const make = one.members.find(ts.isConstructorDeclaration);
  const args = make?.parameters.find(({ name }) => name.getText() === "args");
  const outputs = one.members
    .filter(ts.isPropertyDeclaration)
    .filter((member) => !has(member, ts.SyntaxKind.PrivateKeyword));
  return {
    name: one.name?.text ?? "",
    file: one.getSourceFile().fileName,
    token: /\bsuper\(\s*"([^"]+)"/.exec(make?.getText() ?? "")?.[1] ?? "",
    doc: docstringOf(one),
    throws: make && docstringOf(make)?.throws,
    takesArgs: args !== undefined,
    args: fieldsOf(args?.type, known),
    outputs: outputs.map(field),
    children: [...new Set(created(one.getSourceFile(), known, new Set()))].filter(
      (child) => child !== one.name?.text,
    ),
  };
}

/** The fields of a type, those that it takes over from others too. */
function fieldsOf(type: ts.TypeNode | undefined, known: Known): Field[] {
  if (!type) return [];
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => fieldsOf(part, known));
  if (ts.isTypeLiteralNode(type)) return type.members.filter(ts.isPropertySignature).map(field);
  if (!ts.isTypeReferenceNode(type)) return [];
  const shape = known.shapes.get(type.typeName.getText());
  if (!shape) return [];
  if (ts.isTypeAliasDeclaration(shape)) return fieldsOf(shape.type, known);
  const inherited = (shape.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap((one) => {
      const parent = known.shapes.get(one.expression.getText());
      return parent && ts.isInterfaceDeclaration(parent) ? membersOf(parent) : [];
    }),
  );
  return [...inherited, ...membersOf(shape)];
}

function membersOf(shape: ts.InterfaceDeclaration): Field[] {
  return shape.members.filter(ts.isPropertySignature).map(field);
}

function field(member: ts.PropertySignature | ts.PropertyDeclaration): Field {
  return {
    name: member.name.getText(),
    type: (member.type?.getText() ?? "").replace(/\s+/g, " "),
    optional: member.questionToken !== undefined,
    doc: docstringOf(member),
  };
}

/** What is made in a part of the sources, and by the functions of `components/` that it calls. */
function created(node: ts.Node, known: Known, seen: Set<string>): string[] {
  const found: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isNewExpression(one)) {
      const made = one.expression.getText();
      if (/^(?!pulumi\.)[a-z]\w*(\.\w+)+$/.test(made) || known.components.has(made)) found.push(made);
    }
    if (ts.isCallExpression(one) && ts.isIdentifier(one.expression)) {
      const name = one.expression.text;
      const called = known.functions.get(name);
      if (called && !seen.has(name)) found.push(...created(called, known, seen.add(name)));
    }
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

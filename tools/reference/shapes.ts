// Reads what an object consists of from its type: the fields, and the named types among them.
import * as ts from "typescript";
import { docstringOf, type Docstring } from "./docstrings";
import type { Sources } from "./sources";

/** A named type that consists of fields or of alternatives. */
export type Shape = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** An argument, an output, or a part of one. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Whether neither the field nor any list in its type can be changed. */
  readonly fixed: boolean;
  readonly doc?: Docstring;
  /** The project's types that its type names. */
  readonly shapes: readonly Shape[];
}

/** The fields of a type, those that it takes over from others too; a later one takes the place of one before. */
export function fieldsOf(type: ts.TypeNode | undefined, sources: Sources): Field[] {
  const fields = type ? allFields(type, sources) : [];
  return [...new Map(fields.map((one) => [one.name, one])).values()];
}

/** The fields of a named type; none of one that is a choice between others. */
export function fieldsOfShape(shape: Shape, sources: Sources): Field[] {
  const fields = ts.isTypeAliasDeclaration(shape)
    ? allFields(shape.type, sources)
    : interfaceFields(shape, sources);
  return [...new Map(fields.map((one) => [one.name, one])).values()];
}

export function fieldOf(member: ts.PropertySignature | ts.PropertyDeclaration, sources: Sources): Field {
  return {
    name: member.name.getText(),
    type: (member.type?.getText() ?? "").replace(/\s+/g, " "),
    optional: member.questionToken !== undefined,
    fixed: isReadonly(member) && (!member.type || hasFixedLists(member.type)),
    doc: docstringOf(member),
    shapes: member.type ? namedIn(member.type, sources) : [],
  };
}

/** The project's types that a type names, each once. */
export function namedIn(type: ts.TypeNode, sources: Sources): Shape[] {
  const found = new Set<Shape>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) {
      const shape = shapeOf(node.typeName, sources);
      if (shape) found.add(shape);
    }
    ts.forEachChild(node, visit);
  };
  visit(type);
  return [...found];
}

function allFields(type: ts.TypeNode, sources: Sources): Field[] {
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => allFields(part, sources));
  if (ts.isTypeLiteralNode(type)) return properties(type.members, sources);
  if (!ts.isTypeReferenceNode(type)) return [];
  const [inner, keys] = type.typeArguments ?? [];
  switch (type.typeName.getText()) {
    case "Pick":
      return fieldsOf(inner, sources).filter(({ name }) => wordsOf(keys).includes(name));
    case "Omit":
      return fieldsOf(inner, sources).filter(({ name }) => !wordsOf(keys).includes(name));
  }
  const shape = shapeOf(type.typeName, sources);
  return shape ? fieldsOfShape(shape, sources) : [];
}

function interfaceFields(shape: ts.InterfaceDeclaration, sources: Sources): Field[] {
  const inherited = (shape.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap(({ expression, typeArguments: [inner, keys] = [] }) => {
      if (expression.getText() === "Omit")
        return fieldsOf(inner, sources).filter(({ name }) => !wordsOf(keys).includes(name));
      const parent = shapeOf(expression, sources);
      return parent ? fieldsOfShape(parent, sources) : [];
    }),
  );
  return [...inherited, ...properties(shape.members, sources)];
}

function properties(members: ts.NodeArray<ts.TypeElement>, sources: Sources): Field[] {
  return members.filter(ts.isPropertySignature).map((member) => fieldOf(member, sources));
}

function shapeOf(name: ts.Node, sources: Sources): Shape | undefined {
  const found = ts.isIdentifier(name) ? sources.find(name.text, name.getSourceFile()) : undefined;
  return found && (ts.isInterfaceDeclaration(found) || ts.isTypeAliasDeclaration(found)) ? found : undefined;
}

/** The strings of a type such as `"min" | "max"`. */
function wordsOf(type: ts.TypeNode | undefined): string[] {
  return [...(type?.getText() ?? "").matchAll(/"([^"]+)"/g)].map(([, word]) => word!);
}

function isReadonly(node: ts.HasModifiers): boolean {
  return (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
}

/** No list, record or field within the type can be changed. */
function hasFixedLists(type: ts.Node): boolean {
  if (ts.isArrayTypeNode(type)) {
    const { parent } = type;
    const fixed = ts.isTypeOperatorNode(parent) && parent.operator === ts.SyntaxKind.ReadonlyKeyword;
    if (!fixed) return false;
  }
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === "Record") {
    const { parent } = type;
    if (!(ts.isTypeReferenceNode(parent) && parent.typeName.getText() === "Readonly")) return false;
  }
  if (ts.isPropertySignature(type) && !isReadonly(type)) return false;
  let fixed = true;
  ts.forEachChild(type, (child) => {
    fixed &&= hasFixedLists(child);
  });
  return fixed;
}

// Finds the types that components' arguments consist of.
import * as ts from "typescript";
import type { ComponentSource } from "./component-source";
import { fieldsOfShape, namedIn, type Shape } from "./shapes";
import type { Sources } from "./sources";

/** The types of arguments, and those that they consist of, by name. @throws Error on two of one name. */
export function argumentTypes(components: readonly ComponentSource[], sources: Sources): Shape[] {
  const found = new Map<string, Shape>();
  const visit = (shape: Shape): void => {
    const name = shape.name.text;
    const same = found.get(name);
    if (same === shape || name === "Transform" || isOfFiles(shape)) return;
    if (same)
      throw new Error(`${shape.getSourceFile().fileName} and ${same.getSourceFile().fileName}: ${name}`);
    found.set(name, shape);
    for (const one of partsOf(shape, sources)) visit(one);
  };
  for (const { args } of components) for (const { shapes } of args) shapes.forEach(visit);
  return [...found.values()].sort((a, b) => (a.name.text < b.name.text ? -1 : 1));
}

/** Whether it is a word of the YAML files, which guides explain. */
function isOfFiles(shape: Shape): boolean {
  return shape.getSourceFile().fileName.startsWith("src/schema/");
}

/** The types that a type consists of. */
function partsOf(shape: Shape, sources: Sources): readonly Shape[] {
  if (ts.isTypeAliasDeclaration(shape) && isChoice(shape.type)) return namedIn(shape.type, sources);
  return fieldsOfShape(shape, sources).flatMap(({ shapes }) => shapes);
}

/** Whether a type offers alternatives, beside what they have in common or not. */
export function isChoice(type: ts.TypeNode): boolean {
  if (ts.isParenthesizedTypeNode(type)) return isChoice(type.type);
  if (ts.isIntersectionTypeNode(type)) return type.types.some(isChoice);
  return ts.isUnionTypeNode(type) || ts.isLiteralTypeNode(type);
}

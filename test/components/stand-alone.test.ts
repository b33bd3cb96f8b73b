// Tests what makes a component usable by itself: arguments that it owns, explains, and never changes.
import * as ts from "typescript";
import { root } from "../../tools/generated";
import { argumentTypes, isChoice } from "../../tools/reference/argument-types";
import { readComponents } from "../../tools/reference/component-source";
import { fieldsOfShape, type Field } from "../../tools/reference/shapes";
import { readSources } from "../../tools/reference/sources";

const sources = readSources(root);
const components = readComponents(root, sources);
const types = argumentTypes(components, sources)
  .filter((shape) => !(ts.isTypeAliasDeclaration(shape) && isChoice(shape.type)))
  .map((shape) => ({
    name: shape.name.text,
    file: shape.getSourceFile().fileName,
    fields: fieldsOfShape(shape, sources),
  }));
const files = sources.below("components").map(({ fileName, text }) => [fileName, text] as const);

/** Functions of a transform are explained once, for all components. */
const explained = (fields: readonly Field[]) => fields.filter(({ name }) => name !== "transform");

test("there are components, and types of their arguments", () => {
  expect(components.length).toBeGreaterThan(50);
  expect(types.length).toBeGreaterThan(40);
});

test.each([
  ...components.map(({ name, args }) => [name, args] as const),
  ...types
    .filter(({ file }) => file.startsWith("components/"))
    .map(({ name, fields }) => [name, fields] as const),
])("%s is never changed, and says what is taken where nothing is given", (_, fields) => {
  expect(fields.filter(({ fixed }) => !fixed).map(({ name }) => name)).toEqual([]);
  const optional = explained(fields).filter((field) => field.optional);
  expect(optional.filter(({ doc }) => doc?.default === undefined).map(({ name }) => name)).toEqual([]);
});

test.each(types.map(({ name, fields }) => [name, fields] as const))("%s is explained", (_, fields) => {
  expect(fields.filter(({ doc }) => !doc?.text).map(({ name }) => name)).toEqual([]);
});

test.each(files)("%s is short and has one component at most", (_, text) => {
  expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
  expect(text.match(/^export class /gm)?.length ?? 0).toBeLessThanOrEqual(1);
});

test("arguments are refused by one kind of error", () => {
  const throwing = files.filter(([, text]) => text.includes("throw new")).map(([file]) => file);
  // The guards stop an update, not a component.
  expect(throwing).toEqual([
    "components/argument-error.ts",
    "components/traffic/delete-guard.ts",
    "components/traffic/guard.ts",
  ]);
});

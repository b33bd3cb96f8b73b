// Writes docs/components.md: every component by its docstrings, with its example, and the types of arguments.
import { argumentTypes, isChoice } from "./argument-types";
import { readComponents, readExample, type ComponentSource, type Example } from "./component-source";
import { docstringOf } from "./docstrings";
import { code, linked, page, table } from "./markdown";
import { fieldsOfShape, namedIn, type Field, type Shape } from "./shapes";
import { readSources, type Sources } from "./sources";
import * as ts from "typescript";

const introduction = `# Components

Every component resource, by folder of \`components/\`, and the [types](#types) of their arguments. Written by
\`npm run docs\` from the docstrings and \`docs/examples/\`: don't edit it.

Each takes \`(name, args, opts?)\`; a \`?\` marks what may be left out. Names of children begin with the component's. Where
\`args\` has \`transform\`, each of its functions gets a child's arguments just before the child is declared, and returns
those to use. The examples are programs beside \`index.ts\`; the tests run each of them.`;

export function componentsPage(root: string): string {
  const sources = readSources(root);
  const components = readComponents(root, sources);
  const domains = [...new Set(components.map(domainOf))];
  const shapes = argumentTypes(components, sources);
  const known: Known = {
    components: new Set(components.map(({ name }) => name)),
    shapes: new Set(shapes),
  };
  const of = (domain: string) => components.filter((one) => domainOf(one) === domain);
  const contents = domains.map((domain) => {
    const links = of(domain).map(({ name }) => link(name));
    return `- ${domain}: ${links.join(", ")}`;
  });
  const sections = domains.flatMap((domain) => [
    `## ${domain}`,
    ...of(domain).flatMap((one) => section(one, readExample(root, one), known)),
  ]);
  const types =
    shapes.length === 0 ? [] : ["## types", ...shapes.flatMap((one) => shapeSection(one, sources, known))];
  return page(introduction, contents.join("\n"), ...sections, ...types);
}

/** What the page has a section of. */
interface Known {
  readonly components: ReadonlySet<string>;
  readonly shapes: ReadonlySet<Shape>;
}

function domainOf({ file }: ComponentSource): string {
  return file.split("/")[1] ?? "";
}

function link(heading: string): string {
  return `[${heading}](#${heading.toLowerCase()})`;
}

function section(one: ComponentSource, example: Example | undefined, known: Known): string[] {
  const throws = [one.doc?.throws, one.throws].filter((text) => text !== undefined);
  const children = one.children.map((child) => (known.components.has(child) ? link(child) : code(child)));
  return [
    `### ${one.name}`,
    `${code(one.token)} in [${one.file}](../${one.file})`,
    linked(one.doc?.text ?? ""),
    ...(example ? [`Example: ${example.caption}`, `\`\`\`ts\n${example.code}\n\`\`\``] : []),
    ...throws.map((text) => `Throws ${linked(text)}${text.endsWith(".") ? "" : "."}`),
    one.args.length === 0 ? "" : fieldTable("argument", one.args, known),
    one.outputs.length === 0 ? "" : outputTable(one.outputs),
    children.length === 0 ? "" : `Children: ${children.join(", ")}`,
  ];
}

function shapeSection(shape: Shape, sources: Sources, known: Known): string[] {
  const { fileName } = shape.getSourceFile();
  const fields = fieldsOfShape(shape, sources);
  const choice = ts.isTypeAliasDeclaration(shape) && isChoice(shape.type) ? shape.type : undefined;
  const parts = choice ? namedIn(choice, sources).filter((one) => known.shapes.has(one)) : [];
  return [
    `### ${shape.name.text}`,
    `In [${fileName}](../${fileName})`,
    linked(docstringOf(shape)?.text ?? ""),
    choice ? code(plain(withoutComments(choice))) : "",
    parts.length === 0 ? "" : `See ${parts.map(({ name }) => link(name.text)).join(", ")}.`,
    choice || fields.length === 0 ? "" : fieldTable("field", fields, known),
  ];
}

function fieldTable(title: string, fields: readonly Field[], known: Known): string {
  return table(
    [title, "type", "meaning"],
    fields.map((field) => [
      code(`${field.name.replaceAll('"', "")}${field.optional ? "?" : ""}`),
      typeOf(field),
      explained(field, known),
    ]),
  );
}

function explained(field: Field, known: Known): string {
  const { default: fallback, example } = field.doc ?? {};
  const links = field.shapes.filter((one) => known.shapes.has(one)).map(({ name }) => link(name.text));
  return [
    meaning(field),
    fallback === undefined ? "" : `Default: ${linked(fallback)}.`,
    example === undefined ? "" : `Example: ${code(example)}.`,
    links.length === 0 ? "" : `See ${links.join(", ")}.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function outputTable(outputs: readonly Field[]): string {
  return table(
    ["output", "type", "meaning"],
    outputs.map((field) => [code(field.name), typeOf(field), meaning(field)]),
  );
}

function typeOf({ name, type }: Field): string {
  return code(name === "transform" ? "Transform" : plain(type));
}

function withoutComments(type: ts.TypeNode): string {
  const text = type.getText().replace(/\/\*\*.*?\*\//gs, "");
  return text
    .replace(/\s+/g, " ")
    .replace(/(^|\( )\| /g, "$1")
    .replace(/; \}/g, " }");
}

/** What a change does isn't in the type, so `readonly` goes. */
function plain(type: string): string {
  return type
    .replace(/\breadonly /g, "")
    .replace(/\bpulumi\./g, "")
    .replace(/\bReadonly<(Record<(?:[^<>]|<[^<>]*>)*>)>/g, "$1");
}

/** Of a transform the names of its children: what is long is told by them alone. */
function meaning({ name, type, doc }: Field): string {
  const text = linked(doc?.text ?? "");
  if (name !== "transform" || !type.startsWith("{")) return text;
  const children = [...type.matchAll(/(\w+)\?: Transform<([^>]+)>/g)].map(
    ([, child, args]) => `${code(child!)} (${code(args!)})`,
  );
  return [`Of ${children.join(", ")}.`, text].filter((part) => part !== "").join(" ");
}

// Writes docs/components.md: every component, by its docstrings.
import { readComponents, type ComponentSource, type Field } from "./component-source";
import { code, linked, page, table } from "./markdown";

const introduction = `# Components

Every component resource, by folder of \`components/\`. Written by \`npm run docs\` from the docstrings: don't edit it.

Each takes \`(name, args, opts?)\`; a \`?\` marks what may be left out. Names of children begin with the component's. Where
\`args\` has \`transform\`, each of its functions gets a child's arguments just before the child is declared, and returns
those to use.`;

export function componentsPage(root: string): string {
  const components = readComponents(root);
  const domains = [...new Set(components.map(domainOf))];
  const names = new Set(components.map(({ name }) => name));
  const of = (domain: string) => components.filter((one) => domainOf(one) === domain);
  const contents = domains.map((domain) => {
    const links = of(domain).map(({ name }) => link(name));
    return `- ${domain}: ${links.join(", ")}`;
  });
  const sections = domains.flatMap((domain) => [
    `## ${domain}`,
    ...of(domain).flatMap((one) => section(one, names)),
  ]);
  return page(introduction, contents.join("\n"), ...sections);
}

function domainOf({ file }: ComponentSource): string {
  return file.split("/")[1] ?? "";
}

function link(component: string): string {
  return `[${component}](#${component.toLowerCase()})`;
}

function section(one: ComponentSource, names: ReadonlySet<string>): string[] {
  const throws = [one.doc?.throws, one.throws].filter((text) => text !== undefined);
  const children = one.children.map((child) => (names.has(child) ? link(child) : code(child)));
  return [
    `### ${one.name}`,
    `${code(one.token)} in [${one.file}](../${one.file})`,
    linked(one.doc?.text ?? ""),
    ...throws.map((text) => `Throws ${linked(text)}${text.endsWith(".") ? "" : "."}`),
    one.args.length === 0 ? "" : table(["argument", "type", "meaning"], one.args.map(argument)),
    one.outputs.length === 0 ? "" : table(["output", "type", "meaning"], one.outputs.map(output)),
    children.length === 0 ? "" : `Children: ${children.join(", ")}`,
  ];
}

function argument(field: Field): string[] {
  const fallback = field.doc?.default;
  return [
    code(`${field.name}${field.optional ? "?" : ""}`),
    typeOf(field),
    fallback === undefined ? meaning(field) : `${meaning(field)} Default: ${linked(fallback)}.`,
  ];
}

function output(field: Field): string[] {
  return [code(field.name), typeOf(field), meaning(field)];
}

/** What a change does isn't in the type, so `readonly` goes; what is long is told by its children's names alone. */
function typeOf({ name, type }: Field): string {
  if (name === "transform") return code("Transform");
  return code(
    type
      .replace(/\breadonly /g, "")
      .replace(/\bpulumi\./g, "")
      .replace(/^Readonly<(.*)>$/, "$1"),
  );
}

function meaning({ name, type, doc }: Field): string {
  const text = linked(doc?.text ?? "");
  if (name !== "transform" || !type.startsWith("{")) return text;
  const children = [...type.matchAll(/(\w+)\?: Transform<([^>]+)>/g)].map(
    ([, child, args]) => `${code(child!)} (${code(args!)})`,
  );
  return [`Of ${children.join(", ")}.`, text].filter((part) => part !== "").join(" ");
}

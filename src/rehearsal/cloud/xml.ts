// Reads and writes as much XML as Route 53's protocol needs: elements and text.

export interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return String.fromCodePoint(parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return entities[name ?? ""] ?? whole;
    },
  );
}

/** The root element of a document; attributes, comments and declarations are skipped. */
export function parseXml(document: string): Element {
  const root: Element = { name: "", children: [], text: "" };
  const open = [root];
  for (const [, comment, close, name, selfClosing, text] of document.matchAll(
    /(<[?!][^>]*>)|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g,
  )) {
    const parent = open.at(-1)!;
    if (comment) continue;
    if (text !== undefined) parent.text += decode(text);
    else if (close) open.pop();
    else {
      const element: Element = { name: name!, children: [], text: "" };
      parent.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  const [first] = root.children;
  if (!first) throw new Error("the document has no element");
  return first;
}

export function child(element: Element | undefined, path: string): Element | undefined {
  return path
    .split("/")
    .reduce<Element | undefined>((at, name) => at?.children.find((found) => found.name === name), element);
}

export function childText(element: Element | undefined, path: string): string | undefined {
  const text = child(element, path)?.text.trim();
  return text === "" ? undefined : text;
}

/** What {@link renderXml} writes: text, nothing, a list of elements of one name, or elements by name. */
export type Content = string | number | boolean | undefined | Content[] | { [name: string]: Content };

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]!);
}

/** An element; a list repeats it, and undefined leaves it out. */
export function renderXml(name: string, content: Content, attributes = ""): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((item) => renderXml(name, item)).join("");
  const inside =
    typeof content === "object"
      ? Object.entries(content)
          .map(([key, value]) => renderXml(key, value))
          .join("")
      : escape(String(content));
  return `<${name}${attributes}>${inside}</${name}>`;
}

// Reads docstrings: their text, and the tags that this project uses.
import * as ts from "typescript";

export interface Docstring {
  /** Without markers; paragraphs are apart by an empty line. */
  readonly text: string;
  readonly default?: string;
  readonly throws?: string;
  readonly example?: string;
}

/** The docstring right above a declaration. */
export function docstringOf(node: ts.Node): Docstring | undefined {
  const source = node.getSourceFile().text;
  const above = ts.getLeadingCommentRanges(source, node.getFullStart()) ?? [];
  const last = above.map(({ pos, end }) => source.slice(pos, end)).findLast((one) => one.startsWith("/**"));
  return last === undefined ? undefined : parseDocstring(last);
}

/** @param comment with its markers. */
export function parseDocstring(comment: string): Docstring {
  const lines = comment.slice(3, -2).split("\n");
  const inner = lines.map((line) => line.replace(/^\s*\*? ?/, "").trimEnd()).join("\n");
  const [text = "", ...tags] = inner.split(/(?:^|\s)@(?=(?:default|throws|param|returns|example)\b)/);
  const tag = (name: string) => {
    const found = tags.find((one) => one.startsWith(`${name} `));
    return found === undefined ? undefined : paragraphs(found.slice(name.length)).join(" ");
  };
  return {
    text: paragraphs(text).join("\n\n"),
    default: tag("default"),
    throws: tag("throws"),
    example: tag("example"),
  };
}

/** Each on one line, as Markdown shows it. */
function paragraphs(text: string): string[] {
  const blocks = text.trim().split(/\n\s*\n/);
  return blocks.map((block) => block.replace(/\s+/g, " ").trim());
}

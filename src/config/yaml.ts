// Reads one YAML file, and reports whatever is wrong with it as a problem with its line.
import { parseDocument, LineCounter } from "yaml";
import type { Problem } from "../model/problem";
import { readText } from "./regular-file";
import { findDifferences } from "./yaml-differences";

/** Parses one YAML file; nothing that can be in it throws. */
export function readYaml(
  file: string,
  where: (path: string) => string,
): { value?: unknown; problems: Problem[] } {
  const problem = (message: string, line?: number): Problem => ({
    rule: "yaml",
    path: where(line === undefined ? "" : `line ${line}`),
    message,
  });
  const read = readText(file);
  if ("reason" in read) return { problems: [problem(`can't be read: ${read.reason}`)] };
  const lines = new LineCounter();
  // Merge keys (`<<`) are of YAML 1.1, and Pulumi reads them.
  const document = parseDocument(read.text, {
    prettyErrors: false,
    lineCounter: lines,
    stringKeys: true,
    merge: true,
  });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // What the parser finds on a line after its first error mostly follows from it.
  const errors = new Map([...document.errors].reverse().map((error) => [lineOf(error.pos[0]), error]));
  const problems = [
    ...[...errors]
      .reverse()
      .map(([line, { code, message }]) => problem(plainMessages[code] ?? message, line)),
    ...findDifferences(read.text, document).map(({ message, offset }) => problem(message, lineOf(offset))),
  ];
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS(), problems: [] };
  } catch (error) {
    return { problems: [problem((error as Error).message)] };
  }
}

/** The parser's messages that speak to its caller, or of what its text leaves open. */
const plainMessages: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "a line has two keys; put the text in quotes, or the inner key on a line of its own",
  DUPLICATE_KEY: "one mapping has the same key twice",
  MULTIPLE_DOCS: "a second document begins with `---`; write one in each file",
  NON_STRING_KEY: "a key must be text; put it in quotes",
  TAB_AS_INDENT: "a tab can't indent; use spaces",
};

// Reads one YAML file, and reports whatever is wrong with it as a problem with its line.
import { readFileSync } from "node:fs";
import { parseDocument, visit, LineCounter, type Document } from "yaml";
import type { Problem } from "../model/problem";

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
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return { problems: [problem(`can't be read: ${reasonOf(error)}`)] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, stringKeys: true });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // What the parser finds on a line after its first error mostly follows from it.
  const errors = new Map([...document.errors].reverse().map((error) => [lineOf(error.pos[0]), error]));
  const problems = [
    ...[...errors]
      .reverse()
      .map(([line, { code, message }]) => problem(plainMessages[code] ?? message, line)),
    ...findOctals(document).map(({ source, offset }) =>
      problem(
        `\`${source}\` begins with a zero, which Pulumi takes for octal: leave the zero out, or put it in quotes`,
        lineOf(offset),
      ),
    ),
  ];
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS(), problems: [] };
  } catch (error) {
    return { problems: [problem((error as Error).message)] };
  }
}

/** What a system error says of a file. */
export function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it doesn't exist",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ENOTDIR: "it is not a directory",
};

/** The parser's messages that speak to its caller, or of what its text leaves open. */
const plainMessages: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "a line has two keys; put the text in quotes, or the inner key on a line of its own",
  DUPLICATE_KEY: "one mapping has the same key twice",
  MULTIPLE_DOCS: "a second document begins with `---`; write one in each file",
  NON_STRING_KEY: "a key must be text; put it in quotes",
  TAB_AS_INDENT: "a tab can't indent; use spaces",
};

/** Numbers that this parser, of YAML 1.2, and Pulumi's, of YAML 1.1, read differently. */
function findOctals(document: Document): { source: string; offset: number }[] {
  const found: { source: string; offset: number }[] = [];
  visit(document, {
    Scalar: (_, { value, source = "", range }) => {
      if (typeof value === "number" && /^[-+]?0\d/.test(source)) found.push({ source, offset: range![0] });
    },
  });
  return found;
}

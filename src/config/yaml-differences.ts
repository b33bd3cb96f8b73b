// Finds what Pulumi's YAML parser reads differently from this one, or refuses.
import { isAlias, isMap, isScalar, isSeq, visit, type Document } from "yaml";
import { visible } from "../model/names/visible";

/** Something in a text that both parsers don't read alike. */
export interface Difference {
  readonly message: string;
  /** Where it is in the text. */
  readonly offset: number;
}

/** Everything that the two parsers don't read alike. */
export function findDifferences(text: string, document: Document): Difference[] {
  return [...findControls(text), ...findOctals(document), ...findBadMerges(document)];
}

/** What a YAML file may hold: https://yaml.org/spec/1.2.2/#51-character-set, and a mark at the beginning. */
const unprintable =
  /(?!^\uFEFF)[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function findControls(text: string): Difference[] {
  return [...text.matchAll(unprintable)].map(({ 0: one, index }) => ({
    message: `has a character that no one sees, and that YAML doesn't take: leave it out, or write \`${visible(one)}\` in double quotes`,
    offset: index,
  }));
}

/** Numbers that this parser, of YAML 1.2, and Pulumi's, of YAML 1.1, read differently. */
function findOctals(document: Document): Difference[] {
  const found: Difference[] = [];
  visit(document, {
    Scalar: (_, { value, source = "", range }) => {
      if (typeof value === "number" && /^[-+]?0\d/.test(source))
        found.push({
          message: `\`${source}\` begins with a zero, which Pulumi takes for octal: leave the zero out, or put it in quotes`,
          offset: range![0],
        });
    },
  });
  return found;
}

/** Merge keys of what can't be merged. */
function findBadMerges(document: Document): Difference[] {
  const found: Difference[] = [];
  const isMapping = (node: unknown) => isMap(isAlias(node) ? node.resolve(document) : node);
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.source !== "<<" || key.type !== "PLAIN") return;
      const sources = isSeq(value) ? value.items : [value];
      if (!sources.every(isMapping))
        found.push({
          message:
            "`<<` merges mappings only: give it one, a list of some, or their anchors, as in `<<: *common`",
          offset: key.range![0],
        });
    },
  });
  return found;
}

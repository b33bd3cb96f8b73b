// Changes values of one of a stack file's mappings in its text, and not a byte besides.
import { isDeepStrictEqual } from "node:util";
import {
  isMap,
  isScalar,
  parse,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type YAMLMap,
} from "yaml";
import type { TrafficValue } from "../schema/stack/traffic";

/** A mapping of a stack file by key. */
export type Section = "traffic" | "releasedNames";

/**
 * The text with the value of one key of a section changed. A value that is there is replaced in its place; a new one comes first, in the form
 * that its mapping has. Config that Pulumi has written as JSON stays JSON.
 *
 * @throws an error where the result wouldn't say what was meant.
 */
export function withEntry(text: string, section: Section, key: string, value: TrafficValue): string {
  const document = parseDocument(text);
  const path = `crossover:${section}`;
  const changed = change(text, document, path, key, value);
  const before = entriesIn(document.toJS(), path);
  if (!isDeepStrictEqual(entriesIn(parse(changed), path), { ...before, [key]: value }))
    throw new Error(`the place of ${path}.${key} can't be found`);
  return changed;
}

function change(text: string, document: Document, path: string, key: string, value: TrafficValue): string {
  const config = document.get("config", true) as Node | undefined;
  if (!isMap(config))
    return `${text.replace(/\n?$/, lineEnd(text))}config:${lineEnd(text)}  ${path}: ${flow({ [key]: value })}${lineEnd(text)}`;
  const values = config.get(path, true) as Node | undefined;
  if (values === undefined) return addSection(text, config, path, { [key]: value });
  if (isScalar(values) && typeof values.value === "string" && values.value !== "")
    return replace(text, values, `'${JSON.stringify({ ...json(values.value), [key]: value })}'`);
  if (!isMap(values)) return replace(text, values, flow({ [key]: value }));
  const present = values.get(key, true) as Node | undefined;
  if (present === undefined) return addFirst(text, values, key, value);
  // Of a pair, only the percentage moves.
  if (isMap(present) && typeof value === "object" && isSamePair(present, value)) {
    const percent = present.get("percent", true) as Node;
    return replace(text, percent, String(value.percent));
  }
  return replace(text, present, flow(value));
}

function isSamePair(present: YAMLMap, { from, to }: { from: string; to: string }): boolean {
  return present.get("from") === from && present.get("to") === to && present.has("percent");
}

/** Adds a section before the first, and before the comment of that. */
function addSection(text: string, config: YAMLMap, path: string, value: unknown): string {
  const [start] = config.range!;
  const key = text.lastIndexOf("config:", start);
  const line = text.indexOf("\n", key) + 1;
  if (config.flow || line === 0 || line > start) return addFirst(text, config, path, value);
  const indent = " ".repeat(start - text.lastIndexOf("\n", start - 1) - 1);
  return `${text.slice(0, line)}${indent}${path}: ${flow(value)}${lineEnd(text)}${text.slice(line)}`;
}

/** Adds an entry before the first of a mapping. */
function addFirst(text: string, map: YAMLMap, key: string, value: unknown): string {
  const [start] = map.range!;
  if (map.flow) {
    const rest = map.items.length === 0 ? " " : ", ";
    return `${text.slice(0, start + 1)} ${key}: ${flow(value)}${rest}${text.slice(start + 1).trimStart()}`;
  }
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = " ".repeat(start - lineStart);
  return `${text.slice(0, start)}${key}: ${flow(value)}${lineEnd(text)}${indent}${text.slice(start)}`;
}

function replace(text: string, { range }: Node, by: string): string {
  const [start, end] = range!;
  // A block that ends with its line keeps the line's end.
  const old = text.slice(start, end);
  const space = text[start - 1] === ":" ? " " : "";
  return text.slice(0, start) + space + by + old.slice(old.trimEnd().length) + text.slice(end);
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function entriesIn(file: unknown, path: string): Record<string, unknown> {
  const config = (file as { config?: Record<string, unknown> } | null)?.config;
  const values = config?.[path] ?? {};
  return typeof values === "string" ? json(values) : (values as Record<string, unknown>);
}

function json(text: string): Record<string, unknown> {
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

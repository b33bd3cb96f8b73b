// Builds the parts of Markdown that the generated pages consist of.
import type { Proof } from "./tables";

/** A table; a `|` in a cell is escaped. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\n+/g, " ")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Addresses become links that show the site alone, so that they don't make columns wide. */
export function linked(text: string): string {
  return text
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(
      /(?<!\]\()https:\/\/([\w.-]*\w)([^\s)]*[^\s).,:;])?/g,
      (url, site: string) => `[${site}](${url})`,
    );
}

export const code = (text: string): string => `\`${text}\``;

/** The page, with one empty line between its parts. */
export function page(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The anchor that GitHub gives to a heading. */
export function anchor(heading: string): string {
  const kept = heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, "");
  return kept.trim().replaceAll(" ", "-");
}

/** Tests by their titles, each a link to its file. What a title gets only when it runs is left open. */
export function proofs(list: readonly Proof[], between: string): string {
  return list.map(([file, title]) => `[${shown(title)}](../${file})`).join(between);
}

function shown(title: string): string {
  return title.replace(/%[sdij]|\$[a-z]\w*/g, "…").replace(/[[\]]/g, "\\$&");
}

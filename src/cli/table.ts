// Lays out plain-text tables for the terminal.

const gap = "  ";

/** Narrower than this no column gets, so that a word stays readable. */
const narrowest = 8;

/**
 * Columns as wide as their widest cell; columns of numbers are aligned to the right. Where the terminal is too narrow,
 * cells wrap.
 *
 * @param width columns of the terminal. @default as wide as it takes
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const all = [header, ...rows];
  const widths = fit(
    header.map((_, i) => all.map((row) => row[i] ?? "")),
    width,
  );
  const numeric = header.map(
    (_, i) => rows.length > 0 && rows.every((row) => /^(\d+|-)$/.test(row[i] ?? "")),
  );
  const lines = (cells: readonly string[]) => {
    const wrapped = widths.map((column, i) => wrap(cells[i] ?? "", column));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((cell, i) =>
          numeric[i] ? (cell[line] ?? "").padStart(widths[i]!) : (cell[line] ?? "").padEnd(widths[i]!),
        )
        .join(gap)
        .trimEnd(),
    );
  };
  const rule = widths.map((column) => "-".repeat(column)).join(gap);
  return [...lines(header), rule, ...rows.flatMap(lines)].join("\n");
}

/** Narrows the columns until they fit: where it costs the fewest lines, first down to their longest words, then as far as it takes. */
function fit(cells: readonly (readonly string[])[], width: number): readonly number[] {
  const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const narrow = (texts: readonly string[], column: number) => ({
    width: column,
    heights: texts.map((text) => wrap(text, column).length),
  });
  const columns = cells.map((texts) => narrow(texts, longest(texts)));
  const total = () => columns.reduce((sum, column) => sum + column.width, gap.length * (columns.length - 1));
  const linesWith = (i: number, heights: readonly number[]) =>
    heights.reduce(
      (sum, height, row) =>
        sum + Math.max(height, ...columns.map((one, j) => (i === j ? 0 : one.heights[row]!))),
      0,
    );
  for (const least of [cells.map((texts) => longest(texts.flatMap(wordsOf))), cells.map(() => narrowest)])
    while (total() > width) {
      const choices = columns.flatMap((column, i) => {
        if (column.width <= least[i]!) return [];
        const next = narrow(cells[i]!, column.width - 1);
        return [{ i, next, lines: linesWith(i, next.heights) }];
      });
      const [best] = choices.sort((a, b) => a.lines - b.lines || b.next.width - a.next.width);
      if (!best) break;
      columns[best.i] = best.next;
    }
  return columns.map((column) => column.width);
}

/** A number stays beside its unit. */
function wordsOf(text: string): readonly string[] {
  return text.split(/ (?!%)/);
}

/** Lines of words; a word that is too long is cut. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of wordsOf(text).flatMap((one) => cut(one, width))) {
    const joined: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && joined.length > width) {
      lines.push(line);
      line = word;
    } else line = joined;
  }
  return [...lines, line ?? ""];
}

function cut(word: string, width: number): readonly string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...cut(word.slice(width), width)];
}

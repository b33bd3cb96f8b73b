// Lays out plain-text tables for the terminal.

const gap = "  ";

/** Narrower than this no column gets, so that a word stays readable. */
const narrowest = 8;

/**
 * Columns as wide as their widest cell; columns of numbers are aligned to the right. Where the terminal is too narrow, the
 * widest columns wrap their cells.
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

/** Takes from the widest columns until they fit: first down to their longest part, then as far as it takes. */
function fit(cells: readonly (readonly string[])[], width: number): readonly number[] {
  const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const fitted = cells.map(longest);
  const total = () => fitted.reduce((sum, column) => sum + column, gap.length * (fitted.length - 1));
  for (const least of [cells.map((texts) => longest(texts.flatMap(partsOf))), cells.map(() => narrowest)])
    while (total() > width) {
      const spare = fitted.map((column, i) => (column > least[i]! ? column : 0));
      const widest = Math.max(...spare);
      if (widest === 0) break;
      fitted[spare.indexOf(widest)] = widest - 1;
    }
  return fitted;
}

/** Where a text may be wrapped: at spaces, and between the date and the time of a moment. */
function partsOf(text: string): readonly string[] {
  return text.split(/ |(?<=\d\dT)(?=\d\d:)/);
}

/** Lines of parts; a part that is too long is cut. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let end = 0;
  for (const part of partsOf(text).flatMap((one) => cut(one, width))) {
    const at = text.indexOf(part, end);
    const joined = line + text.slice(end, at) + part;
    if (line !== "" && joined.length > width) {
      lines.push(line);
      line = part;
    } else line = joined;
    end = at + part.length;
  }
  return [...lines, line];
}

function cut(word: string, width: number): readonly string[] {
  return word.length <= width ? [word] : [word.slice(0, width), ...cut(word.slice(width), width)];
}

// Shows the characters of a text that a terminal would obey, or not show.

/** Control and format characters, such as escape bytes and those that turn the direction of writing. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with such characters by their escapes in YAML, e.g. `\x1b`. */
export function visible(text: string): string {
  return text.replace(hidden, (one) => {
    const code = one.codePointAt(0)!.toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
    return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  });
}

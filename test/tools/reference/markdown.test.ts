// Tests the Markdown of the generated pages.
import { anchor, linked, page, proofs, table } from "../../../tools/reference/markdown";

test("a table's cells are on one line, and a bar in one divides nothing", () => {
  expect(table(["a", "b"], [["x|y", "two\n\nlines"]])).toBe(
    "| a | b |\n| --- | --- |\n| x\\|y | two lines |",
  );
});

test.each([
  ["see https://example.com/a/b.html.", "see [example.com](https://example.com/a/b.html)."],
  ["(https://example.com/a)", "([example.com](https://example.com/a))"],
  ["https://example.com, and more", "[example.com](https://example.com), and more"],
  ["[there](https://example.com/a) already", "[there](https://example.com/a) already"],
  ["see {@link Network}", "see `Network`"],
])("%s becomes %s", (text, expected) => {
  expect(linked(text)).toBe(expected);
});

test("a heading's anchor is GitHub's", () => {
  expect(anchor("The VPC's `default` group (TLS 1.2)")).toBe("the-vpcs-default-group-tls-12");
});

test("tests are links to their files", () => {
  const list = [
    ["test/a.test.ts", "refuses [x]"],
    ["test/b.test.ts", "%s > is $name"],
  ] as const;
  expect(proofs(list, ", ")).toBe("[refuses \\[x\\]](../test/a.test.ts), [… > is …](../test/b.test.ts)");
});

test("parts of a page are apart by one empty line, and empty ones left out", () => {
  expect(page("# a", "", "b")).toBe("# a\n\nb\n");
});

// Tests the reference of components: it is current, names every component, and leaves nothing unexplained.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../../../tools/generated";
import { staleDocuments } from "../../../tools/docs";
import { readComponents } from "../../../tools/reference/component-source";
import { declaredTypes } from "./proofs";
import { componentsPage } from "../../../tools/reference/components-page";

const components = readComponents(root);

test("the pages are what the source says; if not, run `npm run docs`", () => {
  expect(staleDocuments()).toEqual([]);
});

test("every class that is a component resource is there, under one token each", () => {
  const declared = fs
    .readdirSync(path.join(root, "components"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      fs.readFileSync(path.join(root, "components", file), "utf8").match(/\bsuper\("[^"]+"/g),
    )
    .filter((call) => call !== null);
  expect(components.map(({ token }) => `super("${token}"`).sort()).toEqual(declared.sort());
  expect(new Set(components.map(({ token }) => token)).size).toBe(components.length);
});

test("every component is used by a stack", () => {
  const used = declaredTypes();
  expect(components.filter(({ token }) => !used.has(token)).map(({ name }) => name)).toEqual([]);
});

test.each(components.map((one) => [one.name, one] as const))("%s is explained", (name, one) => {
  expect(one.token).toBe(`crossover:${one.file.split("/")[1]!}:${name}`);
  expect(one.doc?.text).toBeTruthy();
  expect(one.args.length > 0).toBe(one.takesArgs);
  const silent = [...one.args, ...one.outputs].filter((field) => !field.doc?.text);
  // The functions of a transform are explained once, for all components.
  const isTransform = ({ name, type }: (typeof silent)[number]) =>
    name === "transform" && type.startsWith("{");
  expect(silent.filter((field) => !isTransform(field)).map((field) => field.name)).toEqual([]);
});

describe("a component", () => {
  const source = `
// A box.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sealed, type Teeth } from "./seal";

interface Sized {
  /** Litres. @default as large as it needs to be @example 5 */
  size?: number;
  /** In all directions. */
  content: string;
}
/** What keeps a box shut. */
type Lock = { kind: "key"; readonly teeth: Teeth } | { kind: "code" };
export interface BoxArgs extends Sized {
  /**
   * What goes | in; see {@link Lid} and
   * https://example.com/box.
   */
  readonly content: pulumi.Input<string>;
  /** How it is shut. */
  readonly locks: readonly Lock[];
  transform?: { lid?: Transform<LidArgs> };
}

/**
 * Keeps things.
 *
 * For long.
 */
export class Box extends pulumi.ComponentResource {
  /** Where it is. */
  readonly place: pulumi.Output<string>;
  private readonly secret: string;

  /** @throws RangeError on nothing */
  constructor(name: string, args: BoxArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:room:Box", name, {}, opts);
    if (!args.content) throw new pulumi.RunError("nothing");
    new aws.kms.Key(name, {});
    sealed(name);
    this.registerOutputs({});
  }
}
`;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-"));
  beforeAll(() => {
    fs.mkdirSync(path.join(directory, "components/room"), { recursive: true });
    fs.writeFileSync(path.join(directory, "components/room/box.ts"), source);
    fs.writeFileSync(
      path.join(directory, "components/room/seal.ts"),
      "/** Seals. */\nexport function sealed(name: string) {\n  return new aws.kms.Alias(name);\n}\n" +
        "/** Of a key. */\nexport interface Teeth {\n  /** How many. */\n  readonly count: number;\n}\n",
    );
    fs.mkdirSync(path.join(directory, "docs/examples/room"), { recursive: true });
    fs.writeFileSync(
      path.join(directory, "docs/examples/room/box.ts"),
      '// A box.\nimport { Box } from "../../../components/room/box";\n\nnew Box("one", { content: "all" });\n',
    );
  });
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  test("is shown with all that its source says, and nothing private", () => {
    expect(componentsPage(directory).split("## room\n\n")[1]).toBe(`### Box

\`crossover:room:Box\` in [components/room/box.ts](../components/room/box.ts)

Keeps things.

For long.

Example: A box.

\`\`\`ts
import { Box } from "./components/room/box";

new Box("one", { content: "all" });
\`\`\`

Throws RangeError on nothing.

| argument | type | meaning |
| --- | --- | --- |
| \`size?\` | \`number\` | Litres. Default: as large as it needs to be. Example: \`5\`. |
| \`content\` | \`Input<string>\` | What goes \\| in; see \`Lid\` and [example.com](https://example.com/box). |
| \`locks\` | \`Lock[]\` | How it is shut. See [Lock](#lock). |
| \`transform?\` | \`Transform\` | Of \`lid\` (\`LidArgs\`). |

| output | type | meaning |
| --- | --- | --- |
| \`place\` | \`Output<string>\` | Where it is. |

Children: \`aws.kms.Key\`, \`aws.kms.Alias\`

## types

### Lock

In [components/room/box.ts](../components/room/box.ts)

What keeps a box shut.

\`{ kind: "key"; teeth: Teeth } | { kind: "code" }\`

See [Teeth](#teeth).

### Teeth

In [components/room/seal.ts](../components/room/seal.ts)

Of a key.

| field | type | meaning |
| --- | --- | --- |
| \`count\` | \`number\` | How many. |
`);
  });
});

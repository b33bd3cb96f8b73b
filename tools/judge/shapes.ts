// Compares the inputs of a resource with what a public description of it allows: names, values, lengths, ranges.

/** What a description says of a value. */
export interface Shape {
  readonly kind: "structure" | "list" | "map" | "text" | "number" | "boolean" | "any";
  /** Of a structure: the members, by their names as the description has them. */
  readonly members?: Readonly<Record<string, () => Shape>>;
  readonly required?: readonly string[];
  /** Of a list or a map: what it holds. */
  readonly item?: () => Shape;
  readonly enum?: readonly string[];
  readonly pattern?: RegExp;
  /** Of text and lists the length, of numbers the number. */
  readonly min?: number;
  readonly max?: number;
}

/** What a property is called in a description, where not by its own name. */
export interface Naming {
  /** By the property's name: the path there, with dots between. */
  readonly names?: Readonly<Record<string, string | readonly string[]>>;
  /** The path of what holds the properties that aren't found at the top. */
  readonly within?: string | readonly string[];
  /** What the provider gives of itself, so that no input has it. */
  readonly given?: readonly string[];
}

export type Check = "enum" | "pattern" | "length" | "range" | "required" | "type";

export interface Objection {
  readonly check: Check;
  /** The path within the inputs. */
  readonly at: string;
  readonly says: string;
}

/** What a comparison has seen. */
export interface Comparison {
  readonly objections: readonly Objection[];
  /** Values that a description says something of, and which it was held against. */
  readonly compared: number;
  /** Values that only an update knows. */
  readonly unknown: number;
  /** Paths of values that the description has no place for by name. */
  readonly unmatched: readonly string[];
}

/** Compares all that is given; what a description doesn't name is left out, and counted. */
export function compareInputs(
  inputs: Readonly<Record<string, unknown>>,
  shape: Shape,
  naming: Naming = {},
): Comparison {
  const seen = { objections: [] as Objection[], compared: 0, unknown: 0, unmatched: [] as string[] };
  const { names = {}, within = [], given = [] } = naming;
  const object = (check: Check, at: string, says: string) => void seen.objections.push({ check, at, says });

  const compare = (value: unknown, shape: Shape, at: string): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) return compareList(value, shape, at);
    if (typeof value === "object") return compareObject(value as Record<string, unknown>, shape, at);
    // A description may want a list of what Pulumi takes one of.
    if (shape.kind === "list") return compare(value, shape.item!(), at);
    compareScalar(value as string | number | boolean, shape, at);
  };

  const compareList = (values: readonly unknown[], shape: Shape, at: string): void => {
    if (shape.kind === "list") {
      checkSize(values.length, shape, at, "length", "entries");
      for (const [i, one] of values.entries()) compare(one, shape.item!(), `${at}[${String(i)}]`);
    } else if (values.every((one) => typeof one !== "object")) {
      // A path of `names` goes to what the list there holds.
      for (const [i, one] of values.entries()) compare(one, shape, `${at}[${String(i)}]`);
    } else if (shape.kind === "structure" && values.length === 1) compare(values[0], shape, at);
    else leave(values, at);
  };

  const compareObject = (value: Record<string, unknown>, shape: Shape, at: string): void => {
    const entry = shape.kind === "list" ? shape.item!() : shape;
    const pair = shape.kind === "list" ? pairOf(entry) : undefined;
    if (pair && !Object.keys(value).some((key) => find(entry, key)))
      for (const [key, one] of Object.entries(value)) {
        compareScalar(key, pair.key, `${at}.${key}`);
        compare(one, pair.value, `${at}.${key}`);
      }
    else if (shape.kind === "map")
      for (const [key, one] of Object.entries(value)) compare(one, shape.item!(), `${at}.${key}`);
    else if (entry.kind === "structure") {
      for (const [key, one] of Object.entries(value)) {
        const found = named(entry, `${at.replace(/\[\d+\]/g, "")}.${key}`) ?? find(entry, key);
        if (found) compare(one, found.shape, `${at}.${key}`);
        else leave(one, `${at}.${key}`);
      }
      checkRequired(entry, Object.keys(value), at);
    } else leave(value, at);
  };

  const compareScalar = (value: string | number | boolean, shape: Shape, at: string): void => {
    if (isUnknown(value)) return void (seen.unknown += 1);
    const shown = JSON.stringify(value);
    switch (shape.kind) {
      case "text":
        // Pulumi says yes or no where AWS has two words.
        if (typeof value === "boolean" && shape.enum) return leave(value, at);
        seen.compared += 1;
        return compareText(String(value), shape, at);
      case "number":
        seen.compared += 1;
        if (typeof value === "boolean" || Number.isNaN(Number(value)))
          return object("type", at, `${shown} isn't a number`);
        checkEnum(String(value), shape, at);
        return checkSize(Number(value), shape, at, "range");
      case "boolean":
        seen.compared += 1;
        if (!["true", "false"].includes(String(value)))
          object("type", at, `${shown} is neither true nor false`);
        return;
      default:
        leave(value, at);
    }
  };

  const compareText = (text: string, shape: Shape, at: string): void => {
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    checkEnum(text, shape, at);
    if (shape.pattern && !shape.pattern.test(text))
      object("pattern", at, `${shown} isn't of the form ${shape.pattern.source}`);
    checkSize(text.length, shape, at, "length", "characters");
  };

  const checkEnum = (text: string, shape: Shape, at: string): void => {
    if (shape.enum && !shape.enum.includes(text))
      object("enum", at, `${JSON.stringify(text)} is none of ${shape.enum.slice(0, 12).join(", ")}`);
  };

  const checkSize = (
    size: number,
    { min, max }: Shape,
    at: string,
    check: "length" | "range",
    unit = "",
  ): void => {
    if (min !== undefined && size < min)
      object(check, at, `${String(size)} ${unit} is less than ${String(min)}`.replace("  ", " "));
    if (max !== undefined && size > max)
      object(check, at, `${String(size)} ${unit} is more than ${String(max)}`.replace("  ", " "));
  };

  const checkRequired = (entry: Shape, keys: readonly string[], at: string): void => {
    const plain = at.replace(/\[\d+\]/g, "");
    const there = new Set(
      keys.map((key) => named(entry, `${plain}.${key}`)?.name ?? find(entry, key)?.name ?? ""),
    );
    for (const name of entry.required ?? [])
      if (!there.has(name) && !given.includes(name)) object("required", at, `${name} is required`);
  };

  /** What `names` says of a property: from the top, or within what holds it; and the first name on the way. */
  const named = (holder: Shape, at: string): { name: string; shape: Shape } | undefined => {
    for (const path of [names[at] ?? []].flat()) {
      const found = path.startsWith("/") ? resolve(shape, path.slice(1)) : resolve(holder, path);
      if (found) return { name: path.replace(/^\//, "").split(".")[0]!, shape: found };
    }
    return undefined;
  };

  /** Leaves out what isn't found, but for those of its properties that `names` knows. */
  const leave = (value: unknown, at: string): void => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object") return void seen.unmatched.push(at);
    for (const [key, one] of Object.entries(value)) {
      const inner = Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`;
      const found = named(shape, inner.replace(/\[\d+\]/g, ""));
      if (found) compare(one, found.shape, inner);
      else leave(one, inner);
    }
  };

  const holders = [within].flat().flatMap((path) => entered(resolve(shape, path)) ?? []);
  for (const [key, value] of Object.entries(inputs)) {
    const found = named(shape, key) ?? [shape, ...holders].map((one) => find(one, key)).find((one) => one);
    if (found) compare(value, found.shape, key);
    else leave(value, key);
  }
  const top = [
    ...given,
    ...[within].flat().map((path) => path.split(".")[0]!),
    ...Object.keys(inputs)
      .filter((key) => inputs[key] !== undefined)
      .map((key) => (named(shape, key) ?? find(shape, key))?.name),
  ];
  for (const name of shape.required ?? [])
    if (!top.includes(name)) object("required", "", `${name} is required`);
  return seen;
}

/** What Pulumi calls a member differs in case, and in whether it is singular. */
function find(shape: Shape, key: string): { name: string; shape: Shape } | undefined {
  const members = Object.entries(shape.members ?? {});
  const [name, member] =
    members.find(([one]) => one.toLowerCase() === key.toLowerCase()) ??
    members.find(([one]) => loose(one) === loose(key)) ??
    [];
  return name !== undefined && member ? { name, shape: member() } : undefined;
}

/** The two members of what a description has in a list where Pulumi has a mapping, such as tags. */
function pairOf(entry: Shape): { key: Shape; value: Shape } | undefined {
  const named = (name: RegExp) => Object.entries(entry.members ?? {}).find(([one]) => name.test(one))?.[1];
  const [key, value] = [named(/^((tag)?key|name)$/i), named(/^(tag)?value$/i)];
  return key && value ? { key: key(), value: value() } : undefined;
}

function loose(name: string): string {
  return name.toLowerCase().replace(/s$/, "");
}

/** The shape at a path, where lists on the way are entered. */
function resolve(shape: Shape, path: string): Shape | undefined {
  return path.split(".").reduce<Shape | undefined>((now, name) => entered(now)?.members?.[name]?.(), shape);
}

function entered(shape: Shape | undefined): Shape | undefined {
  return shape?.kind === "list" ? entered(shape.item!()) : shape;
}

/** What the recorded stacks have in place of what only an update knows. */
function isUnknown(value: unknown): boolean {
  return typeof value === "string" && (/:mock:/.test(value) || /-id$/.test(value) || /^mock/.test(value));
}

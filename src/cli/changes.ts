// Collects what the engine does, from its events.
import type { EngineEvent } from "@pulumi/pulumi/automation";

/** One operation of the engine on one resource. */
export interface Operation {
  readonly op: "create" | "update" | "replace" | "delete";
  readonly urn: string;
  readonly type: string;
  /** What changes of an update, as `path: old -> new`, where that is short. */
  readonly detail?: string;
}

export interface Counts {
  create: number;
  update: number;
  replace: number;
  delete: number;
  same: number;
}

const kinds: Readonly<Record<string, Operation["op"] | "same">> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  delete: "delete",
  same: "same",
};

/** Follows one run of the engine. Replacements are counted once, not by their two halves. */
export class Changes {
  readonly operations: Operation[] = [];
  readonly counts: Counts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
  /** Errors that the engine reported, without repetition. */
  readonly errors: string[] = [];
  private readonly seen = new Set<string>();

  /**
   * @param onOperation is told of each operation as it is planned (preview) or done (update).
   * @param onMessage is told what the program has to say of a resource, and what it warns of.
   */
  constructor(
    private readonly when: "planned" | "done",
    private readonly onOperation: (operation: Operation) => void,
    private readonly onMessage: (text: string) => void = () => undefined,
  ) {}

  add(event: EngineEvent): void {
    const step = this.when === "planned" ? event.resourcePreEvent : event.resOutputsEvent;
    if (step) this.addStep(step.metadata);
    const said = event.diagnosticEvent;
    if (said?.severity === "error" || said?.severity === "info#err") this.addError(said.message);
    if (said?.severity === "info" && said.urn) this.onMessage(withoutTags(said.message).trim());
    if (said?.severity === "warning") this.onMessage(`warning: ${withoutTags(said.message).trim()}`);
  }

  private addStep({ op, urn, type, detailedDiff, old, new: next }: Step): void {
    const kind = kinds[op];
    if (kind === undefined || type === "pulumi:pulumi:Stack") return;
    if (this.seen.has(`${kind} ${urn}`)) return;
    this.seen.add(`${kind} ${urn}`);
    this.counts[kind]++;
    if (kind === "same") return;
    const detail = kind === "update" ? describe(detailedDiff, old?.inputs, next?.inputs) : undefined;
    const operation = { op: kind, urn, type, ...(detail === undefined ? {} : { detail }) };
    this.operations.push(operation);
    this.onOperation(operation);
  }

  private addError(message: string): void {
    const text = withoutTags(message).trim();
    if (text !== "" && !this.errors.includes(text)) this.errors.push(text);
  }
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
  readonly old?: { readonly inputs?: unknown };
  readonly new?: { readonly inputs?: unknown };
}

function describe(diff: Step["detailedDiff"], before: unknown, after: unknown): string | undefined {
  const parts = Object.keys(diff ?? {}).map((path) => {
    const [old, next] = [valueAt(before, path), valueAt(after, path)];
    const short = [old, next].every((value) => value === undefined || typeof value !== "object");
    return short ? `${path}: ${text(old)} -> ${text(next)}` : path;
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** The value at a property path of the engine, such as `spec.rules[0].weight` or `metadata.labels["app.kubernetes.io/name"]`. */
function valueAt(from: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? plain!,
  );
  return steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined | null)?.[step],
    from,
  );
}

/** What the engine writes in the place of a value that only the update will tell. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function text(value: unknown): string {
  if (value === unknown) return "known by then";
  return value === undefined || value === null ? "none" : JSON.stringify(value);
}

/** Events carry the engine's colour tags, such as `<{%reset%}>`. */
function withoutTags(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "");
}

/** The name at the end of a URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

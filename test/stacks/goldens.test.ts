// Tests what each stack declares, resource by resource, against the list that was last reviewed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expectChildNames, namesOf, urnOf, type Registered } from "../mocks";
import { expectGolden, listed } from "../golden";
import { declare, type Situation } from "./declare";

// A whole stack takes a second or two, on a busy machine several times that.
jest.setTimeout(60_000);

/**
 * One line a resource, so that a review sees what changes of which. Sorted, since the order in which the engine is asked
 * for them depends on how fast it answers; what waits for what is looked at in `order.test.ts`.
 */
function golden(resources: readonly Registered[]): string {
  const whole = wholes(resources);
  const lines = resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map((resource) => {
      const options = optionsOf(resource, whole);
      const line = [resource.type, resource.name, resource.inputs];
      return JSON.stringify(Object.keys(options).length > 0 ? [...line, options] : line);
    })
    .sort();
  return listed(lines);
}

/** The options that are set. */
function optionsOf({ provider, ...resource }: Registered, whole: (urns: readonly string[]) => string[]) {
  const { dependsOn, ignoreChanges, hooks, timeouts } = resource;
  return {
    ...(provider && { provider: namesOf([urnOf(provider)])[0] }),
    ...(dependsOn.length > 0 && { dependsOn: whole(dependsOn) }),
    ...(resource.protect && { protect: true }),
    ...(resource.retainOnDelete && { retainOnDelete: true }),
    ...(resource.deleteBeforeReplace && { deleteBeforeReplace: true }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(Object.keys(hooks).length > 0 && { hooks }),
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
  };
}

/** Names of resources. Where all of a component is meant, which the SDK lists one by one, the component's name. */
function wholes(resources: readonly Registered[]): (urns: readonly string[]) => string[] {
  const parts = new Map<string, string[]>();
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  for (const { urn, type } of resources)
    if (!type.startsWith("crossover:"))
      for (let at = parents.get(urn); at; at = parents.get(at))
        parts.set(at, [...(parts.get(at) ?? []), urn]);
  return (urns) => {
    const full = new Set(
      [...parts].filter(([, all]) => all.every((one) => urns.includes(one))).map(([urn]) => urn),
    );
    const outermost = (urn: string) => {
      let found = urn;
      for (let at = parents.get(urn); at; at = parents.get(at)) if (full.has(at)) found = at;
      return found;
    };
    return [...new Set(namesOf(urns.map(outermost)))].sort();
  };
}

/** What a preview knows, and in place of what it doesn't, what an update knows. */
function filledIn(known: any, made: any): any {
  if (pulumi.isUnknown(known)) return made;
  if (Array.isArray(known)) return known.map((one, index) => filledIn(one, made?.[index]));
  if (typeof known !== "object" || known === null) return known;
  return Object.fromEntries(Object.entries(known).map(([key, value]) => [key, filledIn(value, made?.[key])]));
}

const loading = {
  phase: "load",
  capacity: { min: 4, max: 16 },
  include: ["public.*"],
  exclude: ["public.audit_*"],
  secret: "prod/main/replication",
};

describe.each<[string, string, Situation]>([
  ["dev", "dev", {}],
  ["staging", "staging", {}],
  ["staging with api at 25", "staging", { zone: { api: 25 } }],
  ["prod", "prod", {}],
  ["prod with main at load", "prod", { replications: { main: loading } }],
  ["integration", "integration", {}],
])("%s", (title, stack, situation) => {
  const file = join(__dirname, `${title.replaceAll(" ", "-")}.json`);
  let resources: readonly Registered[];

  beforeAll(async () => {
    ({ resources } = await declare(stack, situation));
  });

  test("declares what was reviewed (UPDATE_GOLDENS=1 writes it anew)", () => {
    expectGolden(file, golden(resources));
  });

  test("a preview before the first update declares the same, as far as it knows", async () => {
    const preview = await declare(stack, situation, { preview: true });
    const made = new Map(resources.map((one) => [one.urn, one.inputs]));
    const filled = preview.resources.map((one) => ({
      ...one,
      inputs: filledIn(one.inputs, made.get(one.urn)),
    }));
    expect(golden(filled)).toBe(readFileSync(file, "utf8"));
  });

  test("names every child after its component, and has nothing outside of one", () => {
    expectChildNames(resources);
  });
});

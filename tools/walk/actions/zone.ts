// Defines what somebody may do to the zone by hand, past the program.
import type { CloudResource } from "../../../src/rehearsal";
import type { Random } from "../random";
import { list } from "../fields";
import { types } from "../resolver";
import type { Action, Walk } from "../walk";
import { attempt } from "./attempt";

/** The weighted records of type A of one name. */
function setOf(walk: Walk, random: Random): CloudResource[] {
  const names = walk.judge.names();
  const sides = random.pick(names).reading.sides;
  return sides.filter(({ family }) => family === "A").map(({ record }) => record);
}

function edited(record: CloudResource, changes: Record<string, never> | object): CloudResource {
  return {
    ...record,
    inputs: { ...record.inputs, ...changes },
    outputs: { ...record.outputs, ...changes },
  };
}

function weigh(walk: Walk, records: readonly CloudResource[], weights: readonly number[]): void {
  records.forEach((record, i) => {
    walk.did.push(`by hand: ${record.id} has weight ${String(weights[i])}`);
    walk.damages.put(edited(record, { weightedRoutingPolicies: [{ weight: weights[i] }] }));
  });
}

function goOn(walk: Walk, random: Random): Promise<boolean> {
  return attempt(walk, random, random.pick(["up", "preview", "up --advance 11m"]));
}

const editWeights: Action = (walk, random) => {
  const blue = random.pick([0, 5, 25, 37, 50, 100]);
  const records = setOf(walk, random);
  const weights = random.chance(0.5)
    ? [100 - blue, blue]
    : [random.pick([1, 50, 255]), random.pick([1, 50, 255])];
  weigh(walk, records, records.length === 2 ? weights : records.map(() => random.pick([1, 7, 255])));
  return goOn(walk, random);
};

const editToZero: Action = (walk, random) => {
  const records = setOf(walk, random);
  weigh(
    walk,
    records,
    records.map(() => 0),
  );
  return goOn(walk, random);
};

const removeRecord: Action = (walk, random) => {
  const records = setOf(walk, random);
  const record = random.pick(records);
  // The last one would take the name away.
  if (records.length > 1) {
    walk.did.push(`by hand: ${record.id} is deleted`);
    walk.damages.remove(record);
  }
  return goOn(walk, random);
};

/** Beside a record, as external-dns does: it names what that names. */
const addAaaa: Action = (walk, random) => {
  const record = random.pick(setOf(walk, random));
  if (list(record.outputs, "aliases").length === 0) return goOn(walk, random);
  const { setIdentifier, weightedRoutingPolicies, healthCheckId, ...rest } = record.outputs;
  walk.did.push(`by hand: AAAA beside ${record.id}`);
  const outputs = { ...rest, type: "AAAA" };
  walk.damages.put({ ...record, id: `${record.id}_AAAA`, inputs: outputs, outputs });
  return goOn(walk, random);
};

/** A third record in a set, which nothing of the stack is called like. */
const addForeign: Action = (walk, random) => {
  const record = random.pick(setOf(walk, random));
  walk.did.push(`by hand: a set identifier \`other\` beside ${record.id}`);
  const changes = { setIdentifier: "other", weightedRoutingPolicies: [{ weight: random.pick([0, 10]) }] };
  walk.damages.put({ ...edited(record, changes), id: `${record.id}_other` });
  return goOn(walk, random);
};

export const zone: Readonly<Record<string, Action>> = {
  editWeights,
  editToZero,
  removeRecord,
  addAaaa,
  addForeign,
};

/** Whether a record belongs to a name's weighted set. */
export function isWeighted({ type, outputs }: CloudResource): boolean {
  return type === types.record && outputs.setIdentifier !== undefined;
}

// Defines what somebody may do to the cloud by hand: take away what a side answers with, or how its health is known.
import type { CloudResource } from "../../../src/rehearsal";
import { text } from "../fields";
import type { Random } from "../random";
import { types } from "../resolver";
import type { Action, Walk } from "../walk";
import { nextUp } from "./traffic";
import { attempt } from "./attempt";

function some(walk: Walk, random: Random, type: string, like = /./): CloudResource | undefined {
  const all = walk.cloud.list(type).filter(({ id }) => like.test(id));
  return all.length === 0 ? undefined : random.pick(all);
}

/** Somebody who hasn't noticed goes on. */
function goOn(walk: Walk, random: Random): Promise<boolean> {
  const key = random.pick(walk.files.keys());
  if (random.chance(0.6)) walk.ask(key, nextUp(walk, key).value);
  return attempt(walk, random, `up --advance ${random.pick(["2m", "11m", "61m"])}`);
}

const deleteDeployment: Action = (walk, random) => {
  const deployment = some(walk, random, types.deployment, /^walk\//);
  if (deployment) {
    walk.did.push(`by hand: Deployment ${deployment.id} is deleted`);
    walk.damages.remove(deployment);
  }
  return goOn(walk, random);
};

const scaleToZero: Action = (walk, random) => {
  const deployment = some(walk, random, types.deployment, /^walk\//);
  if (deployment) {
    walk.did.push(`by hand: Deployment ${deployment.id} has no replicas`);
    const none = (properties: CloudResource["inputs"]) => ({
      ...properties,
      spec: { ...(properties.spec as CloudResource["inputs"]), replicas: 0 },
    });
    walk.damages.put({ ...deployment, inputs: none(deployment.inputs), outputs: none(deployment.outputs) });
  }
  return goOn(walk, random);
};

const deleteHealthCheck: Action = (walk, random) => {
  const check = some(walk, random, types.check);
  if (check) {
    walk.did.push(`by hand: health check of ${text(check.inputs, "fqdn")} is deleted`);
    walk.damages.remove(check);
  }
  return goOn(walk, random);
};

export const cloud: Readonly<Record<string, Action>> = { deleteDeployment, scaleToZero, deleteHealthCheck };

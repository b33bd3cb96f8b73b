// Defines the actions that run commands on the files as they are, and let time pass.
import { converge, repair } from "../repair";
import type { Action } from "../walk";

const times = ["30s", "5m", "11m", "1h", "3h", "26h", "72h"];

const preview: Action = async (walk) => (await walk.run("preview")).result === "done";

const up: Action = async (walk) => (await walk.run("up")).result === "done";

/** Time passes, and somebody looks. */
const wait: Action = async (walk, random) =>
  (await walk.run(`${random.pick(["status", "preview", "up"])} --advance ${random.pick(times)}`)).result ===
  "done";

export const runs: Readonly<Record<string, Action>> = {
  preview,
  up,
  wait,
  repair,
  /** Everything is put right, as at the end of a walk. */
  converge: async (walk) => {
    await converge(walk);
    return true;
  },
};

// Puts right what a walk has broken, as an operator would: undoes edits, does what a refusal allows, refreshes the state.
import { nameOf } from "../../src/cli/changes";
import type { Action, Walk } from "./walk";

/** What a refusal allows, done to the files; the time to wait for, if it names one. */
function follow(walk: Walk): string {
  const { problems = [] } = walk.trouble ?? {};
  let wait = 0;
  for (const { path, allowed = "" } of problems) {
    const key = /^crossover:traffic\.(.+)$/.exec(path)?.[1];
    const moment = /from (\d{4}-[\d-]+T[\d:]+Z)/.exec(allowed)?.[1];
    const value = /^(?:ask for )?(\d+|legacy|kubernetes)\b/.exec(allowed)?.[1];
    if (moment !== undefined) wait = Math.max(wait, Date.parse(moment) - walk.cloud.now().getTime() + 2_000);
    else if (key !== undefined && value !== undefined)
      walk.ask(key, /^\d/.test(value) ? Number(value) : value);
    else if (key !== undefined && allowed.startsWith("the present value")) askForWhatIs(walk, key);
    else wait = Math.max(wait, 660_000);
  }
  return wait > 0 ? ` --advance ${String(Math.ceil(wait / 1000))}s` : "";
}

/** As the playbook of interrupted updates has it. */
function takesOver(walk: Walk): boolean {
  return walk.trouble?.result === "failed" && walk.isLeftOver(walk.trouble);
}

/** A route is asked to stay where it is. */
function askForWhatIs(walk: Walk, key: string): void {
  const at = walk.whereIs(key);
  if (typeof at !== "number" || Number.isInteger(at)) walk.ask(key, at);
}

/** Lets the state learn what there is. */
export async function refresh(walk: Walk): Promise<void> {
  walk.did.push("refresh");
  await walk.commands.refresh(walk.rehearsal);
}

/** One of the ways out. */
export const repair: Action = async (walk, random) => {
  const way = random.pick(["files", "files", "follow", "damages", "refresh"]);
  if (way === "files") walk.files.restore();
  if (way === "damages") walk.damages.undo();
  if (way === "refresh") await refresh(walk);
  walk.did.push(`repair: ${way}`);
  const wait = way === "follow" ? follow(walk) : "";
  return (await walk.run(`up${wait}`, takesOver(walk))).result === "done";
};

/** Everything is put right. Whatever isn't then is wrong. */
export async function converge(walk: Walk): Promise<void> {
  walk.damages.undo();
  walk.files.restore();
  let { result } = await walk.run("up");
  for (let round = 0; result !== "done" && round < 10; round++) {
    let wait = "";
    if (result === "failed") await refresh(walk);
    if (result === "refused") wait = follow(walk);
    ({ result } = await walk.run(`up${wait}`, takesOver(walk)));
  }
  // An update that took the last answers from a side is followed by one that finds it without.
  if (result === "done") ({ result } = await walk.run("up --advance 180s"));
  if (result !== "done") {
    walk.wrong.push("it doesn't converge");
    return;
  }
  const { operations, result: previewed } = await walk.run("preview");
  if (previewed !== "done" || operations.length > 0) {
    const names = operations.map(({ op, urn }) => `${op} ${nameOf(urn)}`);
    walk.wrong.push(`a preview after an update has changes: ${names.join(", ") || previewed}`);
  }
  for (const name of walk.judge.lacking()) walk.wrong.push(`${name} doesn't answer in full at the end`);
}

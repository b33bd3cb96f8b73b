// Brings up once for each run what several files start from, and hands out copies of it.
import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../../tools/lock";
import { Project, single, small } from "./project";

/** A deployed project of one service with one route, `api`, which legacy answers. */
export const deployed = () => start("single", async () => up(single()));

/** The same at a rung. */
export const deployedAt = (api: 5 | 25): Promise<Project> =>
  start(`single-at-${api}`, async () => climb(await (api === 5 ? deployed() : deployedAt(5)), api));

/** `auth` in the cluster, and `monolith` with two routes on legacy. */
export const deployedWithAuth = () => start("with-auth", async () => up(small("auth", "monolith")));

/** Production, as its file has it. */
export const deployedProd = () => start("prod", async () => up(new Project("prod")));

/** Updates it. */
export async function up(project: Project, line = "up"): Promise<Project> {
  await project.done(line);
  return project;
}

/** Takes `api` to a rung by those below it. */
async function climb(project: Project, to: 5 | 25): Promise<Project> {
  for (const api of to === 5 ? [0, 5] : [25]) {
    project.ask({ api });
    await up(project, "up --advance 10m");
  }
  return project;
}

/** A copy of what `bringUp` yields, which is asked of the first file alone that needs it in a run of Jest. */
export async function start(name: string, bringUp: () => Promise<Project>): Promise<Project> {
  const folder = path.join(process.env["CROSSOVER_STARTS"]!, name);
  const waits = () => undefined;
  await withLock(`${folder}.lock`, waits, async () => {
    if (!fs.existsSync(folder)) (await bringUp()).save(folder);
  });
  return Project.saved(folder);
}

// Tests that the state read from the engine's file is the one that the engine exports.
import * as path from "node:path";
import { exportState, readState } from "../../src/cli/state";
import { ensureEngine } from "../../tools/engine";
import { deployed } from "./starts";

test("a rehearsal's file says what the engine exports", async () => {
  const project = await deployed();
  const backend = path.join(project.rehearsal, "state");
  const { command } = await ensureEngine();
  const env = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "" };
  const exported = await exportState(command, "dev", { cwd: project.root, env });
  expect(exported.resources.length).toBeGreaterThan(10);
  expect(readState(backend, "dev")).toEqual(exported);
  await expect(exportState(command, "nowhere", { cwd: project.root, env })).rejects.toThrow(
    "the state of nowhere can't be read: no stack named 'nowhere' found",
  );
});

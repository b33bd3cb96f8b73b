// Changes the simulated cloud by hand, past the program, and can put back what hasn't been changed again since.
import * as fs from "node:fs";
import type { CloudResource, FileStore } from "../../src/rehearsal";

interface Damage {
  readonly before?: CloudResource;
  readonly after?: CloudResource;
}

export class Damages {
  private readonly all: Damage[] = [];

  /** @param stateFile of the stack that the cloud belongs to. */
  constructor(
    private readonly cloud: FileStore,
    private readonly stateFile: string,
  ) {}

  /** How many haven't been put back. */
  get count(): number {
    return this.all.length;
  }

  put(after: CloudResource): void {
    this.all.push({ before: this.cloud.get(after.type, after.id, after.cluster), after });
    this.cloud.transaction(`by hand: put ${after.type} ${after.id}`, () => this.cloud.put(after));
  }

  remove(before: CloudResource): void {
    this.all.push({ before });
    this.cloud.transaction(`by hand: delete ${before.type} ${before.id}`, () =>
      this.cloud.delete(before.type, before.id, before.cluster),
    );
  }

  /** What a fault has put there is as if by hand. */
  note(after: CloudResource): void {
    this.all.push({ after });
  }

  /** Takes back all that is still as it was left, the last first. */
  undo(): void {
    for (const { before, after } of this.all.splice(0).reverse()) {
      const { type, id, cluster } = (after ?? before)!;
      const now = this.cloud.get(type, id, cluster);
      if (JSON.stringify(now) !== JSON.stringify(after)) continue;
      // What the program has taken away itself by now has to stay away.
      if (!after && !this.isInState(type, id)) continue;
      this.cloud.transaction(`by hand: put back ${type} ${id}`, () =>
        before ? this.cloud.put(before) : this.cloud.delete(type, id, cluster),
      );
    }
  }

  /** Forgets them, where something else has made good what they did. */
  forget(): void {
    this.all.splice(0);
  }

  private isInState(type: string, id: string): boolean {
    const state = JSON.parse(fs.readFileSync(this.stateFile, "utf8")) as {
      checkpoint: { latest?: { resources?: readonly { type: string; id?: string }[] } };
    };
    return state.checkpoint.latest?.resources?.some((one) => one.type === type && one.id === id) ?? false;
  }
}

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

  /** How many are still there. */
  get count(): number {
    return this.all.filter((one) => this.isThere(one)).length;
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
    for (const damage of this.all.splice(0).reverse()) {
      if (!this.isThere(damage)) continue;
      const { type, id, cluster } = (damage.after ?? damage.before)!;
      this.cloud.transaction(`by hand: put back ${type} ${id}`, () =>
        damage.before ? this.cloud.put(damage.before) : this.cloud.delete(type, id, cluster),
      );
    }
  }

  private isThere({ before, after }: Damage): boolean {
    const { type, id, cluster } = (after ?? before)!;
    if (JSON.stringify(this.cloud.get(type, id, cluster)) !== JSON.stringify(after)) return false;
    // What the program has taken away itself by now has to stay away.
    return after !== undefined || this.isInState(type, id);
  }

  private isInState(type: string, id: string): boolean {
    const state = JSON.parse(fs.readFileSync(this.stateFile, "utf8")) as {
      checkpoint: { latest?: { resources?: readonly { type: string; id?: string }[] } };
    };
    return state.checkpoint.latest?.resources?.some((one) => one.type === type && one.id === id) ?? false;
  }
}

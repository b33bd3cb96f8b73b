// Writes to a store until it is done or killed: `writer.ts <directory> <name> <count>`.
import { FileStore } from "../../../src/rehearsal/store/fileStore";

const [directory, name, count] = process.argv.slice(2) as [string, string, string];
const store = new FileStore(directory);
process.stdout.write("writing\n");
for (let i = 0; i < Number(count); i++) {
  store.transaction("write a pair", () => {
    for (const half of ["a", "b"])
      store.put({
        type: half,
        id: `${name}-${i}`,
        inputs: { i },
        outputs: {},
        createdAt: "2026-11-21T00:00:00Z",
      });
  });
}

// Levels random schemas on real servers: `npm run levels -- --engine postgres --count 300 --seed 1`. Fails where one
// doesn't come out level, and says by which seed it is made.
import * as fs from "node:fs";
import { parseArgs } from "node:util";
import type { Outcome } from "./level";
import { levelMaria, prepareMaria } from "./maria";
import { levelPostgres, prepareLevels } from "./postgres";
import { removeOriginals, startMaria, startPostgres } from "./servers";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "postgres" },
    count: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    /** A file of statements, each on a line or ended by a line with `;` alone, instead of random ones. */
    file: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});

/** Somebody has stopped the run. */
const ended = new AbortController();

async function run(level: (seed: number) => Promise<Outcome>): Promise<void> {
  const first = Number(values.seed);
  let [failed, made, refused] = [0, 0, 0];
  const progress = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${values.count} `);
  };
  for (let seed = first; seed < first + Number(values.count) && !ended.signal.aborted; seed++) {
    progress(seed - first);
    const outcome = await level(seed).catch((error: unknown) => ({
      seed,
      made: 0,
      refused: [],
      faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }));
    made += outcome.made;
    refused += outcome.refused.length;
    if (values.verbose) for (const text of outcome.refused) console.log(`  refused ${text}`);
    if (outcome.faults.length === 0 || ended.signal.aborted) continue;
    failed++;
    console.log(`seed ${seed}:\n  ${outcome.faults.join("\n  ")}`);
  }
  console.log(
    `${values.engine}: ${Number(values.count) - failed} of ${values.count} level, seeds ${first} to ${first + Number(values.count) - 1}; ${made} statements, ${refused} refused by the server`,
  );
  if (failed > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const statements = values.file === undefined ? undefined : fs.readFileSync(values.file, "utf8");
  const isMaria = values.engine === "maria";
  const server = await (isMaria ? startMaria("levels") : startPostgres("levels", { wal_level: "logical" }));
  // Stopped half-way, it leaves no server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      ended.abort();
      void server.stop().then(() => {
        removeOriginals();
        process.exit(1);
      });
    });
  try {
    await (isMaria ? prepareMaria : prepareLevels)(server);
    await run((seed) =>
      isMaria
        ? levelMaria(
            server,
            seed,
            statements?.split(/;\n/).filter((one) => one.trim() !== ""),
          )
        : levelPostgres(server, seed, statements === undefined ? undefined : [statements]),
    );
  } finally {
    await server.stop();
    removeOriginals();
  }
}

void main();

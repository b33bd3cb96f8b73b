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
const hasEnded = () => ended.signal.aborted;

async function run(level: (seed: number) => Promise<Outcome>): Promise<void> {
  const first = Number(values.seed);
  const seeds = Array.from({ length: Number(values.count) }, (_, i) => first + i);
  let [done, failed, made, refused] = [0, 0, 0, 0];
  for (const seed of seeds) {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds.length} `);
    const outcome = await level(seed).catch((error: unknown) => ({
      seed,
      made: 0,
      refused: [],
      faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }));
    // What was under way when somebody stopped the run says nothing. A signal is heard between two turns.
    await new Promise(setImmediate);
    if (hasEnded()) break;
    done++;
    made += outcome.made;
    refused += outcome.refused.length;
    if (values.verbose) for (const text of outcome.refused) console.log(`  refused ${text}`);
    if (outcome.faults.length === 0) continue;
    failed++;
    console.log(`seed ${seed}:\n  ${outcome.faults.join("\n  ")}`);
  }
  const rest = seeds.length - done;
  console.log(
    `${values.engine}: ${done - failed} of ${done} level, seeds from ${first} on; ${made} statements, ${refused} refused by the server${rest > 0 ? `; stopped, ${rest} not tried` : ""}`,
  );
  if (failed > 0 || rest > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const statements = values.file === undefined ? undefined : fs.readFileSync(values.file, "utf8");
  const isMaria = values.engine === "maria";
  const server = await (isMaria ? startMaria("levels") : startPostgres("levels", { wal_level: "logical" }));
  // Stopped half-way, it leaves no server behind.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      ended.abort();
      void server.stop();
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

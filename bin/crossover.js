#!/usr/bin/env node
// Starts the `crossover` command from its TypeScript source.
require("../tools/node").withSuitableNode(() => {
  require("../tools/lazy");
  require("../tools/typescript");
  const { main } = require("../src/cli/main.ts");

  // That a reader has gone, as of `| head`, is no reason to stop an update.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (error.code !== "EPIPE") throw error;
    });
  main(process.argv.slice(2)).then((code) => (process.exitCode = code));
});

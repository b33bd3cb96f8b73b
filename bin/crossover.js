#!/usr/bin/env node
// Starts the `crossover` command from its TypeScript source.
require("../tools/node").withSuitableNode(() => {
  require("../tools/lazy");
  require("../tools/typescript");
  const { main } = require("../src/cli/main.ts");

  main(process.argv.slice(2)).then((code) => (process.exitCode = code));
});

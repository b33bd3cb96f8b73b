#!/usr/bin/env node
// Starts the `crossover` command from its TypeScript source.
require("tsx/cjs");
const { main } = require("../src/cli/main.ts");

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

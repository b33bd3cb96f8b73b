// Configures what is mutated, and where the results are kept.

const results = ".crossover/mutation";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: ["src/model/traffic/**/*.ts", "src/model/replication/**/*.ts", "components/traffic/**/*.ts"],
  testRunner: "jest",
  plugins: ["@stryker-mutator/jest-runner"],
  jest: { configFile: "tools/mutation/jest.config.js" },
  coverageAnalysis: "perTest",
  // Milliseconds besides what the tests take: a busy machine kills no mutant.
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: `${results}/incremental.json`,
  tempDirName: `${results}/sandbox`,
  ignorePatterns: [".crossover", "coverage", "docs"],
  reporters: ["progress-append-only", "clear-text", "json", "html"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `${results}/report.json` },
  htmlReporter: { fileName: `${results}/report.html` },
};

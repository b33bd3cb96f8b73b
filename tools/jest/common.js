// Says what all tests have in common, wherever they run.

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Copies of the project that mutants run in.
  modulePathIgnorePatterns: ["<rootDir>/.crossover/"],
  // The Pulumi SDK keeps its state on `global`, which Jest otherwise warns of after each file.
  testEnvironmentOptions: { globalsCleanup: "off" },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
    ],
  },
};

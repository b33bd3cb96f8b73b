// How the tests run: quick unit tests, and those in test/engine that drive the real Pulumi engine, one at a time.
const common = {
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

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/engine/"],
    },
    {
      ...common,
      displayName: "engine",
      testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
      setupFilesAfterEnv: ["<rootDir>/tools/jest/engine.js"],
    },
  ],
  // Milliseconds: a busy machine isn't a fault.
  testTimeout: 60_000,
  collectCoverageFrom: ["src/model/**/*.ts", "src/config/**/*.ts"],
  coverageThreshold: { global: { statements: 95, branches: 95, functions: 95, lines: 95 } },
  coverageReporters: ["text-summary", "lcov"],
};

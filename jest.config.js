// How the tests run: fast unit tests first, then those that drive the real Pulumi engine, one at a time.
const common = {
  testEnvironment: "node",
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
      testTimeout: 180_000,
    },
  ],
  collectCoverageFrom: ["src/model/**/*.ts", "src/config/**/*.ts"],
  coverageThreshold: { global: { statements: 95, branches: 95, functions: 95, lines: 95 } },
  coverageReporters: ["text", "lcov"],
};

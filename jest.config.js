// Configures the tests: pure ones, those that load the Pulumi SDK, and those in test/engine that drive the real engine.
const common = require("./tools/jest/common");

/** The tests that load the Pulumi SDK: what they test declares resources, asks providers, or serves the engine. */
const sdk = [
  "<rootDir>/test/components/",
  "<rootDir>/test/declare/",
  "<rootDir>/test/observe/",
  "<rootDir>/test/stacks/",
  "<rootDir>/test/config/pulumi.test.ts",
  "<rootDir>/test/mocks.test.ts",
  "<rootDir>/test/refusal.test.ts",
  "<rootDir>/test/rehearsal/index.test.ts",
];
const engine = "<rootDir>/test/engine/";

/** All tests in a folder; of a file, itself. */
const within = (place) => (place.endsWith("/") ? `${place}**/*.test.ts` : place);

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: [within("<rootDir>/test/")],
      testPathIgnorePatterns: [...sdk, engine],
      moduleNameMapper: {
        "^(@pulumi/(?!aws/types/enums/)|@grpc/|google-protobuf)": "<rootDir>/tools/jest/no-sdk.js",
      },
    },
    {
      ...common,
      displayName: "components",
      testMatch: sdk.map(within),
    },
    {
      ...common,
      displayName: "engine",
      testMatch: [within(engine)],
      setupFilesAfterEnv: ["<rootDir>/tools/jest/engine.js"],
    },
  ],
  // All cores: by default one is left idle, which of two is half the machine.
  maxWorkers: "100%",
  // Milliseconds: a busy machine isn't a fault.
  testTimeout: 60_000,
  collectCoverageFrom: ["src/model/**/*.ts", "src/config/**/*.ts"],
  coverageThreshold: { global: { statements: 95, branches: 95, functions: 95, lines: 95 } },
  coverageReporters: ["text-summary", "lcov"],
};

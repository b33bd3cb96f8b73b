// Configures the tests: pure ones, those that load the Pulumi SDK, and those in test/engine that drive the real engine.
const os = require("os");
const common = require("./tools/jest/common");

/** What a worker may need at most, in bytes. Between two files, one that holds half of it is replaced by a new one. */
const memory = 3 * 2 ** 30;

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
      globalSetup: "<rootDir>/tools/jest/begin-engine.js",
      globalTeardown: "<rootDir>/tools/jest/end-engine.js",
      setupFilesAfterEnv: ["<rootDir>/tools/jest/engine.js"],
    },
  ],
  // By default one core is left idle, which of two is half the machine.
  maxWorkers: Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.totalmem() / memory))),
  workerIdleMemoryLimit: memory / 2,
  // Milliseconds: a busy machine isn't a fault.
  testTimeout: 60_000,
  collectCoverageFrom: ["src/model/**/*.ts", "src/config/**/*.ts"],
  coverageThreshold: { global: { statements: 95, branches: 95, functions: 95, lines: 95 } },
  coverageReporters: ["text-summary", "lcov"],
};

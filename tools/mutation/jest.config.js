// Configures the tests that mutants are run against: those near to what is mutated, which are quick.
const common = require("../jest/common");

/** @type {import("jest").Config} */
module.exports = {
  ...common,
  rootDir: "../..",
  testMatch: ["model/traffic", "model/replication", "components/traffic"].map(
    (place) => `<rootDir>/test/${place}/**/*.test.ts`,
  ),
};

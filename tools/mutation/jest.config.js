// The tests that mutants are run against: those near to what is mutated, and as quick as can be.
const { projects } = require("../../jest.config");

const unit = projects.find(({ displayName }) => displayName === "unit");

/** @type {import("jest").Config} */
module.exports = {
  ...unit,
  rootDir: "../..",
  testMatch: ["model/traffic", "model/replication", "components/traffic"].map(
    (place) => `<rootDir>/test/${place}/**/*.test.ts`,
  ),
};

// The tests that mutants are run against: those near to what is mutated, and as quick as can be.
const { projects } = require("../../jest.config");

const near = projects.find(({ displayName }) => displayName === "components");

/** @type {import("jest").Config} */
module.exports = {
  ...near,
  rootDir: "../..",
  testMatch: ["model/traffic", "model/replication", "components/traffic"].map(
    (place) => `<rootDir>/test/${place}/**/*.test.ts`,
  ),
};

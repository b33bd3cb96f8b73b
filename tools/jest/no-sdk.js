// Stands for the Pulumi SDK in tests that have to do without it, since loading it takes longer than they do.
throw new Error(
  "A test of the project `unit` loads the Pulumi SDK. Import a file that doesn't, or add the test to `sdk` in jest.config.js.",
);

// Reads and checks an environment's files. What asks Pulumi for config is `pulumi.ts`, so that nothing else loads the SDK.
export { validate } from "./explain";
export { load } from "./load";
export { fileOf, readStackFile, type StackReading, type Values } from "./stack";
export { readYaml } from "./yaml";

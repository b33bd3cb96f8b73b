// Reads, merges and checks all files of one environment, and reports all their mistakes at once.
export { validate } from "./explain";
export { loadEnvironment } from "./load";
export { decoded, fileOf, readStackFile, type StackReading, type Values } from "./stack";
export { withEntry, type Section } from "./entry-text";
export { readYaml } from "./yaml";

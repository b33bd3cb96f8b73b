// Reads, merges and checks all files of one environment, and reports all their mistakes at once.
export { validate } from "./explain";
export { loadEnvironment } from "./load";
export {
  decoded,
  fileOf,
  readStackFile,
  secretsAt,
  standInForSecrets,
  type StackReading,
  type Values,
} from "./stack";
export { withEntry, type Section } from "./entry-text";
export { secretsIn } from "./stand-ins";
export { pathText } from "./wording";
export { readYaml } from "./yaml";

// Declares `demo`.
import { CliCommand } from "../command";
import {
  faultOption,
  refusedOption,
  setOption,
  stackOption,
  toInvocation,
  type StackOptions,
} from "../options";

const ownRehearsal = "the demo has a simulated cloud of its own, in .crossover/demo; leave --rehearsal out";

export const demo = new CliCommand("demo")
  .summary("play a whole shift on a simulated cloud (npm start)")
  .addOption(stackOption().default("staging").makeOptionMandatory(false))
  .addOption(setOption())
  .addOption(faultOption())
  .addOption(refusedOption("--rehearsal [=dir]", ownRehearsal))
  .example("demo")
  .runs<StackOptions>(async (options, terminal) => {
    const { demo: play } = await import("../actions/demo.ts");
    return play(toInvocation(options), terminal);
  });

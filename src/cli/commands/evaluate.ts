// Declares `evaluate`.
import { stackCommand, toInvocation, type StackOptions } from "../options";

export const evaluate = stackCommand("evaluate")
  .summary(
    "say what is wrong with what is relied on, and whether what is asked for could be done now; changes nothing",
  )
  .example("evaluate --stack prod")
  .runs<StackOptions>(async (options, terminal) => {
    const { evaluate: judge } = await import("../actions/evaluate.ts");
    return judge(toInvocation(options), terminal);
  });

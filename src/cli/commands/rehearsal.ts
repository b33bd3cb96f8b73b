// Declares `rehearsal`.
import { CliCommand } from "../command";
import {
  advanceOption,
  faultOption,
  needsStack,
  rehearsalOption,
  stackOption,
  toInvocation,
  type StackOptions,
} from "../options";

interface RehearsalOptions extends StackOptions {
  /** What is to run, word by word. */
  readonly command: readonly string[];
}

export const rehearsal = new CliCommand("rehearsal")
  .summary("run a command, such as pulumi, on a simulated cloud")
  .description(
    "Runs a command, or your shell, in which plain `pulumi` works on the simulated cloud. Ends with the exit code of the command.",
  )
  .argument("[command...]", "what to run; without it, your shell")
  .addOption(stackOption())
  .rule(needsStack)
  .addOption(rehearsalOption())
  .addOption(advanceOption())
  .addOption(faultOption())
  .example("rehearsal --stack staging -- pulumi preview")
  .example("rehearsal --stack staging --advance 10m -- pulumi up --yes")
  .example("rehearsal --stack staging")
  .runs<RehearsalOptions>(async ({ command, ...options }, terminal) => {
    const { rehearsal: serve } = await import("../actions/rehearsal.ts");
    return serve(toInvocation({ rehearsal: ".crossover", ...options }), command, terminal);
  });

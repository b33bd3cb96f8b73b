// Declares `completion`.
import { resolve } from "node:path";
import { Argument } from "commander";
import { didYouMean } from "../../model/names/nearest";
import { CliCommand } from "../command";
import { shells, type Shell } from "../completion/shells";

export const completion = new CliCommand("completion")
  .summary("print a script by which your shell completes commands, options and names")
  .description(
    [
      "Prints a script by which your shell completes commands, options, stacks, routes, clusters",
      "and databases. Write it to where your shell looks for such scripts:",
      "  bash  ~/.local/share/bash-completion/completions/crossover",
      "  zsh   a file `_crossover` in a folder of $fpath",
      "  fish  ~/.config/fish/completions/crossover.fish",
    ].join("\n"),
  )
  .addArgument(new Argument("<shell>", "bash, zsh or fish").choices(shells))
  .rule(({ shell }) =>
    typeof shell !== "string" || shells.some((one) => one === shell)
      ? undefined
      : `\`${shell}\` must be bash, zsh or fish${didYouMean(shell, shells)}`,
  )
  .example("completion bash")
  .example("completion zsh")
  .example("completion fish")
  .runs<{ readonly shell: Shell }>(async ({ shell }) => {
    const { completionScript } = await import("../completion/script.ts");
    const program = resolve(__dirname, "..", "..", "..", "bin", "crossover.js");
    process.stdout.write(completionScript(shell, [program]));
    return 0;
  });

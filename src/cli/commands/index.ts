// Lists the commands, in the order in which help shows them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CliCommand } from "../command";
import { completion } from "./completion";
import { database } from "./database";
import { demo } from "./demo";
import { destroy } from "./destroy";
import { evaluate } from "./evaluate";
import { init } from "./init";
import { plan } from "./plan";
import { preview } from "./preview";
import { rehearsal } from "./rehearsal";
import { releaseName } from "./release-name";
import { rollback } from "./rollback";
import { status } from "./status";
import { up } from "./up";

const commands = [
  init,
  preview,
  up,
  status,
  plan,
  evaluate,
  rollback,
  releaseName,
  destroy,
  rehearsal,
  database,
  demo,
  completion,
];

export const crossover = commands.reduce(
  (all, command) => all.addCommand(command),
  new CliCommand("crossover")
    .description("Shifts traffic from legacy compute to Kubernetes, one checked step at a time.")
    .version(version(), "--version", "show the version")
    .note(
      "`crossover COMMAND --help` shows the options of a command, written before or after it.\n" +
        "Exit codes: 0 done, 1 refused, failed or dipped, 2 the command line is wrong.",
    ),
);

function version(): string {
  const file = resolve(__dirname, "..", "..", "..", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}

// Writes the text of a first stack file and a first service file.
import { stringify } from "yaml";
import { fileOf } from "../../config";
import { freshDays, newestWith } from "../../model/versions/support";
import { versions } from "../../schema/versions";
import { readLegacy } from "./legacy";
import { splitImage, type Answers, type Flags } from "./questions";

/** A file's path in the project, and its text. */
export type NewFile = readonly [path: string, text: string];

export function newFiles(answers: Answers, now: Date): readonly NewFile[] {
  const [service, stack] = filesOf(answers) as [string, string];
  return [
    [service, serviceText(answers)],
    [stack, stackText(answers, now)],
  ];
}

/** The paths of the new files, as far as their names are known. */
export function filesOf({ stack, service }: Flags): string[] {
  return [
    ...(service === undefined ? [] : [`services/${service}.yaml`]),
    ...(stack === undefined ? [] : [fileOf(stack)]),
  ];
}

function serviceText({ image, port, route, legacy }: Answers): string {
  const { platform } = choiceOf(legacy);
  return `# yaml-language-server: $schema=../docs/schemas/service.json
# What the application is, the same in every environment. docs/guide/services.md has every key.
kind: web
image: ${flow(splitImage(image)[0].data)}
architectures: [amd64]
port: ${port}
# Answers 200 when the application can serve, on both sides.
health: { path: /healthz }
resources: { cpu: 500m, memory: 512Mi }
scale: { min: 2, max: 4 }
routes: { ${flow(route)}: {} }
${platform ? `legacy: ${flow(platform)}\n` : ""}`;
}

function stackText({ stack, domain, zone, region, service, image, legacy }: Answers, now: Date): string {
  const kubernetes = newestWith(versions().kubernetes, freshDays, now);
  const { override, ami } = choiceOf(legacy);
  const tag = splitImage(image)[1].data;
  return `# yaml-language-server: $schema=docs/schemas/stack.json
# The stack ${stack}. docs/guide/stacks.md has every key.
config:
  aws:region: ${region}
  crossover:zone: ${flow({ [zone]: domain })}
  # Before you deploy for real: a range that overlaps no other network of yours.
  crossover:network: { cidr: 10.20.0.0/16, zones: 2, nat: single }
  # One stack of an account and region creates the repositories; others adopt them.
  crossover:registry: { create: {} }
  crossover:clusters:
    blue:
      kind: eks
      version: ${JSON.stringify(kubernetes)}
      # Before you deploy for real: your ranges that may reach the API server, this machine's included.
      endpoint: { public: [198.51.100.0/24] }
      nodeGroups:
        main: { instanceTypes: [m7i.large], min: 2, max: 4 }
  # The other files in services/ aren't this stack's.
  crossover:include: ${flow([service])}
${override ? `  crossover:services:\n    ${flow(service)}: ${flow({ legacy: override })}\n` : ""}\
  crossover:releases:
    ${flow(service)}: { tag: ${JSON.stringify(tag)}${ami === undefined ? "" : `, ami: ${ami}`} }
  crossover:traffic:
    default: legacy
`;
}

/** The answer has been checked. */
function choiceOf(legacy: string) {
  const read = readLegacy(legacy);
  if ("mistake" in read) throw new Error(read.mistake);
  return read.choice;
}

/** On one line, with quotes where YAML would take a text for something else; without what isn't given. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return stringify(value, { lineWidth: 0 }).trimEnd();
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${given.map(([key, inner]) => `${flow(key)}: ${flow(inner)}`).join(", ")} }`;
}

// Writes the user data of a legacy instance: cloud-init writes the service's environment before the application starts.
import { namesSecrets } from "../access/secrets";
import type { Service } from "../service";

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html: "limited to 16 KB, in raw form". */
const maxBytes = 16 * 1024;

/** Where the AMI's unit finds its environment (`EnvironmentFile=`). */
export function environmentFile(service: Pick<Service, "name">): string {
  return `/etc/crossover/${service.name}.env`;
}

/** Where the AMI's unit finds which secrets to read, and into which variables: `DATABASE_URL="prod/api/DATABASE_URL"`. */
export function secretsFile(service: Pick<Service, "name">): string {
  return `/etc/crossover/${service.name}.secrets`;
}

/** What the user data is made of. */
type Configured = Pick<Service, "name" | "secrets"> & {
  readonly environment: Pick<Service["environment"], "legacy">;
};

/** The user data in base64. It holds nothing secret, since whoever is on the instance can read it: secrets by name only. */
export function userData(service: Configured): string {
  return Buffer.from(cloudConfig(service)).toString("base64");
}

/** Why EC2 would refuse a service's user data; nothing if it wouldn't. */
export function userDataProblem(service: Configured): string | undefined {
  const bytes = Buffer.byteLength(cloudConfig(service));
  return bytes > maxBytes
    ? `makes ${bytes} bytes of user data, and EC2 takes ${maxBytes}: move its longest values into the AMI`
    : undefined;
}

function cloudConfig(service: Configured): string {
  return `#cloud-config\n${JSON.stringify({
    write_files: [
      file(environmentFile(service), service.environment.legacy),
      ...(namesSecrets(service) ? [file(secretsFile(service), service.secrets)] : []),
    ],
  })}\n`;
}

function file(path: string, content: Readonly<Record<string, string>>) {
  return { path, permissions: "0640", content: assignments(content) };
}

/** One assignment a line, sorted, in the quoting that systemd and a shell read alike (systemd.exec(5)). */
function assignments(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}="${value.replace(/["\\$`]/g, "\\$&")}"\n`)
    .join("");
}

// Keeps the files of a walk's project: what they say now, and what they said when they were last accepted.
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";

const stackFile = "Pulumi.walk.yaml";

/** A mapping in a YAML file. */
export type Mapping = Record<string, unknown>;
/** A service file, as far as walks change it. */
export type ServiceFile = Mapping & { routes?: Record<string, Mapping>; image: string; port?: number };

export class Files {
  private accepted: ReadonlyMap<string, string>;

  constructor(readonly root: string) {
    this.accepted = this.all();
  }

  /** Names of the services. */
  services(): string[] {
    const names = fs.readdirSync(path.join(this.root, "services"));
    return names.map((name) => path.parse(name).name).sort();
  }

  service(name: string): ServiceFile {
    return parse(this.read(`services/${name}.yaml`)) as ServiceFile;
  }

  editService(name: string, edit: (file: ServiceFile) => void): void {
    const file = this.service(name);
    edit(file);
    this.write(`services/${name}.yaml`, stringify(file));
  }

  removeService(name: string): void {
    fs.rmSync(path.join(this.root, "services", `${name}.yaml`));
  }

  config(): Mapping {
    return (parse(this.read(stackFile)) as { config: Mapping }).config;
  }

  editConfig(edit: (config: Mapping) => void): void {
    const config = this.config();
    edit(config);
    this.write(stackFile, stringify({ config }));
  }

  /** The traffic that the stack file asks for. */
  traffic(): Mapping {
    return this.config()["crossover:traffic"] as Mapping;
  }

  /** The zone's name. */
  domain(): string {
    const { create, adopt } = this.config()["crossover:zone"] as Record<string, string>;
    return create ?? adopt!;
  }

  ask(key: string, value: unknown): void {
    this.editConfig((config) => ((config["crossover:traffic"] as Mapping)[key] = value));
  }

  /** Keys of `crossover:traffic` that the services have now. */
  keys(): string[] {
    return this.services().flatMap((name) => Object.keys(this.service(name).routes ?? { [name]: {} }));
  }

  /** Remembers the files as they are. */
  accept(): void {
    this.accepted = this.all();
  }

  /** Remembers one value of traffic, and nothing else. */
  acceptTraffic(key: string, value: unknown): void {
    const { config } = parse(this.accepted.get(stackFile)!) as { config: Mapping };
    (config["crossover:traffic"] as Mapping)[key] = value;
    this.accepted = new Map([...this.accepted, [stackFile, stringify({ config })]]);
  }

  /** Whether they are as they were when they were last accepted. */
  isAccepted(): boolean {
    const now = this.all();
    return (
      now.size === this.accepted.size && [...now].every(([file, text]) => this.accepted.get(file) === text)
    );
  }

  /** Puts back what was last accepted. */
  restore(): void {
    for (const file of this.all().keys()) if (!this.accepted.has(file)) fs.rmSync(path.join(this.root, file));
    for (const [file, text] of this.accepted) this.write(file, text);
  }

  private all(): Map<string, string> {
    const files = [stackFile, ...this.services().map((name) => `services/${name}.yaml`)];
    return new Map(files.map((file) => [file, this.read(file)]));
  }

  private read(file: string): string {
    return fs.readFileSync(path.join(this.root, file), "utf8");
  }

  private write(file: string, text: string): void {
    fs.writeFileSync(path.join(this.root, file), text);
  }
}

// Makes projects whose database is moved, and asks them for the steps of the move.
import { parse, stringify } from "yaml";
import { Session } from "../../src/cli/session";
import { operations, single, type Project } from "./project";
import { start, up } from "./starts";

export const forward = "aws:dms/replicationConfig:ReplicationConfig dev-main-db-replication-forward";
export const reverse = "aws:dms/replicationConfig:ReplicationConfig dev-main-db-replication-reverse";
export const nameRecord = "aws:route53/record:Record dev-main-db-name-record";

/** The host of the database that is moved. */
export const oldHost = "main.legacy.example.internal";

/** A project whose database is copied. @param adopts whether its legacy side is one that was there before. */
export const loading = (adopts = false) =>
  start(`database-loading${adopts ? "-adopted" : ""}`, async () => {
    const project = await up(withDatabase(adopts));
    project.configure((config) => {
      config["crossover:databases"].main.replication = {
        phase: "load",
        secret: "main/replication",
        include: ["public.*"],
        exclude: ["public.audit_*"],
      };
    });
    return up(project);
  });

/** A project whose database follows the old one. @param adopts as above. */
export const streaming = (adopts = false) =>
  start(`database-streaming${adopts ? "-adopted" : ""}`, async () => {
    const project = await loading(adopts);
    project.configure((config) => (config["crossover:databases"].main.replication.phase = "stream"));
    return up(project);
  });

/** A project with a database beside an old one, and with a service that uses it. */
function withDatabase(adopts: boolean): Project {
  const project = single();
  const service = parse(project.read("services/monolith.yaml")) as object;
  project.write("services/monolith.yaml", stringify({ ...service, database: "main" }));
  project.configure((config) => {
    config["crossover:traffic"] = { default: "legacy" };
    const main = {
      ...{ engine: "postgres", version: "17", instanceType: "db.t4g.micro", storageGiB: 20, database: "app" },
      ...{ protect: false, finalSnapshot: false },
      source: { host: oldHost, secret: "legacy/main" },
    };
    config["crossover:databases"] = { main };
    config["crossover:network"].endpoints = ["secretsmanager"];
    if (adopts) config["crossover:services"].monolith = { legacy: { adopt: { loadBalancer: "old" } } };
  });
  return project;
}

/** Changes the replication in the stack file. */
export function ask(project: Project, changes: object): void {
  project.configure((config) => {
    Object.assign(config["crossover:databases"].main.replication, changes);
  });
}

/** As an engineer who has just seen that writes are stopped. */
export function askChecked(project: Project, changes: object): void {
  ask(project, { ...changes, checked: project.now().toISOString() });
}

export async function touched(project: Project, changes: object, line = "up"): Promise<string[]> {
  askChecked(project, changes);
  return operations(await project.done(line));
}

/** What is written down of the move. */
export function recorded(project: Project): unknown {
  return project.resource("pulumi:pulumi:Stack", "crossover-dev")!.outputs!["replication.main"];
}

/** The next run is of one resource alone, as with `pulumi up --target`. */
export function aim(project: Project, resource: string): void {
  const { urn } = project.state().find((one) => one.urn.endsWith(`::${resource}`))!;
  const { run } = Session.prototype;
  jest.spyOn(Session.prototype, "run").mockImplementationOnce(function (this: Session, kind, options) {
    return run.call(this, kind, { ...options, target: [urn] });
  });
}

/** What the private name points to in the simulated cloud. */
export function nameTarget(project: Project): string {
  const record = project.cloud().find(({ outputs }) => outputs.fqdn === "main.db.dev.internal");
  return (record!.outputs.records as string[])[0]!;
}

// Checks `byName`, `source` and `replication` of a stack file: unknown services, and what DMS would refuse or fail on.
import type { DatabaseSettings } from "../../schema/stack/databases";
import type { ReplicationSettings, SourceSettings } from "../../schema/stack/replication";
import type { Finding } from "../stores/database-rules";
import { databasePorts, type Engine } from "../stores/databases";
import type { Report } from "../problem";
import type { Service } from "../service";

/** What the check needs to know of the rest of the stack. */
export interface Surroundings {
  /** The database's name in the stack file. */
  readonly id: string;
  /** AWS services that the VPC reaches over endpoints of its own; absent where that is unknown. */
  readonly interfaceServices?: readonly string[];
  /** Services that use this database and whose legacy side is adopted. */
  readonly adopted: readonly string[];
}

/** Reports what is wrong with every database's `byName`, `source` and `replication`. */
export function checkReplications(
  databases: Readonly<Record<string, DatabaseSettings>>,
  services: readonly Service[],
  interfaceServices: readonly string[] | undefined,
  file: string,
  report: Report,
): void {
  for (const [id, settings] of Object.entries(databases)) {
    const users = services.filter(({ database, legacy }) => database === id && legacy?.manage === "adopt");
    const adopted = users.map(({ name }) => name);
    for (const { key, message, allowed } of checkReplication(settings, { id, interfaceServices, adopted }))
      report(`${file}: crossover:databases.${id}.${key}`, message, "replication", allowed);
  }
}

/** Everything that is wrong with one database's `byName`, `source` and `replication`. */
export function checkReplication(settings: DatabaseSettings, surroundings: Surroundings): Finding[] {
  const { engine, source, replication } = settings;
  const strangers = checkByName(settings, surroundings);
  if (!source)
    return [
      ...strangers,
      ...findingIf(replication !== undefined, {
        key: "replication",
        message: "needs a `source` to copy data from",
        allowed: "`source: { host: … }`",
      }),
    ];
  return [
    ...strangers,
    ...checkHost(source, surroundings),
    ...checkPlace(source, settings),
    ...checkTls(source, engine),
    ...(replication ? checkKind(replication, surroundings) : []),
    ...(replication ? checkTarget(replication, source, engine) : []),
  ];
}

function findingIf(condition: boolean, finding: Finding): Finding[] {
  return condition ? [finding] : [];
}

/** https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html: no RDS Proxy, and no reader. */
function checkHost({ host }: SourceSettings, { id }: Surroundings): Finding[] {
  const finding = (message: string) => ({
    key: "source.host",
    message,
    allowed: "the host name of the instance that services write to",
  });
  return [
    ...findingIf(
      /\.proxy-[a-z0-9]+\./.test(host),
      finding("is an RDS Proxy, which DMS can't replicate from"),
    ),
    ...findingIf(
      /\.cluster-ro-[a-z0-9]+\./.test(host),
      finding("is a reader, and DMS reads changes only from the writer"),
    ),
    ...findingIf(
      new RegExp(`^${id}\\.db\\..+\\.internal$`).test(host),
      finding("is the private name, which itself points to this host"),
    ),
  ];
}

/** What services know of a database besides its host doesn't change with the name. */
function checkPlace({ port, database }: SourceSettings, settings: DatabaseSettings): Finding[] {
  const own = databasePorts[settings.engine];
  return [
    ...findingIf(port !== undefined && port !== own, {
      key: "source.port",
      message: "services reach both databases by one name and one port",
      allowed: `${String(own)}, with a proxy in front of the old database if need be`,
    }),
    ...findingIf(database !== undefined && database !== settings.database, {
      key: "source.database",
      message: `services look for \`${settings.database}\` in both databases`,
      allowed: `${settings.database}, or another \`database\` of the new one`,
    }),
  ];
}

/** https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html */
function checkTls({ tls, certificate }: SourceSettings, engine: Engine): Finding[] {
  const verifies = tls.startsWith("verify");
  return [
    ...findingIf(engine === "mysql" && tls === "require", {
      key: "source.tls",
      message: "DMS has no `require` for MySQL",
      allowed: "`verify-ca` with `certificate`, or `none`",
    }),
    ...findingIf(verifies && !certificate, {
      key: "source.certificate",
      message: `is missing, and \`${tls}\` needs it`,
      allowed: "the ARN that `aws dms import-certificate` printed",
    }),
    ...findingIf(!verifies && certificate !== undefined, {
      key: "source.certificate",
      message: `isn't used with \`tls: ${tls}\``,
      allowed: "`tls: verify-ca`",
    }),
  ];
}

function checkByName({ byName }: DatabaseSettings, { adopted }: Surroundings): Finding[] {
  const strangers = byName.filter((service) => !adopted.includes(service));
  return strangers.map((service) => ({
    key: "byName",
    message: `\`${service}\` has no adopted legacy side here that uses this database`,
    allowed: adopted.join(", ") || "[]",
  }));
}

function checkKind(
  { kind, capacity, instance }: ReplicationSettings,
  { interfaceServices }: Surroundings,
): Finding[] {
  const [serverless, noEndpoint] = [
    kind === "serverless",
    interfaceServices?.includes("secretsmanager") === false,
  ];
  return [
    ...findingIf(!serverless && !instance, {
      key: "replication.instance",
      message: "is missing",
      allowed: "`{ class: dms.c6i.large }`",
    }),
    ...findingIf(!serverless && capacity !== undefined, {
      key: "replication.capacity",
      message: "belongs to `kind: serverless`",
      allowed: "`instance`",
    }),
    ...findingIf(serverless && instance !== undefined, {
      key: "replication.instance",
      message: "belongs to `kind: instance`",
      allowed: "`capacity`",
    }),
    // https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Limitations.html. An instance could go by NAT,
    // but the databases' subnets have no way to the internet.
    ...findingIf(noEndpoint, {
      key: "replication",
      message: "reads secrets only over a VPC endpoint, and the network has none for Secrets Manager",
      allowed: "`secretsmanager` among the network's endpoints",
    }),
  ];
}

function checkTarget(
  { secret, certificate }: ReplicationSettings,
  source: SourceSettings,
  engine: Engine,
): Finding[] {
  return [
    ...findingIf(secret === source.secret, {
      key: "replication.secret",
      message: "is the secret of the source, so the database would be copied onto itself",
      allowed: "a secret of the new database",
    }),
    ...findingIf(engine === "mysql" && !certificate, {
      key: "replication.certificate",
      message: "is missing: the new database takes only TLS, which for MySQL needs the CA of RDS",
      allowed: "the ARN that `aws dms import-certificate` printed",
    }),
  ];
}

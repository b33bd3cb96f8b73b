// Finds settings of PostgreSQL servers that prevent a copy: parameters, versions, extensions, roles.
import { finding, type Finding } from "../finding";
import { literal } from "../quote";
import type { PostgresSchema } from "./schema";

export function compareServers(source: PostgresSchema, target: PostgresSchema): Finding[] {
  return [
    ...sourceSettings(source),
    ...targetSettings(target),
    ...versions(source, target),
    ...extensions(source, target),
    ...roles(source, target),
  ];
}

// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html
function sourceSettings({ settings, replication }: PostgresSchema): Finding[] {
  const blocks = (object: string, message: string, remedy: string) =>
    finding("blocks", "settings", object, message, remedy);
  const found: Finding[] = [];
  const number = (name: string) => Number(settings[name]);
  if (settings.wal_level !== "logical")
    found.push(
      blocks(
        "source wal_level",
        `is ${settings.wal_level ?? "unknown"}, so that no changes can be captured: the copy would end with the load`,
        "on RDS set rds.logical_replication to 1, elsewhere wal_level to logical, and restart the server",
      ),
    );
  for (const [name, used, what] of [
    ["max_replication_slots", replication.slotsUsed, "slot"],
    ["max_wal_senders", replication.sendersUsed, "sender"],
  ] as const)
    if (number(name) - used < 1)
      found.push(
        blocks(
          `source ${name}`,
          `is ${number(name)}, and ${used} are in use: no ${what} is left for the copy`,
          `raise ${name} and restart, or drop a slot that nobody reads (pg_drop_replication_slot)`,
        ),
      );
  const timeout = number("wal_sender_timeout");
  if (timeout > 0 && timeout < 10_000)
    found.push(
      blocks(
        "source wal_sender_timeout",
        `is ${timeout} ms; under 10 s DMS loses its connection when a table is busy`,
        "set it to 10 s or more, or to 0 for none; it needs no restart",
      ),
    );
  const kept = number("max_slot_wal_keep_size");
  if (kept >= 0)
    found.push(
      finding(
        "note",
        "settings",
        "source max_slot_wal_keep_size",
        `is ${kept} MB: a copy that falls further behind loses its slot and begins anew`,
        "let it hold the changes of the whole load, or set it to -1 and watch the disk",
      ),
    );
  if (replication.prepared > 0)
    found.push(
      finding(
        "blocks",
        "settings",
        "source pg_prepared_xacts",
        `${replication.prepared} prepared transactions are open; a slot can't be made while one is`,
        "commit or roll them back",
      ),
    );
  return found;
}

function targetSettings({ settings }: PostgresSchema): Finding[] {
  if (settings.wal_level === "logical") return [];
  return [
    finding(
      "note",
      "settings",
      "target wal_level",
      `is ${settings.wal_level ?? "unknown"}, so that there is no way back: reverse replication reads the target`,
      "set rds.logical_replication to 1 and restart now, while nobody uses the target",
    ),
  ];
}

function versions(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const found: Finding[] = [];
  const major = ({ version }: PostgresSchema) => Math.floor(version / 10_000);
  if (major(target) < major(source))
    found.push(
      finding(
        "blocks",
        "version",
        "target server",
        `is PostgreSQL ${major(target)}, older than the source's ${major(source)}: definitions may not be understood`,
        `make the target with PostgreSQL ${major(source)} or newer`,
      ),
    );
  if (target.encoding !== source.encoding)
    found.push(
      finding(
        "blocks",
        "version",
        "target encoding",
        `is ${target.encoding}, the source's is ${source.encoding}: text may not fit`,
        `make the target's database with encoding ${source.encoding}`,
      ),
    );
  if (target.collation !== source.collation)
    found.push(
      finding(
        "note",
        "version",
        "target collation",
        `is ${target.collation}, the source's is ${source.collation}: text is ordered in another way`,
        `make the target's database with lc_collate ${source.collation}, if that matters`,
      ),
    );
  return found;
}

function extensions(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const present = new Map(target.extensions.map((one) => [one.name, one]));
  return source.extensions.flatMap(({ name, schema, version }) => {
    const there = present.get(name);
    if (!there) {
      const offered = target.available.includes(name);
      const message = `the target lacks it (${version} on the source), and with it its types, operators and index methods`;
      const place = schema === "pg_catalog" ? "" : ` with schema ${schema}`;
      return offered
        ? finding(
            "left",
            "extension",
            name,
            message,
            "finish creates it; create it before the load if tables use its types",
            [
              ...(place === "" || schema === "public"
                ? []
                : [
                    {
                      stage: "schemas" as const,
                      sql: `create schema if not exists ${schema}`,
                      makes: [`schema ${schema}`],
                    },
                  ]),
              {
                stage: "schemas",
                sql: `create extension if not exists ${name}${place}`,
                makes: [`extension ${name}`],
                needs: [`schema ${schema}`],
              },
            ],
          )
        : finding(
            "blocks",
            "extension",
            name,
            `${message}; its server doesn't offer it`,
            "install it, or do without it",
          );
    }
    if (there.schema !== schema)
      return finding(
        "left",
        "extension",
        name,
        `is in schema ${there.schema} on the target and in ${schema} on the source`,
        "finish moves it, where the extension allows that",
        [{ stage: "schemas", sql: `alter extension ${name} set schema ${schema}` }],
      );
    if (there.version !== version)
      return finding(
        "note",
        "extension",
        name,
        `is ${there.version} on the target, ${version} on the source`,
        "none is needed, as a rule",
      );
    return [];
  });
}

/** Roles that something names. Their passwords can't be read, so that they are made by hand. */
function roles(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const named = new Set(
    source.definitions.flatMap(({ kind, name, roles: some }) =>
      // What a role has everywhere goes with the role itself.
      kind === "setting" && !name.includes(" in database ") ? [] : some,
    ),
  );
  return [...named]
    .filter((role) => !target.roles.includes(role))
    .map((role) =>
      finding(
        "left",
        "role",
        role,
        "the target lacks this role; what it owns and may do is left out until it is there",
        `create it there with a password of its own, then check again: select from pg_roles where rolname = ${literal(role)}`,
      ),
    );
}

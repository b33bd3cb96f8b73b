// Tests what DMS is told: table mappings, task settings and endpoints, each as one text for one meaning.
import fc from "fast-check";
import { canonicalJson, type Plain } from "../../../src/model/replication/canonical";
import { parametersOf } from "../../../src/model/stores/databases";
import { tableMappings } from "../../../src/model/replication/table-mappings";
import { endSettings, taskSettings } from "../../../src/model/replication/task-settings";
import { differences, wishOf } from "../../../src/model/replication/wish";
import { replication, source } from "../../../src/schema/stack/replication";

describe("canonical JSON", () => {
  test("has sorted keys and no spaces, and keeps the order of lists", () => {
    expect(canonicalJson({ b: [2, 1, { z: null, a: "x y" }], a: true })).toBe(
      '{"a":true,"b":[2,1,{"a":"x y","z":null}]}',
    );
  });

  test("means what it was made of, and is itself when made again", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const text = canonicalJson(value as Plain);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Plain)).toBe(text);
      }),
    );
  });
});

interface Rule {
  "rule-id": string;
  "rule-action": string;
  "object-locator": { "schema-name": string; "table-name": string };
}
const rulesOf = (include: string[], exclude: string[]) =>
  (JSON.parse(tableMappings(include, exclude)) as { rules: Rule[] }).rules;

describe("table mappings", () => {
  test("two plain lists", () => {
    expect(JSON.parse(tableMappings(["public.*"], ["public.audit_*"]))).toEqual({
      rules: [
        {
          "rule-type": "selection",
          "rule-id": "1",
          "rule-name": "1",
          "rule-action": "include",
          "object-locator": { "schema-name": "public", "table-name": "%" },
          filters: [],
        },
        {
          "rule-type": "selection",
          "rule-id": "2",
          "rule-name": "2",
          "rule-action": "exclude",
          "object-locator": { "schema-name": "public", "table-name": "audit[_]%" },
          filters: [],
        },
      ],
    });
  });

  test("the order of the lists and repetitions mean nothing", () => {
    expect(tableMappings(["b.*", "a.x", "b.*"], ["b.z", "b.y"])).toBe(
      tableMappings(["a.x", "b.*"], ["b.y", "b.z"]),
    );
  });

  const name = fc.stringMatching(/^[A-Za-z0-9_$*-]{1,12}$/);
  const table = fc.tuple(name, name).map((parts) => parts.join("."));
  const matches = (pattern: string, wild: Record<string, string>, text: string) =>
    new RegExp(`^${pattern.replace(/\[_\]|[$*%_-]/g, (part) => wild[part] ?? `\\${part}`)}$`).test(text);

  test("a pattern takes what it says, and nothing that DMS would take by its own wildcards", () => {
    fc.assert(
      fc.property(table, fc.stringMatching(/^[A-Za-z0-9_$-]{1,12}$/), (pattern, text) => {
        const [rule] = rulesOf([pattern], []);
        const [, plain] = pattern.split(".");
        const dms = { "%": ".*", _: ".", "[_]": "_" };
        expect(matches(rule!["object-locator"]["table-name"], dms, text)).toBe(
          matches(plain!, { "*": ".*", _: "_" }, text),
        );
      }),
    );
  });

  test("every rule has an id of its own", () => {
    fc.assert(
      fc.property(fc.array(table), fc.array(table), (include, exclude) => {
        const ids = rulesOf(include, exclude).map((rule) => rule["rule-id"]);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBe(new Set(include).size + new Set(exclude).size);
      }),
    );
  });
});

describe("task settings", () => {
  test("nothing is made, dropped, cut off or left out in silence, and all is validated", () => {
    const settings = JSON.parse(taskSettings());
    expect(taskSettings()).toBe(canonicalJson(settings));
    expect(settings).toEqual({
      TargetMetadata: {
        SupportLobs: true,
        FullLobMode: true,
        LimitedSizeLobMode: false,
        LobChunkSize: 64,
        InlineLobMaxSize: 32,
      },
      FullLoadSettings: {
        TargetTablePrepMode: "DO_NOTHING",
        MaxFullLoadSubTasks: 8,
        TransactionConsistencyTimeout: 600,
        CommitRate: 10000,
      },
      ValidationSettings: {
        EnableValidation: true,
        ValidationMode: "ROW_LEVEL",
        ThreadCount: 5,
        FailureMaxCount: 10000,
      },
      ErrorBehavior: {
        DataErrorPolicy: "SUSPEND_TABLE",
        DataTruncationErrorPolicy: "SUSPEND_TABLE",
        TableErrorPolicy: "SUSPEND_TABLE",
        ApplyErrorInsertPolicy: "SUSPEND_TABLE",
        ApplyErrorUpdatePolicy: "SUSPEND_TABLE",
        ApplyErrorDeletePolicy: "SUSPEND_TABLE",
        ApplyErrorEscalationPolicy: "SUSPEND_TABLE",
        FailOnNoTablesCaptured: true,
      },
      ChangeProcessingDdlHandlingPolicy: {
        HandleSourceTableDropped: false,
        HandleSourceTableTruncated: false,
        HandleSourceTableAltered: false,
      },
      Logging: { EnableLogging: true },
    });
  });

  // Never left out: the provider would send 0.
  const bounds = { mapBooleanAsBoolean: true, executeTimeout: 60, heartbeatFrequency: 5, maxFileSize: 32768 };

  test("a target rests its foreign keys; a PostgreSQL source keeps its slot moving", () => {
    expect(endSettings("postgres", "target")).toEqual({
      postgresSettings: {
        afterConnectScript: "SET session_replication_role='replica'",
        ...bounds,
      },
    });
    expect(endSettings("mysql", "target")).toEqual({
      mysqlSettings: { afterConnectScript: "SET FOREIGN_KEY_CHECKS=0" },
    });
    expect(endSettings("postgres", "source")).toEqual({
      postgresSettings: { captureDdls: false, heartbeatEnable: true, ...bounds },
    });
    expect(endSettings("mysql", "source")).toEqual({});
  });

  test("a new database can be a source from its first day: the way back needs a slot and a sender", () => {
    const parameters = Object.fromEntries(parametersOf("postgres").map(({ name, value }) => [name, value]));
    expect(parameters["rds.logical_replication"]).toBe("1");
    expect(Number(parameters["max_replication_slots"])).toBeGreaterThanOrEqual(1);
    expect(Number(parameters["wal_sender_timeout"])).toBeGreaterThanOrEqual(10_000);
  });
});

describe("what is asked", () => {
  const from = source.parse({ host: "main.legacy.example.internal", secret: "legacy/main" });
  const wish = (extra: object) =>
    wishOf(replication.parse({ phase: "load", secret: "main", ...extra }), from, {
      engine: "mysql",
      database: "app",
    });

  test("serverless between 4 and 16 units, and everything", () => {
    expect(wish({})).toEqual({
      phase: "load",
      round: 1,
      paused: false,
      fixed: {
        kind: "serverless",
        engine: "mysql",
        source: "main.legacy.example.internal",
        database: "app",
        include: ["*.*"],
        exclude: [],
      },
      tuning: { min: 4, max: 16, tls: "require", secret: "legacy/main", targetSecret: "main" },
    });
  });

  test("a certificate of either end is what DMS reaches it with", () => {
    const [old, fresh] = [
      "arn:aws:dms:eu-west-1:123456789012:cert:OLD",
      "arn:aws:dms:eu-west-1:123456789012:cert:RDS",
    ];
    const asked = replication.parse({ phase: "load", secret: "main", certificate: fresh });
    const by = { engine: "mysql", database: "app" } as const;
    expect(wishOf(asked, { ...from, certificate: old }, by).tuning).toMatchObject({
      certificate: old,
      targetCertificate: fresh,
    });
    expect(Object.keys(wishOf(asked, from, by).tuning)).not.toContain("certificate");
  });

  test("or an instance", () => {
    const { fixed, tuning } = wish({ kind: "instance", instance: { class: "dms.c6i.large" } });
    expect(fixed.kind).toBe("instance");
    expect(tuning).toMatchObject({ class: "dms.c6i.large", storageGiB: 100, multiAz: false });
  });

  test("a time is one, in quotes or without, as Pulumi reads it", () => {
    for (const checked of ["2026-11-21T10:00:00Z", "2026-11-21 10:00:00 +0000 UTC"])
      expect(wish({ checked }).checked).toBe("2026-11-21T10:00:00Z");
  });

  test("the order of lists is no difference, anything else is named", () => {
    const one = wish({ include: ["a.*", "b.*"] });
    expect(differences(one.fixed, wish({ include: ["b.*", "a.*"] }).fixed)).toEqual([]);
    expect(differences(one.fixed, wish({ include: ["a.*"], exclude: ["a.x"] }).fixed)).toEqual([
      "include",
      "exclude",
    ]);
    const { tuning } = wish({
      capacity: { min: 8 },
      certificate: "arn:aws:dms:eu-west-1:123456789012:cert:RDS",
    });
    expect(differences(one.tuning, tuning)).toEqual(["min", "targetCertificate"]);
  });
});

// Brings the target's checks and foreign keys level: first for new rows, then validated for existing ones.
import { finding, type Finding, type Step } from "../finding";
import { constraintExists, missingConstraint } from "./indexes";
import * as objects from "./objects";
import type { Constraint, PostgresSchema } from "./schema";

export function compareConstraints(source: PostgresSchema, target: PostgresSchema): Finding[] {
  const key = ({ table, name }: Constraint) => `${table} ${name}`;
  const there = new Map(target.constraints.map((one) => [key(one), one]));
  const tables = new Set([...source.tables, ...target.tables].map(({ sql }) => sql));
  return source.constraints
    .filter(({ type }) => type === "c" || type === "f")
    .flatMap((constraint) => {
      const trap = constraint.type === "c" ? "check" : "foreign-key";
      const object = `${constraint.name} on ${constraint.table}`;
      const other = there.get(key(constraint));
      if (constraint.references !== null && !tables.has(constraint.references))
        return [
          finding(
            "note",
            trap,
            object,
            `refers to ${constraint.references}, which isn't copied`,
            "copy that table too, or do without",
          ),
        ];
      if (!other)
        return [
          finding(
            "left",
            trap,
            object,
            `is missing on the target: ${constraint.definition}`,
            "finish adds it for new rows, then proves it for the others",
            [...add(constraint)],
          ),
        ];
      if (constraint.valid && !other.valid)
        return [
          finding("left", trap, object, "isn't proved for all rows on the target", "finish proves it", [
            validate(constraint),
          ]),
        ];
      const text = (one: Constraint) => one.definition.replace(/ NOT VALID$/, "");
      if (text(other) !== text(constraint))
        return [
          finding(
            "left",
            trap,
            object,
            `is another one on the target: ${other.definition}`,
            "drop it there; finish then adds it",
          ),
        ];
      return [];
    });
}

function add(constraint: Constraint): Step[] {
  const { table, name, definition, type, valid, partitioned } = constraint;
  const sql = `alter table ${table} add constraint ${name} ${definition}`;
  const when = missingConstraint(constraint);
  const needs = [table, constraint.references ?? table].flatMap((one) => [
    objects.table(one),
    objects.partitions(one),
  ]);
  // Before PostgreSQL 18 a foreign key of a partitioned table can't be added unproved.
  if (!valid || (type === "f" && partitioned))
    return [{ stage: "constraints", sql, when, makes: [objects.constraint(constraint)], needs }];
  return [
    { stage: "constraints", sql: `${sql} not valid`, when, makes: [objects.unproved(constraint)], needs },
    validate(constraint),
  ];
}

function validate(constraint: Constraint): Step {
  return {
    stage: "constraints",
    sql: `alter table ${constraint.table} validate constraint ${constraint.name}`,
    when: constraintExists(constraint, "not convalidated"),
    makes: [objects.constraint(constraint)],
    needs: [objects.unproved(constraint)],
  };
}

// Brings MariaDB's sequences level, and so far ahead that no value is given out twice.
import { finding, type Finding, type Step } from "../finding";
import { isAhead, marginFor } from "../margin";
import { backquoted } from "../quote";
import type { MySqlSchema, MySqlSequence } from "./schema";

export function compareSequences(source: MySqlSchema, target: MySqlSchema, margin: number): Finding[] {
  const there = new Map(target.sequences.map((one) => [one.name, one]));
  return source.sequences.flatMap((sequence) => [
    ...definition(sequence, there.get(sequence.name)),
    ...value(sequence, there.get(sequence.name), margin),
  ]);
}

function definition({ name, sql }: MySqlSequence, other: MySqlSequence | undefined): Finding[] {
  if (other?.sql === sql) return [];
  const create = sql.replace(/^CREATE SEQUENCE/i, "create sequence if not exists");
  const alter = sql.replace(/^CREATE SEQUENCE/i, "alter sequence").replace(/ ENGINE=\w+/i, "");
  const step = (text: string): Step => ({ stage: "sequences", sql: text, makes: [name] });
  return [
    other
      ? finding("left", "sequence", backquoted(name), "differs on the target", "finish changes it", [
          step(alter),
        ])
      : finding("left", "sequence", backquoted(name), "is missing on the target", "finish creates it", [
          step(create),
        ]),
  ];
}

/** What would be handed out next on the target, in the sequence's own direction. */
function value(sequence: MySqlSequence, other: MySqlSequence | undefined, margin: number): Finding[] {
  const { name, next, increment, max, min } = sequence;
  const step = increment === 0n ? 1n : increment;
  const start = /start with (-?\d+)/i.exec(sequence.sql)?.[1];
  // One that was never used is made as it is.
  if (next === BigInt(start ?? next)) return [];
  const reached = other?.next ?? BigInt(start!);
  const ahead = (reached - next) / step;
  const room = (step > 0n ? max - next : min - next) / step;
  const further = marginFor(margin, 0, room);
  if (isAhead(ahead, 0, further)) return [];
  return [
    finding(
      "left",
      "sequence-value",
      backquoted(name),
      `is ${-ahead} values behind the source's: the target would hand out keys that are taken`,
      `finish puts it ${further} values ahead`,
      [
        {
          stage: "values",
          // Never back: MariaDB sees to that.
          sql: `do setval(${backquoted(name)}, ${next + further * step}, 0)`,
          needs: [name],
        },
      ],
    ),
  ];
}

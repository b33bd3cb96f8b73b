// Puts AUTO_INCREMENT so far ahead that no value is given out twice.
import { finding, type Finding } from "../finding";
import { isAhead, marginFor } from "../margin";
import { backquoted, literal } from "../quote";
import type { MySqlTable } from "./schema";

export function autoIncrement(
  { name, autoIncrement: own }: MySqlTable,
  other: MySqlTable | undefined,
  margin: number,
): Finding[] {
  if (!own || own.next <= 1n) return [];
  const reached = other?.autoIncrement?.next ?? 1n;
  const ahead = reached - own.next;
  const further = marginFor(margin, own.rate, own.max - own.next);
  if (isAhead(ahead, own.rate, further)) return [];
  const next = own.next + further;
  const message =
    ahead < 0n ? `is ${-ahead} values behind the source's` : `is only ${ahead} values ahead of the source's`;
  return [
    finding(
      "left",
      "sequence-value",
      `${backquoted(name)}.${backquoted(own.column)}`,
      `${message}: the target would hand out keys that are taken`,
      `finish puts it ${further} values ahead`,
      [
        {
          stage: "values",
          // Never below what the table holds: InnoDB sees to that.
          sql: `alter table ${backquoted(name)} auto_increment = ${next}`,
          when: `(select coalesce(max(auto_increment), 0) < ${next} from information_schema.tables where table_schema = database() and table_name = ${literal(name)})`,
        },
      ],
    ),
  ];
}

// Brings level what users may do with the database. Users are made by hand: their passwords can't be read.
import { finding, type Finding } from "../finding";
import type { MySqlSchema } from "./schema";

export function compareGrants(source: MySqlSchema, target: MySqlSchema): Finding[] {
  const there = new Set(target.grants.map(({ sql }) => sql));
  const lost = source.grants.filter(({ sql }) => !there.has(sql));
  const absent = (user: string) => target.users !== null && !target.users.includes(user);
  return [
    ...[...new Set(lost.map(({ user }) => user))]
      .filter(absent)
      .map((user) =>
        finding(
          "left",
          "role",
          user,
          "the target lacks this user; what it may do is left out until it is there",
          "create it there with a password of its own, then check again",
        ),
      ),
    ...lost
      .filter(({ user }) => !absent(user))
      .map(({ sql }) =>
        finding("left", "grant", sql, "isn't so on the target", "finish makes it", [
          { stage: "access", sql },
        ]),
      ),
  ];
}

// Rule 10: refuses to move a route from a checkout that doesn't contain what moved it last.
import type { Objection } from "../problem";
import { commitIn } from "./commit";
import { readable } from "./owner-rule";
import type { Judged, TrafficRequest } from "./types";

/** Whether the checkout contains what moved a route last; nothing where that can't be told. */
export function contains(
  last: string,
  { commit, held }: Pick<TrafficRequest, "commit" | "held">,
): boolean | undefined {
  if (commit !== undefined && commitIn(commit) === commitIn(last))
    return last === commitIn(last) || commit !== commitIn(commit);
  const answer = held?.get(commitIn(last));
  return answer === "yes" ? true : answer === "no" ? false : undefined;
}

/** A stale checkout would undo what it doesn't know of. A rollback is meant whatever the checkout is. */
export function checkCommit(one: Judged, request: TrafficRequest): Objection[] {
  const { commit, untold, held, whole = true } = request;
  const { commit: last } = readable(one.subject) ?? {};
  if (!one.moves || !whole || !held || last === undefined || contains(last, request)) return [];
  const moved = `${one.subject.key} was moved last from commit ${commitIn(last)}`;
  const refuse = (why: string, allowed: string): Objection[] => [
    { rule: "stale", message: `${moved}${why}`, allowed },
  ];
  if (commit === undefined)
    return refuse(
      `, and git can't tell whether what you run from is older: ${untold ?? "no commit"}`,
      `a checkout that contains ${commitIn(last)}, and that git may read`,
    );
  if (commitIn(commit) === commitIn(last))
    return refuse(
      " with a change that wasn't committed there, which this checkout doesn't have",
      "a checkout with that change, once it is committed",
    );
  if (held.get(commitIn(last)) === "shallow")
    return refuse(
      ", and this clone is too shallow to tell whether it contains that",
      "`git fetch --unshallow`; in GitHub's actions/checkout, `fetch-depth: 0`",
    );
  return refuse(
    `, which this checkout (${commitIn(commit)}) doesn't contain: it would undo what it doesn't know`,
    `a checkout that contains ${commitIn(last)}, such as after \`git pull\``,
  );
}

// Waits for questions that are asked side by side.

/**
 * The answers, in the order of the questions.
 *
 * @throws an error that names every question without an answer, in the same order, whichever failed first.
 */
export async function allAnswers<T extends readonly unknown[]>(questions: {
  readonly [I in keyof T]: T[I] | Promise<T[I]>;
}): Promise<T> {
  const settled = await Promise.allSettled<unknown>(questions);
  const reasons = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  if (reasons.length === 0) return Promise.all<unknown>(questions) as unknown as Promise<T>;
  const said = reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
  throw new Error([...new Set(said)].join("; "), { cause: reasons[0] });
}

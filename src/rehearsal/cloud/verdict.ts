// Defines the answer to "does it answer?", with the reason where it doesn't.

export interface Verdict {
  readonly answers: boolean;
  readonly reason: string;
}

export const yes: Verdict = { answers: true, reason: "answers" };

export function no(reason: string): Verdict {
  return { answers: false, reason };
}

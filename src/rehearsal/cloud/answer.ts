// Describes what a name resolves to, and tells whether what an answer named answers now.
import type { Lookup } from "./lookup";
import { reachAddress } from "./reach";

/** The families of addresses that a client may ask for. */
export type Family = "A" | "AAAA";

/** One of the targets that a hostname resolves to. */
export interface Answer {
  /** Of the first weighted set on the way. */
  readonly setIdentifier?: string;
  /** Address of a load balancer, or whatever the record holds. */
  readonly target: string;
  /** 0 to 1, of the hostname's answers. */
  readonly share: number;
  /** How long a resolver may go on giving it, in seconds. */
  readonly ttl: number;
  readonly answers: boolean;
  readonly reason: string;
}

/** The share of the answers that name a target which answers, 0 to 1. */
export function availability(answers: readonly Answer[]): number {
  return answers.reduce((sum, { share, answers: answered }) => sum + (answered ? share : 0), 0);
}

/**
 * An answer that names hosts outside of the simulated cloud, by their names or addresses. They are taken to answer, unless
 * a fault has taken them away; then each has its share.
 */
export function answerOutside(lookup: Lookup, hosts: readonly string[], ttl: number): Answer[] {
  const lost = (host: string) => lookup.find(`lost:${host}`).length > 0;
  if (!hosts.map(lost).includes(true))
    return [{ target: hosts.join(" "), share: 1, ttl, answers: true, reason: "outside" }];
  return hosts.map((target) => {
    const answers = !lost(target);
    return {
      target,
      share: 1 / hosts.length,
      ttl,
      answers,
      reason: answers ? "outside" : `${target} is lost`,
    };
  });
}

/**
 * The answers as one who holds them finds their targets now, whatever the zone says meanwhile. One that led nowhere still
 * leads nowhere.
 */
export function holdAnswers(lookup: Lookup, answers: readonly Answer[], hostname: string): Answer[] {
  return answers.flatMap((answer) => {
    const verdict = reachAddress(lookup, answer.target, hostname);
    if (verdict) return [{ ...answer, ...verdict }];
    if (!answer.answers) return [answer];
    return answerOutside(lookup, answer.target.split(" "), answer.ttl).map((found) => ({
      ...found,
      setIdentifier: answer.setIdentifier,
      share: found.share * answer.share,
    }));
  });
}

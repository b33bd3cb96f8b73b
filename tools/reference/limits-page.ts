// Writes docs/limits.md: what the clouds refuse, and the tests that prove that program and rehearsal know it.
import { readLimits, type Limit } from "./limits";
import { linked, page, proofs, table } from "./markdown";

const introduction = `# Limits of the clouds

What the clouds refuse, or silently do otherwise than one would think. Each limit is kept twice. The program refuses what
would break it at preview, with the reason, or declares such that it can't happen. The simulated cloud of a
[rehearsal](guide/rehearsal.md) behaves as the real one where the program is passed by; what concerns rows of data is shown on real
PostgreSQL and MariaDB servers. The tests that prove both are named; a test fails if one of them isn't there.

Written by \`npm run docs\` from \`tools/reference/limits/\`: don't edit it.`;

export function limitsPage(directory: string): string {
  const sections = readLimits(directory).flatMap(({ title, limits }) => [
    `## ${title}`,
    table(["limit", "in the program", "in the simulated cloud, or on a real server"], limits.map(row)),
  ]);
  return page(introduction, ...sections);
}

function row({ says, source, program, cloud }: Limit): string[] {
  return [`${linked(says)} ([source](${source}))`, proofs(program, "<br>"), proofs(cloud, "<br>")];
}

// Tests when two identities of AWS are one.
import { sameIdentity } from "../../../src/model/access/identity";

const account = "111122223333";
const role = (name: string, session: string) => `arn:aws:sts::${account}:assumed-role/${name}/${session}`;

test.each([
  ["one user", `arn:aws:iam::${account}:user/ann`, `arn:aws:iam::${account}:user/ann`, true],
  ["two users", `arn:aws:iam::${account}:user/ann`, `arn:aws:iam::${account}:user/ben`, false],
  ["two sessions of a role", role("deploy", "pulumi-1"), role("deploy", "crossover"), true],
  ["two roles, sessions alike", role("deploy", "crossover"), role("preview", "crossover"), false],
])("%s", (_, a, b, same) => {
  expect(sameIdentity({ account, arn: a }, { account, arn: b })).toBe(same);
});

test("two accounts are never one", () => {
  const arn = role("deploy", "one");
  expect(sameIdentity({ account, arn }, { account: "444455556666", arn })).toBe(false);
});

// Tests which administrators EKS would refuse: whoever has an access entry that this stack didn't make.
import { checkAdmins, entriesWritten, type KnownEntries } from "../../../src/model/access/admins";
import { collectProblems } from "../../../src/model/problem";

const account = "111122223333";
const role = `arn:aws:iam::${account}:role/platform/ops`;
const session = `arn:aws:sts::${account}:assumed-role/ops/me@example.com`;

function check(admins: readonly string[], known: Partial<KnownEntries>) {
  const { problems, report } = collectProblems();
  checkAdmins(admins, { deployer: session, exists: false, foreign: [], ...known }, "p", report);
  return problems.map(({ path, message, allowed }) => [path, message, allowed]);
}

test.each<[string, string, string]>([
  ["a role, by one of its sessions", role, session],
  [
    "a role of single sign-on",
    `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_0a1b`,
    `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Ops_0a1b/me`,
  ],
  ["a user", `arn:aws:iam::${account}:user/me`, `arn:aws:iam::${account}:user/me`],
])("who creates a cluster is no admin of it by name: %s", (_, admin, deployer) => {
  expect(check([`arn:aws:iam::${account}:role/other`, admin], { deployer })).toEqual([
    [
      "p.admins[1]",
      `${admin} is who deploys: EKS makes the one that creates a cluster its administrator, and takes no second entry`,
      "leave it out",
    ],
  ]);
});

test.each<[string, string]>([
  ["another role", `arn:aws:iam::${account}:role/platform/ops2`],
  ["a user of the role's name", `arn:aws:iam::${account}:user/ops`],
  ["the same name in another account", "arn:aws:iam::444455556666:role/platform/ops"],
])("%s may be named", (_, admin) => {
  expect(check([admin], {})).toEqual([]);
});

test("once the cluster is there, the entries that it has decide", () => {
  expect(check([role], { exists: true })).toEqual([]);
  expect(check([role], { exists: true, foreign: [role] })).toEqual([
    [
      "p.admins[0]",
      `${role} has an access entry in the cluster already, which isn't this stack's: EKS takes no second one`,
      "leave it out: it is the creator's, or made by hand; or delete it first by `aws eks delete-access-entry`",
    ],
  ]);
});

test("entries of the state are those of the cluster", () => {
  const entry = (clusterName: string, principalArn?: string) => ({
    urn: "u",
    type: "aws:eks/accessEntry:AccessEntry",
    outputs: { clusterName, principalArn },
  });
  const others = [entry("green", "arn:b"), entry("blue"), { urn: "u", type: "aws:iam/role:Role" }];
  const cluster = { urn: "c", type: "aws:eks/cluster:Cluster", outputs: { name: "blue" } };
  expect(entriesWritten([cluster, entry("blue", "arn:a"), ...others], "blue")).toEqual(["arn:a"]);
  expect(entriesWritten([{ ...cluster, outputs: { name: "green" } }, ...others], "blue")).toBeUndefined();
});

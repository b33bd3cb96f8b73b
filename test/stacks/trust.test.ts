// Tests whom the roles of every stack trust: a service acts with them for this account or these pods, and for nobody else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Statement {
  readonly Principal: Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
}

interface Role {
  readonly name: string;
  readonly description?: string;
  readonly statements: readonly Statement[];
}

/** What narrows the trust in a service. The others say nothing by which it could be narrowed. */
const narrowed: Readonly<Record<string, readonly string[]>> = {
  "dms.eu-west-1.amazonaws.com": ["aws:SourceAccount"],
  "ec2.amazonaws.com": [],
  // Only the roles that tasks have are documented to be asked for by account, not those by which ECS starts them.
  "ecs-tasks.amazonaws.com": [],
  "elasticbeanstalk.amazonaws.com": ["sts:ExternalId"],
  "pods.eks.amazonaws.com": [
    "aws:RequestTag/kubernetes-namespace",
    "aws:RequestTag/kubernetes-service-account",
  ],
  "vpc-flow-logs.amazonaws.com": ["aws:SourceAccount"],
};

function rolesOf(file: string): Role[] {
  const all = JSON.parse(readFileSync(join(__dirname, file), "utf8")) as [string, string, any][];
  return all
    .filter(([type]) => type === "aws:iam/role:Role")
    .map(([, name, { assumeRolePolicy, description }]) => ({
      name,
      description,
      statements: JSON.parse(assumeRolePolicy).Statement,
    }));
}

const goldens = readdirSync(__dirname).filter((file) => file.endsWith(".json"));

test.each(goldens)(
  "%s: every role that a service takes on is narrowed as far as the service allows",
  (file) => {
    for (const { name, description, statements } of rolesOf(file))
      for (const { Principal, Condition } of statements) {
        const conditions = Object.keys(Condition?.StringEquals ?? {});
        const service = Principal["Service"] as string | undefined;
        if (service === undefined) expect([name, Principal]).not.toEqual([name, { AWS: "*" }]);
        else if (service === "ecs-tasks.amazonaws.com" && description?.startsWith("Tasks of"))
          expect([name, conditions]).toEqual([name, ["aws:SourceAccount"]]);
        else expect([name, service, conditions]).toEqual([name, service, narrowed[service]]);
        if (Principal["Federated"]) expect(conditions).toHaveLength(2);
      }
  },
);

test("each service of the table is one that some stack trusts", () => {
  const trusted = goldens.flatMap((file) =>
    rolesOf(file).flatMap(({ statements }) =>
      statements.flatMap(({ Principal }) => Principal["Service"] ?? []),
    ),
  );
  expect([...new Set(trusted)].sort()).toEqual(Object.keys(narrowed).sort());
});

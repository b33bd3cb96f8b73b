// Tests looking up the secrets that replications name, under mocks.
import { replicationSecrets } from "../../src/observe/replication-secrets";
import { stackFile } from "../../src/schema/stack";
import { deploy } from "../mocks";

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-a1b2c3`;

const { databases } = stackFile.shape;
const move = (source: string, target: string) =>
  databases.parse({
    main: {
      ...{ engine: "postgres", version: "17", instanceType: "db.t4g.micro", storageGiB: 20, database: "app" },
      source: { host: "main.legacy.example.internal", secret: source },
      replication: { phase: "load", secret: target },
    },
  });

async function found(stack: ReturnType<typeof move>, there: readonly string[]) {
  const asked: string[] = [];
  const { result } = await deploy(() => replicationSecrets({ databases: stack }, "Pulumi.prod.yaml"), {
    calls: {
      "aws:secretsmanager/getSecret:getSecret": ({ name }: { name?: string }) => {
        asked.push(name!);
        if (!there.includes(name!)) throw new Error(`reading Secret (${name}): empty result`);
        return { arn: arn(name!) };
      },
    },
  });
  return { arnOf: result.value, problems: result.problems, asked };
}

test("names become ARNs, and ARNs stay what they are", async () => {
  const { arnOf, asked } = await found(move("legacy/main", arn("own")), ["legacy/main"]);
  expect(arnOf("legacy/main")).toBe(arn("legacy/main"));
  expect(arnOf(arn("own"))).toBe(arn("own"));
  expect(asked).toEqual(["legacy/main"]);
});

test("each that isn't there is refused with its path", async () => {
  expect((await found(move("legacy/main", "own"), [])).problems).toMatchObject([
    {
      rule: "replication",
      path: "Pulumi.prod.yaml: crossover:databases.main.source.secret",
      message: expect.stringContaining("can't be found in Secrets Manager: "),
    },
    { path: "Pulumi.prod.yaml: crossover:databases.main.replication.secret" },
  ]);
});

test("nothing is asked while nothing moves", async () => {
  const { main } = move("legacy/main", "own");
  const { replication: _, ...rest } = main!;
  expect((await found({ main: rest }, [])).asked).toEqual([]);
});

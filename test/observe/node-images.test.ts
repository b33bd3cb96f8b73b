// Tests that AWS is asked for the images of Karpenter's nodes, and what follows where there are none or it can't be asked.
import * as pulumi from "@pulumi/pulumi";
import type { NodePoolSettings } from "../../src/schema/stack/node-groups";
import { nodeImageProblems } from "../../src/observe/node-images";
import { deploy } from "../mocks";

const pool: NodePoolSettings = { families: ["m7g"], cpu: 16, diskGiB: 50 };
const gpu: NodePoolSettings = { ...pool, families: ["g6"], purpose: "gpu" };
const blue = {
  version: "1.36",
  nodeImages: "v20260903",
  autoscaling: "karpenter",
  nodePools: { arm: pool, "more-arm": { ...pool, cpu: 32 }, gpu },
} as const;

afterEach(() => jest.restoreAllMocks());

async function check(changes: object, refuse?: (name: string) => string | undefined) {
  const asked: string[] = [];
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const { result } = await deploy(
    () => nodeImageProblems({ blue: { ...blue, ...changes } }, "Pulumi.prod.yaml"),
    {
      calls: {
        "aws:ssm/getParameter:getParameter": ({ name }) => {
          asked.push(name as string);
          const details = refuse?.(name as string);
          if (details !== undefined) throw Object.assign(new Error(details), { details });
          return { name, value: "ami-0123456789abcdef0" };
        },
      },
    },
  );
  return { asked: asked.sort(), problems: result, warnings: warn.mock.calls.map(([text]) => text) };
}

const images = "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023";
const arm = `${images}/arm64/standard/amazon-eks-node-al2023-arm64-standard-1.36-v20260903/image_id`;
const nvidia = `${images}/x86_64/nvidia/amazon-eks-node-al2023-x86_64-nvidia-1.36-v20260903/image_id`;

test("one question for each kind of image", async () => {
  expect(await check({})).toEqual({ asked: [arm, nvidia], problems: [], warnings: [] });
});

test("images that there aren't are refused", async () => {
  const none = (name: string) =>
    name === nvidia ? "reading SSM Parameter: couldn't find resource" : undefined;
  expect((await check({}, none)).problems).toEqual([
    {
      rule: "account",
      path: "Pulumi.prod.yaml: crossover:clusters.blue.nodeImages",
      message: "EKS has no image v20260903 of Amazon Linux 2023 for Kubernetes 1.36 (x86_64 nvidia)",
      allowed:
        "`latest`, or a release of https://github.com/awslabs/amazon-eks-ami/releases that names that version",
    },
  ]);
});

test("those of nodes that are held at a version are of that version", async () => {
  const { asked } = await check({ nodeVersion: "1.35" });
  expect(asked).toEqual([arm, nvidia].map((name) => name.replaceAll("1.36", "1.35")));
});

test("the newest are always there, and groups of EKS's own aren't asked for", async () => {
  for (const changes of [{ nodeImages: "latest" }, { autoscaling: "none" }])
    expect(await check(changes)).toMatchObject({ asked: [], problems: [] });
});

test("where AWS can't be asked, that is warned of once, and nothing is refused", async () => {
  expect(await check({}, () => "AccessDeniedException: no")).toMatchObject({
    problems: [],
    warnings: [expect.stringContaining("ssm:GetParameter")],
  });
});

// Tests the container registry: exact inputs of its repositories and their policies.
import {
  ContainerRegistry,
  type ContainerRegistryArgs,
} from "../../../components/registry/container-registry";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";

const args: ContainerRegistryArgs = {
  repositories: ["monolith", "team/search"],
  prefix: "shop",
  keepImages: 50,
};
const make = (extra: Partial<ContainerRegistryArgs> = {}) =>
  deploy(() => new ContainerRegistry("registry", { ...args, ...extra }));

test("each repository is immutable, scanned and encrypted with the one key", async () => {
  const { resources, inputs } = await make();
  const common = {
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfigurations: [
      { encryptionType: "KMS", kmsKey: "arn:aws:mock:eu-west-1:123456789012:registry" },
    ],
    forceDelete: false,
  };
  expect(inputs("aws:ecr/repository:Repository")).toEqual({
    "registry-monolith": { ...common, name: "shop/monolith" },
    "registry-team/search": { ...common, name: "shop/team/search" },
  });
  expect(inputs("aws:kms/key:Key")).toEqual({
    registry: { description: "Images of shop", enableKeyRotation: true, deletionWindowInDays: 30 },
  });
  expect(inputs("aws:kms/alias:Alias")).toEqual({ registry: { targetKeyId: "registry-id" } });
  expect(resources).toHaveLength(1 + 2 + 2 * 2);
  expectChildNames(resources);
});

test("each has one lifecycle policy, whose rules are in ascending priority", async () => {
  const { inputs } = await make({ keepImages: 7 });
  const policies = inputs("aws:ecr/lifecyclePolicy:LifecyclePolicy");
  expect(Object.keys(policies)).toEqual(["registry-monolith", "registry-team/search"]);
  expect(policies["registry-monolith"]!.repository).toBe("shop/monolith");
  expect(JSON.parse(policies["registry-monolith"]!.policy).rules).toEqual([
    {
      rulePriority: 1,
      description: "Untagged images go after 7 days",
      selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 7 },
      action: { type: "expire" },
    },
    {
      rulePriority: 2,
      description: "The newest 7 images stay",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 7 },
      action: { type: "expire" },
    },
  ]);
});

test("other accounts may pull, and do nothing else, where they are named", async () => {
  expect((await make()).of("aws:ecr/repositoryPolicy:RepositoryPolicy")).toEqual([]);
  const { inputs } = await make({ pullAccounts: ["111111111111", "222222222222"] });
  const policies = inputs("aws:ecr/repositoryPolicy:RepositoryPolicy");
  expect(Object.keys(policies)).toEqual(["registry-monolith", "registry-team/search"]);
  expect(policies["registry-monolith"]!.repository).toBe("shop/monolith");
  expect(JSON.parse(policies["registry-monolith"]!.policy).Statement).toEqual([
    {
      Sid: "Pull",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] },
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    },
  ]);
});

test("images are copied where that is asked, into repositories of the same rules", async () => {
  const { inputs, of, resources } = await make({
    replicas: [{ region: "eu-central-1" }, { region: "eu-west-1", account: "111111111111" }],
  });
  expect(inputs("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate")).toEqual({
    "registry-replication-eu-central-1": {
      region: "eu-central-1",
      prefix: "shop",
      description: "Copies of shop",
      appliedFors: ["REPLICATION"],
      imageTagMutability: "IMMUTABLE",
      lifecyclePolicy: expect.stringContaining("The newest 50 images stay"),
    },
  });
  expect(inputs("aws:ecr/replicationConfiguration:ReplicationConfiguration")).toEqual({
    "registry-replication": {
      replicationConfiguration: {
        rules: [
          {
            destinations: [
              { region: "eu-central-1", registryId: "123456789012" },
              { region: "eu-west-1", registryId: "111111111111" },
            ],
            repositoryFilters: [{ filter: "shop/", filterType: "PREFIX_MATCH" }],
          },
        ],
      },
    },
  });
  const [replication] = of("aws:ecr/replicationConfiguration:ReplicationConfiguration");
  expect(namesOf(replication!.dependencies)).toContain("registry-replication-eu-central-1");
  expect(replication!.retainOnDelete).toBe(false);
  expectChildNames(resources);
});

test("where others have rules of replication too, all stay when these go", async () => {
  const { of } = await make({ replicas: [{ region: "eu-central-1" }], sharedReplication: true });
  const kept = of("aws:ecr/replicationConfiguration:ReplicationConfiguration");
  expect(kept.map(({ retainOnDelete }) => retainOnDelete)).toEqual([true]);
});

test("yields each repository's URL by its name", async () => {
  const { result } = await make();
  const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  expect(await valueOf(result.urls.monolith!)).toBe(`${host}/shop/monolith`);
  expect(await valueOf(result.urls["team/search"]!)).toBe(`${host}/shop/team/search`);
});

test("a repository goes with its images only where that is asked", async () => {
  const { inputs } = await make({ forceDelete: true });
  expect(inputs("aws:ecr/repository:Repository")["registry-monolith"]).toMatchObject({ forceDelete: true });
});

test("a repository's arguments can be changed by a transform", async () => {
  const { inputs } = await make({
    transform: { repository: (repository) => ({ ...repository, imageTagMutability: "MUTABLE" }) },
  });
  expect(inputs("aws:ecr/repository:Repository")["registry-monolith"]).toMatchObject({
    name: "shop/monolith",
    imageTagMutability: "MUTABLE",
  });
});

// Tests that a stack which an earlier release has left is updated without a replacement, and that no name dips.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { operations, Project, unchanged } from "./project";

const folder = path.join(__dirname, "..", "releases");
const releases = fs.readdirSync(folder).filter((file) => file.endsWith(".tar.gz"));

/** A project as the release left it, with its simulated cloud and its state. */
function unpack(release: string): Project {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "crossover-release-"));
  try {
    const { status, stderr } = spawnSync("tar", ["-xzf", path.join(folder, release), "-C", place]);
    if (status !== 0) throw new Error(String(stderr));
    return Project.saved(place);
  } finally {
    fs.rmSync(place, { recursive: true });
  }
}

test("there is one state for each release so far", () => {
  expect(releases).toEqual(["0.1.0-before-the-ledger.tar.gz"]);
});

test.each(releases)(
  "what %s left is taken over by one update that replaces and deletes nothing but ConfigMaps",
  async (release) => {
    const project = unpack(release);
    const standing = async () =>
      Object.entries((await project.run("status")).traffic).map(([key, { value, since }]) => [
        key,
        value,
        since,
      ]);
    const before = await standing();
    const done = operations(await project.done("up"));
    expect(done.filter((one) => /^(replace|delete)/.test(one))).toEqual([
      "replace kubernetes:core/v1:ConfigMap monolith-blue-environment",
    ]);
    expect((await project.done("up")).changes).toEqual(unchanged);
    // The bakes go on.
    expect(await standing()).toEqual(before);
    expect(project.outages()).toEqual([]);
  },
);

test("a stack from before the ledger gets its entries, pods whose ConfigMap is named by its content, and narrower roles", async () => {
  const project = unpack("0.1.0-before-the-ledger.tar.gz");
  expect(operations(await project.done("up")).sort()).toEqual([
    "create aws:route53/record:Record monolith-api-ledger",
    "create aws:route53/record:Record monolith-shop-ledger",
    "create kubernetes:scheduling.k8s.io/v1:PriorityClass dev-blue-priority-high",
    "create kubernetes:scheduling.k8s.io/v1:PriorityClass dev-blue-priority-low",
    "replace kubernetes:core/v1:ConfigMap monolith-blue-environment",
    // Whom they trust is narrowed to the account, and pods' to their service account.
    "update aws:iam/role:Role dev-blue-cni",
    "update aws:iam/role:Role dev-blue-ebs",
    "update aws:iam/role:Role dev-blue-entry-controller-role",
    "update aws:iam/role:Role dev-blue-secrets-role",
    "update aws:iam/role:Role dev-flow-logs-role",
    // It says now that AWS doesn't keep them from deletion, as AWS does where nothing is said.
    "update aws:lb/loadBalancer:LoadBalancer dev-blue-entry-nlb",
    "update aws:lb/loadBalancer:LoadBalancer monolith-legacy-alb",
    "update kubernetes:apps/v1:Deployment monolith-blue",
    "update kubernetes:autoscaling/v2:HorizontalPodAutoscaler monolith-blue-autoscaler",
    "update kubernetes:gateway.networking.k8s.io/v1:HTTPRoute dev-blue-entry-envoy-redirect",
    "update kubernetes:gateway.networking.k8s.io/v1:HTTPRoute monolith-blue-route",
    // Two pods each, on different nodes.
    "update kubernetes:helm.sh/v3:Release dev-blue-entry-controller",
    "update kubernetes:helm.sh/v3:Release dev-blue-entry-envoy",
    "update kubernetes:helm.sh/v3:Release dev-blue-secrets",
  ]);
});

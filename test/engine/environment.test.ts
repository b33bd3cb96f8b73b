// Tests that each content of a service's environment is a ConfigMap of its own, which stays for pods that still name it.
import { parse, stringify } from "yaml";
import { unchanged, type Project } from "./project";
import { deployed } from "./starts";

const configMap = "kubernetes:core/v1:ConfigMap";
const deployment = "kubernetes:apps/v1:Deployment";

/** The names of the ConfigMaps in the cluster, and of the one that the pods name. */
function environments(project: Project) {
  const objects = project.cloud();
  const kept = objects
    .filter(({ type }) => type === configMap)
    .map(({ inputs }) => (inputs.metadata as any).name);
  const [pods] = objects.filter(({ type }) => type === deployment);
  const [source] = (pods!.inputs as any).spec.template.spec.containers[0].envFrom;
  return { kept: [...kept].sort(), named: source.configMapRef.name as string };
}

function setLevel(project: Project, level: string): void {
  const file = "services/monolith.yaml";
  const service = parse(project.read(file)) as { environment?: object };
  project.write(file, stringify({ ...service, environment: { ...service.environment, LEVEL: level } }));
}

let project: Project;

beforeAll(async () => {
  project = await deployed();
});

beforeAll(async () => {
  project.ask({ api: 0 });
  await project.done("up --advance 10m");
});

test("a changed environment is another ConfigMap, beside the one that it takes the place of", async () => {
  const before = environments(project);
  expect(before.kept).toEqual([before.named]);
  setLevel(project, "debug");
  await project.done("up");
  const after = environments(project);
  expect(after.named).not.toBe(before.named);
  expect(after.kept).toEqual([before.named, after.named].sort());
});

test("a release that fails half-way and is taken back finds its environment as it left it", async () => {
  const before = environments(project);
  setLevel(project, "info");
  expect((await project.run(`up --fault fail:${deployment}@1`)).code).toBe(1);
  const half = environments(project);
  expect(half.named).toBe(before.named);
  expect(half.kept).toHaveLength(3);

  setLevel(project, "debug");
  await project.done("up");
  expect((await project.done("up")).changes).toEqual(unchanged);
  expect(environments(project)).toEqual(half);
  expect(project.outages()).toEqual([]);
});

test("all of them leave with the service", async () => {
  const { left } = await project.done("destroy --yes");
  expect(left?.retained ?? []).toEqual([]);
  expect(project.cloud().filter(({ type }) => type === configMap)).toEqual([]);
});

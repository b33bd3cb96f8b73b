// Tests the Kubernetes objects of a service, by kind.
import * as kubernetes from "@pulumi/kubernetes";
import { ApplicationNamespace } from "../../../components/workload/application-namespace";
import {
  KubernetesService,
  type KubernetesServiceArgs,
} from "../../../components/workload/kubernetes-service";
import type { Service } from "../../../src/model/service";
import {
  autoscalerSpec,
  cronJobSpec,
  deploymentSpec,
  disruptionBudgetSpec,
  routeAccepted,
  routeSpec,
  serviceSpec,
} from "../../../src/model/workload/objects";
import { environmentName } from "../../../src/model/workload/pod";
import { deploy, expectChildNames, namesOf, valueOf } from "../../mocks";
import { job, web, worker } from "../../model/services";

const gateway = { name: "public", namespace: "gateways", listener: "https" };
const repositoryUrl = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/api";
const pod = {
  image: `${repositoryUrl}:1.2.3`,
  architectures: ["amd64", "arm64"],
  preferred: "arm64",
} as const;

function make(service: Service, more: Partial<KubernetesServiceArgs> = {}) {
  return deploy(async () => {
    const provider = new kubernetes.Provider("blue", { kubeconfig: "{}" });
    const made = new KubernetesService(
      `${service.name}-blue`,
      {
        service,
        namespace: "apps",
        repositoryUrl,
        architectures: ["amd64", "arm64"],
        preferred: "arm64",
        hostnames: [],
        gateway,
        ...more,
      },
      { provider },
    );
    return { ready: await valueOf(made.ready) };
  });
}

const kinds = (resources: { type: string }[]) =>
  resources
    .map(({ type }) => type.split(":").at(-1))
    .filter((kind) => kind !== "kubernetes")
    .sort();

test("a web service has pods, their number, their protection and the way to them", async () => {
  const made = await make(web, { hostnames: ["api.example.com"] });
  expect(kinds(made.resources)).toEqual([
    "ConfigMap",
    "Deployment",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "KubernetesService",
    "PodDisruptionBudget",
    "Service",
    "ServiceAccount",
  ]);
  expectChildNames(made.resources);
  expect(made.inputs("kubernetes:apps/v1:Deployment")["api-blue"]!.spec).toEqual(deploymentSpec(web, pod));
  expect(made.inputs("kubernetes:core/v1:Service")["api-blue-service"]!.spec).toEqual(serviceSpec(web));
  expect(
    made.inputs("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")["api-blue-autoscaler"]!.spec,
  ).toEqual(autoscalerSpec(web));
  expect(made.inputs("kubernetes:policy/v1:PodDisruptionBudget")["api-blue-budget"]!.spec).toEqual(
    disruptionBudgetSpec(web),
  );
  expect(made.inputs("kubernetes:core/v1:ConfigMap")["api-blue-environment"]).toMatchObject({
    metadata: {
      name: environmentName(web),
      ownerReferences: [{ apiVersion: "v1", kind: "ServiceAccount", name: "api" }],
    },
    immutable: true,
    data: { MODE: "new" },
  });
  expect(made.of("kubernetes:core/v1:ConfigMap")[0]).toMatchObject({ retainOnDelete: true });
  expect(made.inputs("kubernetes:core/v1:ServiceAccount")["api-blue-account"]).toMatchObject({
    automountServiceAccountToken: false,
  });
  expect(made.inputs("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute")["api-blue-route"]).toMatchObject({
    kind: "HTTPRoute",
    metadata: { annotations: { "pulumi.com/waitFor": routeAccepted } },
    spec: routeSpec(web, ["api.example.com"], gateway),
  });
  expect(namesOf(made.of("kubernetes:apps/v1:Deployment")[0]!.dependencies)).toEqual(
    expect.arrayContaining(["api-blue-account", "api-blue-environment"]),
  );
  expect(made.result.ready).toBe("api");
});

test("every object is the provider's, in the namespace, under the service's name and labels", async () => {
  const made = await make(web, { hostnames: ["api.example.com"] });
  const objects = made.resources.filter(({ type }) => type.startsWith("kubernetes:"));
  expect(objects).toHaveLength(7);
  for (const { type, inputs, provider } of objects) {
    expect(inputs.metadata).toMatchObject({
      name: type === "kubernetes:core/v1:ConfigMap" ? environmentName(web) : "api",
      namespace: "apps",
      labels: { "app.kubernetes.io/name": "api", "app.kubernetes.io/component": "web" },
    });
    expect(provider).toContain("::blue::");
  }
});

test.each<[string, Partial<KubernetesServiceArgs>]>([
  ["hostnames", {}],
  ["a Gateway", { hostnames: ["api.example.com"], gateway: undefined }],
])("a web service without %s is reached from within only", async (_, more) => {
  const made = await make(web, more);
  expect(kinds(made.resources)).not.toContain("HTTPRoute");
  expect(kinds(made.resources)).toContain("Service");
});

test("a worker is scaled within its share and not reached at all", async () => {
  const replicas = { min: 1, max: 4 };
  const made = await make(worker, { replicas });
  expect(kinds(made.resources)).toEqual([
    "ConfigMap",
    "Deployment",
    "HorizontalPodAutoscaler",
    "KubernetesService",
    "PodDisruptionBudget",
    "ServiceAccount",
  ]);
  expect(
    made.inputs("kubernetes:autoscaling/v2:HorizontalPodAutoscaler")["mailer-blue-autoscaler"]!.spec,
  ).toEqual(autoscalerSpec(worker, replicas));
});

test.each([
  [{}, false],
  [{ suspend: true }, true],
])("a job with %j is a CronJob, suspended: %s", async (more, suspend) => {
  const made = await make(job, more);
  expect(kinds(made.resources)).toEqual(["ConfigMap", "CronJob", "KubernetesService", "ServiceAccount"]);
  expect(made.inputs("kubernetes:batch/v1:CronJob")["report-blue"]!.spec).toEqual(
    cronJobSpec(job, suspend, pod),
  );
});

test("transforms change the Deployment and the CronJob", async () => {
  const made = await make(worker, {
    transform: { deployment: (spec) => ({ ...spec, minReadySeconds: 30 }) },
  });
  expect(made.inputs("kubernetes:apps/v1:Deployment")["mailer-blue"]!.spec).toHaveProperty(
    "minReadySeconds",
    30,
  );
  const forJob = await make(job, { transform: { cronJob: (spec) => ({ ...spec, timeZone: "Asia/Tokyo" }) } });
  expect(forJob.inputs("kubernetes:batch/v1:CronJob")["report-blue"]!.spec).toHaveProperty(
    "timeZone",
    "Asia/Tokyo",
  );
});

test("a namespace is labelled for pod security and for routes", async () => {
  const made = await deploy(async () => {
    const { namespace } = new ApplicationNamespace("apps-blue", { name: "apps" });
    return valueOf(namespace);
  });
  expect(made.result).toBe("apps");
  expect(made.inputs("kubernetes:core/v1:Namespace")["apps-blue"]!.metadata).toEqual({
    name: "apps",
    labels: {
      "crossover/routes": "allowed",
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
  });
});

test("the environment is kept by a provider that takes over what exists", async () => {
  const made = await deploy(async () => {
    const args = { kubeconfig: "{}" };
    const provider = new kubernetes.Provider("blue", args);
    const keeping = new kubernetes.Provider("keeping", { ...args, upsertExistingObjects: true });
    const { ready } = new KubernetesService(
      "mailer-blue",
      { service: worker, namespace: "apps", repositoryUrl, architectures: ["amd64"], keeping },
      { provider },
    );
    return valueOf(ready);
  });
  const kept = made.resources.filter(({ provider }) => provider?.includes("::keeping::"));
  expect(kept.map(({ name }) => name)).toEqual(["mailer-blue-environment"]);
});

const names = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);

test.each<[Service, Partial<KubernetesServiceArgs>, string[]]>([
  [{ ...web, port: undefined, scale: undefined }, {}, ["service.port", "service.scale"]],
  [{ ...worker, scale: undefined }, {}, ["service.scale"]],
  [{ ...job, schedule: undefined }, {}, ["service.schedule"]],
  [{ ...web, drainSeconds: 60 }, {}, ["service.drainSeconds"]],
  [{ ...web, graceSeconds: 10 }, {}, ["service.drainSeconds"]],
  [web, { hostnames: names(17) }, ["hostnames"]],
  [{ ...web, healthPath: undefined }, { hostnames: names(17) }, ["service.healthPath", "hostnames"]],
])("what $kind $name lacks is refused, all at once", async (service, more, paths) => {
  await expect(make(service, more)).rejects.toMatchObject({
    component: `KubernetesService ${service.name}-blue`,
    problems: paths.map((propertyPath) => ({ propertyPath })),
  });
});

test("a route holds 16 hostnames", async () => {
  const made = await make(web, { hostnames: names(16) });
  const [route] = made.of("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute");
  expect(route!.inputs.spec.hostnames).toHaveLength(16);
});

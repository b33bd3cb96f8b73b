// Tests the manifests of a service, by kind.
import fc from "fast-check";
import type { Service } from "../../../src/model/service";
import {
  autoscalerSpec,
  cronJobSpec,
  deploymentSpec,
  disruptionBudgetSpec,
  namespaceLabels,
  rolloutTimeouts,
  routeSpec,
  serviceSpec,
} from "../../../src/model/workload/objects";
import { environmentName, podTemplate, type PodOptions } from "../../../src/model/workload/pod";
import { volumesOf } from "../../../src/model/workload/writable";
import { job, web, worker } from "../services";

const pod: PodOptions<string> = { image: "registry/api:1.2.3", architectures: ["amd64"] };

describe("a pod", () => {
  test.each<[string, Service, string | undefined, boolean, boolean]>([
    ["web", web, undefined, true, true],
    ["worker", worker, undefined, false, true],
    ["job", job, "Never", false, false],
  ])(
    "of a %s restarts, serves and spreads as its kind does",
    (_, service, restartPolicy, serves, spreads) => {
      const { spec } = podTemplate(service, pod);
      const [container] = spec.containers;
      expect("restartPolicy" in spec ? spec.restartPolicy : undefined).toBe(restartPolicy);
      expect(Object.keys(container!).filter((key) => /Probe|ports|lifecycle/.test(key)).length > 0).toBe(
        serves,
      );
      expect("topologySpreadConstraints" in spec).toBe(spreads);
    },
  );

  test("of a web service is probed on its health path and drains before it stops", () => {
    const { spec } = podTemplate(web, pod);
    const httpGet = { path: "/healthz", port: "http" };
    expect(spec.terminationGracePeriodSeconds).toBe(60);
    expect(spec.containers[0]).toMatchObject({
      ports: [{ name: "http", containerPort: 3000 }],
      startupProbe: { httpGet, periodSeconds: 5, failureThreshold: 60 },
      readinessProbe: { httpGet, periodSeconds: 5, failureThreshold: 2 },
      livenessProbe: { httpGet, periodSeconds: 10, failureThreshold: 6 },
      lifecycle: { preStop: { sleep: { seconds: 15 } } },
    });
  });

  test.each<[string, Partial<Service>, boolean]>([
    ["Guaranteed: limits equal requests", {}, true],
    ["Burstable: limits above requests", { limits: { cpu: "2", memory: "512Mi" } }, false],
  ])("%s", (_, difference, equal) => {
    const service = { ...web, ...difference };
    const { resources } = podTemplate(service, pod).spec.containers[0]!;
    expect(resources).toEqual({ requests: service.requests, limits: service.limits });
    expect(JSON.stringify(resources.requests) === JSON.stringify(resources.limits)).toBe(equal);
  });

  test.each<[string, Omit<PodOptions<string>, "image">, string[], string[] | undefined]>([
    ["amd64 only", { architectures: ["amd64"], preferred: "amd64" }, ["amd64"], undefined],
    ["both, without preference", { architectures: ["amd64", "arm64"] }, ["amd64", "arm64"], undefined],
    ["both", { architectures: ["amd64", "arm64"], preferred: "arm64" }, ["amd64", "arm64"], ["arm64"]],
  ])("goes to nodes of %s", (_, options, required, preferred) => {
    const { nodeAffinity } = podTemplate(web, { image: "x", ...options }).spec.affinity;
    const term = (values: string[]) => ({
      matchExpressions: [{ key: "kubernetes.io/arch", operator: "In", values }],
    });
    expect(nodeAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term(required)] },
      ...(preferred && {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: term(preferred) }],
      }),
    });
  });

  test("spreads over zones strictly and over hosts if it can, each revision by itself", () => {
    const { spec } = podTemplate(worker, pod);
    const shared = {
      maxSkew: 1,
      nodeTaintsPolicy: "Honor",
      matchLabelKeys: ["pod-template-hash"],
      labelSelector: { matchLabels: { "app.kubernetes.io/name": "mailer" } },
    };
    expect(spec).toHaveProperty("topologySpreadConstraints", [
      { ...shared, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
      { ...shared, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
    ]);
  });

  test.each([web, worker, job])("of $name keeps to the restricted Pod Security Standard", (service) => {
    const { spec } = podTemplate(service, pod);
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.enableServiceLinks).toBe(false);
    expect(spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(spec.containers).toHaveLength(1);
    expect(spec.containers[0]).toMatchObject({
      imagePullPolicy: "IfNotPresent",
      envFrom: [{ configMapRef: { name: environmentName(service) } }],
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    });
    expect(spec.volumes).toEqual([{ name: "tmp", emptyDir: {} }]);
  });

  test("looks up names of the internet without asking for each of the cluster's domains first", () => {
    expect(podTemplate(job, pod).spec.dnsConfig).toEqual({ options: [{ name: "ndots", value: "2" }] });
  });

  test("may write to the directories that its image does, each a volume of its own", () => {
    const { volumes, containers } = podTemplate(
      {
        ...web,
        writable: [
          { path: "/app/tmp" },
          { path: "/app-tmp", size: "1Gi" },
          { path: "/dev/shm", size: "64Mi", medium: "memory" },
          { path: `/${"deep/".repeat(20)}er` },
        ],
      },
      pod,
    ).spec;
    const names = volumes.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual([
      "tmp",
      "app-tmp",
      expect.stringMatching(/^app-tmp-[0-9a-f]{6}$/),
      "dev-shm",
    ]);
    expect(volumes.map(({ emptyDir }) => emptyDir)).toEqual([
      {},
      {},
      { sizeLimit: "1Gi" },
      { medium: "Memory", sizeLimit: "64Mi" },
      {},
    ]);
    expect(containers[0]!.volumeMounts).toEqual(
      ["/tmp", "/app/tmp", "/app-tmp", "/dev/shm", `/${"deep/".repeat(20)}er`].map((mountPath, i) => ({
        name: names[i],
        mountPath,
      })),
    );
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  test("has one volume for `/tmp`, whose size it may name", () => {
    const { volumes } = podTemplate({ ...web, writable: [{ path: "/tmp", size: "2Gi" }] }, pod).spec;
    expect(volumes).toEqual([{ name: "tmp", emptyDir: { sizeLimit: "2Gi" } }]);
  });

  test("has volumes with names of their own, whatever the paths", () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._@+-]{1,30}$/).filter((one) => !/^\.{1,2}$/.test(one));
    const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((all) => `/${all.join("/")}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const names = volumesOf({ writable: paths.map((one) => ({ path: one })) }).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  test.each<[string, Partial<Service>, object]>([
    [
      "the user that it is built for",
      { user: { id: 101, group: 0 } },
      { securityContext: { runAsUser: 101, runAsGroup: 0, runAsNonRoot: true } },
    ],
    ["a longer grace", { graceSeconds: 300 }, { terminationGracePeriodSeconds: 300 }],
    ["a priority", { priority: "high" }, { priorityClassName: "crossover-high" }],
  ])("has %s", (_, difference, expected) => {
    expect(podTemplate({ ...web, ...difference }, pod).spec).toMatchObject(expected);
  });

  test("of normal priority names no class", () => {
    expect(podTemplate(web, pod).spec).not.toHaveProperty("priorityClassName");
  });

  test("is asked elsewhere whether it lives, has longer to start, and drains for longer", () => {
    const [container] = podTemplate(
      { ...web, livenessPath: "/livez", startupSeconds: 602, drainSeconds: 30 },
      pod,
    ).spec.containers;
    expect(container).toMatchObject({
      startupProbe: { httpGet: { path: "/healthz" }, failureThreshold: 121 },
      readinessProbe: { httpGet: { path: "/healthz" } },
      livenessProbe: { httpGet: { path: "/livez", port: "http" } },
      lifecycle: { preStop: { sleep: { seconds: 30 } } },
    });
  });

  test("is never restarted for its health where it doesn't want to be", () => {
    const [container] = podTemplate({ ...web, livenessPath: false }, pod).spec.containers;
    expect(container).not.toHaveProperty("livenessProbe");
    expect(container).toHaveProperty("readinessProbe");
  });

  test("of a worker shows its metrics on a port of that name", () => {
    const { metadata, spec } = podTemplate({ ...worker, metrics: { port: 9394, path: "/metrics" } }, pod);
    expect(spec.containers[0]).toHaveProperty("ports", [{ name: "metrics", containerPort: 9394 }]);
    expect(metadata.annotations).toMatchObject({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9394",
      "prometheus.io/path": "/metrics",
    });
  });

  test("requests as much of the disk as it may use, which doesn't change its QoS class", () => {
    expect(podTemplate({ ...worker, storage: "2Gi" }, pod).spec.containers[0]!.resources).toEqual({
      requests: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "2Gi" },
      limits: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "2Gi" },
    });
  });

  test("may have no limit of CPU, and is then Burstable", () => {
    const { resources } = podTemplate({ ...web, limits: { memory: "512Mi" } }, pod).spec.containers[0]!;
    expect(resources).toEqual({ requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "512Mi" } });
  });

  test("runs the image's own command unless the service names one", () => {
    expect(podTemplate(web, pod).spec.containers[0]).not.toHaveProperty("command");
    expect(podTemplate(worker, pod).spec.containers[0]).toHaveProperty("command", ["node", "worker.js"]);
  });

  test("carries the recommended labels, and the version as an annotation", () => {
    expect(podTemplate(web, pod).metadata).toEqual({
      labels: {
        "app.kubernetes.io/name": "api",
        "app.kubernetes.io/instance": "api",
        "app.kubernetes.io/component": "web",
        "app.kubernetes.io/part-of": "crossover",
        "app.kubernetes.io/managed-by": "pulumi",
      },
      annotations: { "crossover/version": "1.2.3" },
    });
  });
});

describe("the name of an environment", () => {
  const environment = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
  const nameOf = (kubernetes: Record<string, string>) =>
    environmentName({ name: "api", environment: { legacy: {}, kubernetes } });

  test("is the service's and a digest, which doesn't depend on the order of the keys", () => {
    fc.assert(
      fc.property(environment, (values) => {
        const reversed = Object.fromEntries(Object.entries(values).reverse());
        expect(nameOf(values)).toMatch(/^api-[0-9a-f]{10}$/);
        expect(nameOf(reversed)).toBe(nameOf(values));
      }),
    );
  });

  test("differs when a value does", () => {
    fc.assert(
      fc.property(environment, fc.string({ minLength: 1 }), fc.string(), (values, key, value) => {
        fc.pre(values[key] !== value);
        expect(nameOf({ ...values, [key]: value })).not.toBe(nameOf(values));
      }),
    );
  });
});

test("a Deployment leaves its replicas to the autoscaler and never takes a pod away before its successor is ready", () => {
  const spec = deploymentSpec(web, pod);
  expect(spec).not.toHaveProperty("replicas");
  expect(spec.strategy).toEqual({
    type: "RollingUpdate",
    rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
  });
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
});

test.each<[number | undefined, number, object | undefined]>([
  [undefined, 600, undefined],
  [60, 360, undefined],
  [300, 600, undefined],
  [900, 1200, { create: "3900s", update: "3900s" }],
])(
  "a rollout whose pods may take %p s to start has failed after %p s without progress",
  (startupSeconds, progress, waits) => {
    expect(deploymentSpec({ ...web, startupSeconds }, pod).progressDeadlineSeconds).toBe(progress);
    expect(rolloutTimeouts({ startupSeconds })).toEqual(waits);
  },
);

test.each([true, false])(
  "a CronJob (suspended: %s) never overlaps nor makes up for missed runs",
  (suspend) => {
    expect(cronJobSpec(job, suspend, pod)).toEqual({
      schedule: "15 3 * * *",
      timeZone: "Etc/UTC",
      suspend,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          activeDeadlineSeconds: 86_400,
          podFailurePolicy: {
            rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
          },
          template: podTemplate(job, pod),
        },
      },
    });
  },
);

test("a job has the time zone, the deadline and the history that it asks for", () => {
  const spec = cronJobSpec(
    { ...job, timeZone: "Asia/Tokyo", deadlineSeconds: 600, history: { failed: 0 } },
    false,
    pod,
  );
  expect(spec).toMatchObject({
    timeZone: "Asia/Tokyo",
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 0,
    jobTemplate: { spec: { activeDeadlineSeconds: 600 } },
  });
});

test("nothing that scales nodes moves a job that runs, on nodes of any purpose", () => {
  for (const service of [job, { ...job, purpose: "batch" as const }])
    expect(podTemplate(service, pod).metadata.annotations).toMatchObject({
      "karpenter.sh/do-not-disrupt": "true",
      "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
    });
  for (const service of [web, worker])
    expect(podTemplate(service, pod).metadata.annotations).not.toHaveProperty([
      "karpenter.sh/do-not-disrupt",
    ]);
});

test("a schedule is asked of jobs only", () => {
  expect(() => cronJobSpec(web, false, pod)).toThrow("api is a web, which has no `schedule`");
});

test("a Service leads to the container's port by name", () => {
  expect(serviceSpec(web)).toEqual({
    type: "ClusterIP",
    selector: { "app.kubernetes.io/name": "api" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
  });
});

test.each([
  ["the service's", undefined, 1, 8],
  ["a share's", { min: 2, max: 4 }, 2, 4],
] as const)("an autoscaler has %s bounds, grows at once and shrinks late", (_, replicas, min, max) => {
  expect(autoscalerSpec(worker, replicas)).toMatchObject({
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "mailer" },
    minReplicas: min,
    maxReplicas: max,
    metrics: [{ resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } }],
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 0 },
      scaleDown: { stabilizationWindowSeconds: 300 },
    },
  });
});

test("a disruption budget lets a pod go at any number of replicas, as Kubernetes rounds it up", () => {
  const { maxUnavailable, ...rest } = disruptionBudgetSpec(worker);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (replicas) => {
      expect(Math.ceil((replicas * parseInt(maxUnavailable)) / 100)).toBeGreaterThanOrEqual(1);
    }),
  );
  expect(rest).toEqual({
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: { "app.kubernetes.io/name": "mailer" } },
  });
});

describe("a route", () => {
  const gateway = { name: "public", namespace: "gateways", listener: "https" };

  test("sends all its hostnames to the service and says that the client used HTTPS", () => {
    expect(routeSpec(web, ["b.example.com", "a.example.com"], gateway)).toEqual({
      parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }],
      hostnames: ["a.example.com", "b.example.com"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [
            {
              type: "RequestHeaderModifier",
              requestHeaderModifier: { set: [{ name: "X-Forwarded-Proto", value: "https" }] },
            },
          ],
          backendRefs: [{ name: "api", port: 80 }],
          timeouts: { request: "0s" },
        },
      ],
    });
  });

  test("attaches to the whole Gateway where no listener is named", () => {
    const [parent] = routeSpec(web, ["a.example.com"], { name: "g", namespace: "n" }).parentRefs;
    expect(parent).toEqual({ name: "g", namespace: "n" });
  });
});

test("a namespace admits restricted pods only, and its routes may be attached", () => {
  expect(namespaceLabels()).toEqual({
    "crossover/routes": "allowed",
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
  });
});

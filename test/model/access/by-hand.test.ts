// Tests which objects are looked at for what teams change by hand, and what is said of it.
import { answeringFor, changeableByHand, changedByHand } from "../../../src/model/access/by-hand";

const deployment = "kubernetes:apps/v1:Deployment";
const autoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const cronJob = "kubernetes:batch/v1:CronJob";
const object = (type: string, name: string, namespace = "prod") => ({
  urn: `${type}::${namespace}-${name}`,
  type,
  outputs: { metadata: { name, namespace } },
});

test("only what a team that edits may change, in the stack's own namespace", () => {
  const resources = [
    object(deployment, "api"),
    object(autoscaler, "api"),
    object(cronJob, "report"),
    object("kubernetes:core/v1:ConfigMap", "api"),
    object(deployment, "auth"),
    object(deployment, "api", "kube-system"),
    { urn: "unmade", type: deployment },
  ];
  const services = [{ name: "api" }, { name: "auth" }, { name: "report" }];
  const look = (teams: Parameters<typeof changeableByHand>[2]) =>
    changeableByHand(resources, "prod", teams, services);
  expect(look([{ services: ["api", "report"], access: "edit" }])).toEqual(
    resources.slice(0, 3).map(({ urn }) => urn),
  );
  expect(look([{ services: ["auth"], access: "view" }])).toEqual([]);
  expect(look([{ services: ["gone"], access: "edit" }])).toEqual([]);
});

const pods = (image: string) => ({ spec: { containers: [{ name: "api", image }] } });

test.each<[string, string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  [
    "a pinned image",
    deployment,
    { spec: { template: pods("api:2"), replicas: 2 } },
    { spec: { template: pods("api:1"), replicas: 5 } },
    ["image of api: api:1 instead of api:2"],
  ],
  [
    "an autoscaler's bounds",
    autoscaler,
    { spec: { minReplicas: 2, maxReplicas: 6 } },
    { spec: { minReplicas: 3, maxReplicas: 9 } },
    ["minReplicas: 3 instead of 2", "maxReplicas: 9 instead of 6"],
  ],
  [
    "a job that was suspended",
    cronJob,
    { spec: { suspend: false, jobTemplate: { spec: { template: pods("api:2") } } } },
    { spec: { suspend: true, jobTemplate: { spec: { template: pods("api:2") } } } },
    ["suspend: true instead of false"],
  ],
  ["nothing", deployment, { spec: { template: pods("api:2") } }, { spec: { template: pods("api:2") } }, []],
  ["a state that doesn't say", autoscaler, {}, { spec: { minReplicas: 3 } }, []],
  ["another kind", "kubernetes:core/v1:Service", { spec: { minReplicas: 1 } }, { spec: {} }, []],
])("says of %s", (_, type, state, now, says) => {
  expect(changedByHand(type, state, now)).toEqual(says);
});

test("an object that is gone is the engine's to make anew", () => {
  expect(changedByHand(autoscaler, { spec: { minReplicas: 1 } }, undefined)).toEqual([]);
});

test("what a service answers from, and what all share, but nothing that holds data", () => {
  const made = (type: string, name: string) => ({
    urn: `urn:pulumi:prod::crossover::x$${type}::${name}`,
    type,
  });
  const found = [
    made(deployment, "api-blue"),
    made("aws:lb/listener:Listener", "api-legacy-alb-https"),
    made("kubernetes:core/v1:ServiceAccount", "api"),
    made("kubernetes:gateway.networking.k8s.io/v1:Gateway", "blue-entry"),
  ];
  const others = [
    made("aws:rds/instance:Instance", "api-database"),
    made("crossover:workload:Application", "api-blue"),
    made(deployment, "apix-blue"),
    made(deployment, "auth-blue"),
  ];
  const urns = found.map(({ urn }) => urn);
  expect(answeringFor([...others, ...found], ["api"])).toEqual(urns);
  expect(answeringFor([...others, ...found], [])).toEqual([]);
});

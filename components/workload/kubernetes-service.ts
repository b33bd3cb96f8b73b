// Declares the Kubernetes side of a service: its pods in one cluster, and what scales, protects and reaches them.
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { labels, type PodOptions } from "../../src/model/workload/pod";
import { namesSecrets } from "../../src/model/access/secrets";
import type { DeployedService } from "../../src/model/service";
import {
  autoscalerSpec,
  cronJobSpec,
  deploymentSpec,
  rolloutTimeouts,
  disruptionBudgetSpec,
  routeAccepted,
  routeSpec,
  serviceSpec,
  takenBack,
  type GatewayReference,
  type Replicas,
} from "../../src/model/workload/objects";
import { ServiceSecrets, type SecretsSource } from "../access/service-secrets";
import { refuseArguments } from "../argument-error";
import type { Architecture } from "../cluster/nodes";
import { transformed, type Transform } from "../transform";
import { environmentOf } from "./environment";
import { serviceProblems } from "./service-problems";

export interface KubernetesServiceArgs {
  /** What is run, in which release, how large, and how it is checked. Another name replaces every object. */
  readonly service: DeployedService;
  /** The namespace of every object. A change replaces each. */
  readonly namespace: pulumi.Input<string>;
  /** The image's repository, without a tag. */
  readonly repositoryUrl: pulumi.Input<string>;
  /** What the image is built for and the cluster has nodes of: one at least. */
  readonly architectures: readonly Architecture[];
  /** Which of several architectures to choose while both have room. @default none */
  readonly preferred?: Architecture;
  /**
   * Every name that the Gateway sends to this service: public and origin names, 16 at most
   * (https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec).
   *
   * @default none: the service is reached from within the cluster only
   */
  readonly hostnames?: readonly string[];
  /** The Gateway where the hostnames arrive. @default none: the service is reached from within the cluster only */
  readonly gateway?: GatewayReference;
  /** Bounds of autoscaling; a `max` of 0 leaves the pods out. @default those of the service */
  readonly replicas?: Replicas;
  /** Where the service's secrets come from. @default nowhere, which a service that names any refuses */
  readonly secrets?: SecretsSource;
  /**
   * Reaches the same cluster, and takes over what exists (`upsertExistingObjects`): a former environment may come back,
   * whose ConfigMap is there still.
   *
   * @default the component's own, which refuses to make what exists
   */
  readonly keeping?: kubernetes.Provider;
  /** Whether a job is made but not run, since it runs on the other side. @default false */
  readonly suspend?: pulumi.Input<boolean>;
  readonly transform?: {
    readonly deployment?: Transform<kubernetes.types.input.apps.v1.DeploymentSpec>;
    readonly cronJob?: Transform<kubernetes.types.input.batch.v1.CronJobSpec>;
  };
}

/** A web service, worker or job in one cluster, which the given provider reaches. */
export class KubernetesService extends pulumi.ComponentResource {
  /** Resolves once the pods are available and, if the service has hostnames, the Gateway has taken up their route. */
  readonly ready: pulumi.Output<string>;
  /** All that it consists of in the cluster. */
  readonly objects: readonly pulumi.CustomResource[];
  private readonly service: DeployedService;
  private readonly metadata: kubernetes.types.input.meta.v1.ObjectMeta;

  /** @throws ArgumentError on a service that lacks what its kind needs, and on more hostnames than a route holds. */
  constructor(name: string, args: KubernetesServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(KubernetesService, name, serviceProblems(args));
    super("crossover:workload:KubernetesService", name, {}, opts);
    const { service } = args;
    this.service = service;
    this.metadata = { name: service.name, namespace: args.namespace, labels: labels(service) };

    const { metadata } = this;
    const account = new kubernetes.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    const environment = environmentOf(`${name}-environment`, args, account, this);
    const pod = {
      image: pulumi.interpolate`${args.repositoryUrl}:${service.tag}`,
      architectures: args.architectures,
      preferred: args.preferred,
    };
    const pods = { parent: this, dependsOn: [account, environment, ...this.secrets(name, args)] };
    const objects: pulumi.CustomResource[] = [account, environment];
    if (service.kind === "job") objects.push(this.cronJob(name, args, pod, pods));
    // No autoscaler goes down to zero, so a side without a share has no Deployment.
    else if (args.replicas?.max !== 0) objects.push(...this.deployment(name, args, pod, pods));
    if (service.kind === "web") objects.push(...this.entry(name, args));

    this.objects = objects;
    this.ready = pulumi.all(objects.map(({ id }) => id)).apply(() => service.name);
    this.registerOutputs({ ready: this.ready });
  }

  /** Of objects that teams may change by hand: an update takes its fields back from them. */
  private get taken(): kubernetes.types.input.meta.v1.ObjectMeta {
    return { ...this.metadata, annotations: { ...takenBack } };
  }

  /** Pods of a changed list start only once all of it has been copied. */
  private secrets(name: string, { service, namespace, secrets: source }: KubernetesServiceArgs) {
    if (!source || !namesSecrets(service)) return [];
    const { synced } = new ServiceSecrets(
      `${name}-secrets`,
      { service, namespace, source },
      { parent: this },
    );
    return [synced];
  }

  private cronJob(
    name: string,
    args: KubernetesServiceArgs,
    pod: Pod,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource {
    const spec = cronJobSpec(this.service, args.suspend ?? false, pod);
    return new kubernetes.batch.v1.CronJob(
      name,
      { metadata: this.taken, spec: transformed(args.transform?.cronJob, spec) },
      opts,
    );
  }

  /**
   * The pods. The autoscaler doesn't wait for them: it first acts 15 seconds after it is made (the controller's
   * `--horizontal-pod-autoscaler-sync-period`), so that a pod which is available sooner is alone until then.
   */
  private deployment(
    name: string,
    args: KubernetesServiceArgs,
    pod: Pod,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource[] {
    const { service, metadata, taken } = this;
    const spec = deploymentSpec(service, pod);
    return [
      new kubernetes.apps.v1.Deployment(
        name,
        { metadata: taken, spec: transformed(args.transform?.deployment, spec) },
        { ...opts, customTimeouts: rolloutTimeouts(service) },
      ),
      new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        { metadata: taken, spec: autoscalerSpec(service, args.replicas) },
        { parent: this },
      ),
      new kubernetes.policy.v1.PodDisruptionBudget(
        `${name}-budget`,
        { metadata, spec: disruptionBudgetSpec(service) },
        { parent: this },
      ),
    ];
  }

  private entry(name: string, args: KubernetesServiceArgs): pulumi.CustomResource[] {
    const { service, metadata } = this;
    const { hostnames = [], gateway } = args;
    const inside = new kubernetes.core.v1.Service(
      `${name}-service`,
      { metadata, spec: serviceSpec(service) },
      { parent: this },
    );
    if (!gateway || hostnames.length === 0) return [inside];
    const route = new kubernetes.apiextensions.CustomResource(
      `${name}-route`,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: {
          ...this.metadata,
          annotations: { "pulumi.com/waitFor": routeAccepted },
        },
        spec: routeSpec(service, hostnames, gateway),
      },
      { parent: this, dependsOn: inside },
    );
    return [inside, route];
  }
}

type Pod = PodOptions<pulumi.Output<string>>;

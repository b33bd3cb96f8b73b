// Builds legacy sides of a test cloud other than an Auto Scaling group: an ECS service, and a Beanstalk environment.
import { aws } from "../../../src/rehearsal/cloud/aws";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import type { MemoryCloud } from "./memory-cloud";
import type { Network } from "./landscape";

function certificate(cloud: MemoryCloud): CloudResource {
  return cloud.create(aws.certificate, "certificate", {
    domainName: "*.example.com",
    certificateBody: "imported",
  });
}

export const container: Properties = { name: "api", image: "1.dkr.ecr.eu-west-1.amazonaws.com/api:1" };

export function taskDefinition(cloud: MemoryCloud, inputs: Properties = {}): CloudResource {
  return cloud.create(aws.taskDefinition, "task", {
    family: "api",
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "512",
    memory: "1024",
    executionRoleArn: "arn:role",
    containerDefinitions: JSON.stringify([container]),
    ...inputs,
  });
}

/** An Application Load Balancer with a target group of addresses, and an ECS service behind it. */
export function ecsSide(cloud: MemoryCloud, { vpc, subnets }: Network) {
  const balancer = cloud.create(aws.loadBalancer, "ecs", { name: "ecs", subnets: [...subnets] });
  const targets = cloud.create(aws.targetGroup, "ecs", {
    name: "ecs",
    port: 3000,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: vpc.id,
  });
  const listener = cloud.create(aws.listener, "ecs", {
    loadBalancerArn: balancer.id,
    port: 443,
    protocol: "HTTPS",
    certificateArn: certificate(cloud).id,
    defaultActions: [{ type: "forward", targetGroupArn: targets.id }],
  });
  const cluster = cloud.create(aws.ecsCluster, "ecs", { name: "main" });
  const inputs = {
    name: "api",
    cluster: cluster.id,
    launchType: "FARGATE",
    desiredCount: 2,
    taskDefinition: taskDefinition(cloud).id,
    networkConfiguration: { subnets: [...subnets] },
    loadBalancers: [{ targetGroupArn: targets.id, containerName: "api", containerPort: 3000 }],
  };
  return {
    balancer,
    targets,
    listener,
    cluster,
    inputs,
    service: cloud.create(aws.ecsService, "api", inputs),
  };
}

/** Option settings as the real provider takes them. */
export function settings(...options: [namespace: string, name: string, value: string][]): Properties {
  return { settings: options.map(([namespace, name, value]) => ({ namespace, name, value })) };
}

/** A Beanstalk application with one version, and an environment that runs it. */
export function beanstalkSide(cloud: MemoryCloud, { subnets }: Network) {
  const application = cloud.create(aws.beanstalkApplication, "api", { name: "api" });
  const bucket = cloud.create(aws.bucket, "bundles", { bucket: "bundles" });
  const object = cloud.create(aws.bucketObject, "bundle", { bucket: bucket.id, key: "1", content: "{}" });
  const version = cloud.create(aws.beanstalkVersion, "one", {
    application: "api",
    name: "one",
    bucket: bucket.id,
    key: "1",
  });
  const profile = cloud.create(aws.instanceProfile, "profile", { name: "profile" });
  const options: [string, string, string][] = [
    ["aws:autoscaling:launchconfiguration", "IamInstanceProfile", profile.id],
    ["aws:autoscaling:launchconfiguration", "DisableIMDSv1", "true"],
    ["aws:autoscaling:asg", "MinSize", "2"],
    ["aws:autoscaling:asg", "MaxSize", "6"],
    ["aws:ec2:vpc", "Subnets", subnets.join(",")],
    ["aws:elbv2:listener:443", "SSLCertificateArns", certificate(cloud).id],
  ];
  const inputs: Properties = {
    name: "api-env",
    application: application.id,
    version: "one",
    solutionStackName: "64bit Amazon Linux 2023 v4.5.0 running Docker",
    ...settings(...options),
  };
  const environment = cloud.create(aws.beanstalkEnvironment, "api", inputs);
  return { application, bucket, object, version, profile, options, inputs, environment };
}

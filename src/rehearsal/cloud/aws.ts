// Provides what all simulated AWS kinds share: the account, ARNs, ids, and questions about what exists.
import { createHash } from "node:crypto";
import { textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { CloudResource, CloudView, OperationContext, Properties } from "./types";

/** The simulated account. */
export const account = "123456789012";
/** Who everybody is: the one user that makes everything in it. */
export const callerArn = `arn:aws:iam::${account}:user/rehearsal`;

/** Type tokens of the kinds that other kinds ask for. */
export const aws = {
  vpc: "aws:ec2/vpc:Vpc",
  subnet: "aws:ec2/subnet:Subnet",
  internetGateway: "aws:ec2/internetGateway:InternetGateway",
  eip: "aws:ec2/eip:Eip",
  natGateway: "aws:ec2/natGateway:NatGateway",
  routeTable: "aws:ec2/routeTable:RouteTable",
  route: "aws:ec2/route:Route",
  routeTableAssociation: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  vpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  peering: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
  peeringAccepter: "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
  vpnEndpoint: "aws:ec2clientvpn/endpoint:Endpoint",
  vpnAssociation: "aws:ec2clientvpn/networkAssociation:NetworkAssociation",
  vpnAuthorization: "aws:ec2clientvpn/authorizationRule:AuthorizationRule",
  vpnRoute: "aws:ec2clientvpn/route:Route",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  ingressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egressRule: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  image: "aws:ec2/ami:Ami",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  flowLog: "aws:ec2/flowLog:FlowLog",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  metricAlarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  policy: "aws:iam/policy:Policy",
  instanceProfile: "aws:iam/instanceProfile:InstanceProfile",
  identityProvider: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  eventRule: "aws:cloudwatch/eventRule:EventRule",
  eventTarget: "aws:cloudwatch/eventTarget:EventTarget",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  secret: "aws:secretsmanager/secret:Secret",
  secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  repository: "aws:ecr/repository:Repository",
  replicationConfiguration: "aws:ecr/replicationConfiguration:ReplicationConfiguration",
  creationTemplate: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
  bucket: "aws:s3/bucket:Bucket",
  bucketObject: "aws:s3/bucketObjectv2:BucketObjectv2",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  bucketVersioning: "aws:s3/bucketVersioning:BucketVersioning",
  bucketLifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  bucketEncryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  bucketOwnership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  objectLock: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  bucketPublicAccessBlock: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  trail: "aws:cloudtrail/trail:Trail",
  cluster: "aws:eks/cluster:Cluster",
  nodeGroup: "aws:eks/nodeGroup:NodeGroup",
  accessEntry: "aws:eks/accessEntry:AccessEntry",
  accessPolicyAssociation: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  addon: "aws:eks/addon:Addon",
  podIdentityAssociation: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  listener: "aws:lb/listener:Listener",
  listenerRule: "aws:lb/listenerRule:ListenerRule",
  listenerCertificate: "aws:lb/listenerCertificate:ListenerCertificate",
  scalingGroup: "aws:autoscaling/group:Group",
  scalingPolicy: "aws:autoscaling/policy:Policy",
  scalingAttachment: "aws:autoscaling/attachment:Attachment",
  beanstalkApplication: "aws:elasticbeanstalk/application:Application",
  beanstalkVersion: "aws:elasticbeanstalk/applicationVersion:ApplicationVersion",
  beanstalkEnvironment: "aws:elasticbeanstalk/environment:Environment",
  ecsCluster: "aws:ecs/cluster:Cluster",
  taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
  ecsService: "aws:ecs/service:Service",
  scalableTarget: "aws:appautoscaling/target:Target",
  scalablePolicy: "aws:appautoscaling/policy:Policy",
  certificate: "aws:acm/certificate:Certificate",
  replicationSubnetGroup: "aws:dms/replicationSubnetGroup:ReplicationSubnetGroup",
  replicationEndpoint: "aws:dms/endpoint:Endpoint",
  replicationConfig: "aws:dms/replicationConfig:ReplicationConfig",
  replicationInstance: "aws:dms/replicationInstance:ReplicationInstance",
  replicationTask: "aws:dms/replicationTask:ReplicationTask",
  zone: "aws:route53/zone:Zone",
  zoneAssociation: "aws:route53/zoneAssociation:ZoneAssociation",
  record: "aws:route53/record:Record",
  healthCheck: "aws:route53/healthCheck:HealthCheck",
  database: "aws:rds/instance:Instance",
  databaseSubnetGroup: "aws:rds/subnetGroup:SubnetGroup",
  databaseParameterGroup: "aws:rds/parameterGroup:ParameterGroup",
  replicationGroup: "aws:elasticache/replicationGroup:ReplicationGroup",
  cacheSubnetGroup: "aws:elasticache/subnetGroup:SubnetGroup",
  cacheParameterGroup: "aws:elasticache/parameterGroup:ParameterGroup",
  cacheUser: "aws:elasticache/user:User",
  cacheUserGroup: "aws:elasticache/userGroup:UserGroup",
} as const;

export function regionOf(inputs: Properties, context: OperationContext): string {
  return textAt(inputs, "region") ?? context.region;
}

/** An ARN in the region of the inputs, or their provider's. */
export function arn(
  service: string,
  resource: string,
  inputs: Properties,
  context: OperationContext,
): string {
  return `arn:aws:${service}:${regionOf(inputs, context)}:${account}:${resource}`;
}

/** Outputs that nearly every AWS resource has. */
export function common(inputs: Properties, context: OperationContext): Properties {
  return { region: regionOf(inputs, context), tagsAll: inputs["tags"] ?? {} };
}

/** A version 4 UUID. */
export function uuid(context: OperationContext): string {
  const hex = context.hex(32);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

/** Hexadecimal text that depends on nothing but the given text, where the real provider's is stable too. */
export function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** The resource, or the refusal that the real API answers a dangling reference with. */
export function required(
  view: CloudView,
  type: string,
  id: string | undefined,
  code: string,
  message: string,
): CloudResource {
  const found = id === undefined ? undefined : view.get(type, id);
  if (!found) throw new CloudError(code, message);
  return found;
}

/** The first resource among the given types that names `id`, in a text or a list of texts, at the given path. */
export function userOf(
  view: CloudView,
  id: string,
  references: readonly (readonly [type: string, path: string])[],
): CloudResource | undefined {
  for (const [type, path] of references)
    for (const resource of view.list(type))
      if (textAt(resource.inputs, path) === id || textsAt(resource.inputs, path).includes(id))
        return resource;
  return undefined;
}

/** Refuses a name that another resource of the type has already. */
export function refuseTaken(
  view: CloudView,
  type: string,
  name: string | undefined,
  code: string,
  message: string,
): void {
  if (view.list(type).some((other) => textAt(other.outputs, "name") === name))
    throw new CloudError(code, message);
}

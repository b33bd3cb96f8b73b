// What a stack does that serves controls, by a key each.
import type { Measure } from "./control";

const trail = "test/components/audit/audit-trail.test.ts";
const cluster = "test/components/cluster/eks-cluster.test.ts";
const nodes = "test/components/cluster/node-group.test.ts";
const network = "test/components/network/network.test.ts";
const vpn = "test/components/network/client-vpn.test.ts";
const peering = "test/components/network/vpc-peering.test.ts";
const registry = "test/components/registry/container-registry.test.ts";
const legacy = "test/components/legacy/auto-scaling-service.test.ts";
const entry = "test/components/gateway/cluster-entry.test.ts";
const database = "test/components/database/database.test.ts";
const cache = "test/components/database/cache.test.ts";
const workload = "test/model/workload/objects.test.ts";
const teams = "test/model/access/teams.test.ts";

export const measures: Readonly<Record<string, Measure>> = {
  tls: {
    title: "TLS",
    says: "TLS 1.2 or later at every public entry; plain HTTP is redirected",
    resources: ["aws:lb/listener:Listener", "aws:acm/certificate:Certificate"],
    tests: [
      [legacy, "a web service > is public by HTTPS and a redirect to it"],
      [entry, "TLS ends at the load balancer, and plain HTTP passes to be redirected"],
    ],
  },
  disks: {
    title: "Encrypted disks",
    says: "disks of nodes and legacy instances are encrypted",
    resources: ["aws:ec2/launchTemplate:LaunchTemplate"],
    tests: [
      [nodes, "the launch template asks for IMDSv2 within one hop and encrypts the disk"],
      [legacy, "a web service > launches its AMI with an encrypted disk, its environment and session tokens"],
    ],
  },
  databases: {
    title: "Encrypted databases",
    says: "databases, caches and their backups are encrypted with an own key each, and take connections over TLS only",
    resources: ["aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"],
    tests: [
      [database, "PostgreSQL, with a standby and room to grow"],
      [cache, "Valkey, with a replica that takes over"],
    ],
  },
  passwords: {
    title: "Passwords nobody sees",
    says: "the master user's password is made and rotated in Secrets Manager, caches are signed in to by IAM; the state holds neither",
    resources: ["aws:rds/instance:Instance", "aws:elasticache/user:User"],
    tests: [
      [database, "no password among the inputs of anything"],
      [cache, "Valkey, with a replica that takes over"],
    ],
  },
  admissions: {
    title: "Closed databases",
    says: "a database or cache admits the security groups of its consumers, by a rule each, and nobody else",
    resources: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"],
    tests: [["test/components/network/private-names.test.ts", "a rule for each consumer"]],
  },
  backups: {
    title: "Backups",
    says: "any moment of the last days can be restored; a snapshot remains of what is deleted, and nothing protected is",
    resources: ["aws:rds/instance:Instance"],
    tests: [
      [database, "PostgreSQL, with a standby and room to grow"],
      [
        "test/engine/databases.test.ts",
        "destroy leaves what is protected, says so, and takes it once it no longer is",
      ],
    ],
  },
  images: {
    title: "Protected images",
    says: "images are encrypted with an own key, their tags can't be overwritten",
    resources: ["aws:ecr/repository:Repository"],
    tests: [[registry, "each repository is immutable, scanned and encrypted with the one key"]],
  },
  scans: {
    title: "Image scans",
    says: "images are scanned when they are pushed",
    resources: ["aws:ecr/repository:Repository"],
    tests: [[registry, "each repository is immutable, scanned and encrypted with the one key"]],
  },
  kubernetesSecrets: {
    title: "Encrypted Kubernetes secrets",
    says: "Kubernetes secrets are encrypted with an own key",
    resources: ["aws:kms/key:Key", "eks:index:Cluster"],
    tests: [[cluster, "secrets are encrypted with a key that rotates"]],
  },
  keys: {
    title: "Own keys",
    says: "own keys, one for each purpose, rotate each year and can be had back for 30 days; their policies name who uses them",
    resources: ["aws:kms/key:Key"],
    tests: [
      [
        "test/components/audit/log-key.test.ts",
        "rotates, and serves the log groups of its region and account alone",
      ],
      [trail, "records every region with signed digests, encrypted with its own key"],
      ["test/model/audit/policies.test.ts", "the key of log groups > is used by no other account's"],
    ],
  },
  trail: {
    title: "Audit trail",
    says: "every call to AWS is recorded, in all regions, with signed digests",
    resources: ["aws:cloudtrail/trail:Trail"],
    tests: [[trail, "records every region with signed digests, encrypted with its own key"]],
  },
  evidence: {
    title: "Locked evidence",
    says: "the trail's files are private, versioned, locked for their retention, and reached over TLS alone",
    resources: [
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketPolicy:BucketPolicy",
    ],
    tests: [
      [trail, "files are private, encrypted, versioned, locked for their retention, and then deleted"],
      [trail, "key, bucket and trail are protected, and nothing else"],
      ["test/model/audit/policies.test.ts", "the bucket of a trail > takes nothing in plain text"],
    ],
  },
  retention: {
    title: "Retention",
    says: "logs are kept as long as the stack file says, and then deleted",
    resources: [
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "aws:cloudwatch/logGroup:LogGroup",
    ],
    tests: [
      [trail, "files are private, encrypted, versioned, locked for their retention, and then deleted"],
      [network, "flow logs record everything, are kept as long as asked, and their role writes nowhere else"],
      [cluster, "the log group is there before the cluster, which would make one that never expires"],
    ],
  },
  logKey: {
    title: "Encrypted logs",
    says: "log groups are encrypted with an own key",
    resources: ["aws:cloudwatch/logGroup:LogGroup"],
    tests: [
      [network, "flow logs are encrypted with the key that is given"],
      [cluster, "the control plane's logs are encrypted with the key that is given"],
    ],
  },
  kubernetesAudit: {
    title: "Kubernetes audit log",
    says: "every call to the Kubernetes API is recorded",
    resources: ["eks:index:Cluster", "aws:cloudwatch/logGroup:LogGroup"],
    tests: [
      [
        cluster,
        "the control plane: reachable from listed ranges, encrypted, logged, access by entries alone",
      ],
    ],
  },
  flowLogs: {
    title: "Flow logs",
    says: "every connection of the VPC is recorded, refused ones too",
    resources: ["aws:ec2/flowLog:FlowLog"],
    tests: [
      [network, "flow logs record everything, are kept as long as asked, and their role writes nowhere else"],
    ],
  },
  boundaries: {
    title: "Network boundaries",
    says: "only load balancers are public; instances and pods admit them alone, on their ports",
    resources: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws:ec2/subnet:Subnet"],
    tests: [
      [legacy, "a web service > admits only the load balancer to its instances, on their port alone"],
      [entry, "only the load balancer reaches the pods, on the proxies' ports"],
      [network, "with one per zone each zone leaves through its own, and intra subnets never do"],
      ["test/stacks/doors.test.ts", "%s > admits the internet to load balancers only, on the web's ports"],
    ],
  },
  peering: {
    title: "Closed peerings",
    says: "other VPCs are reached by peerings, which admit what the stack file lists, group by group and port by port",
    resources: ["aws:ec2/vpcPeeringConnection:VpcPeeringConnection"],
    tests: [
      [peering, "groups are opened on one port each, once the peering is active"],
      ["test/model/network/peering.test.ts", "nothing is open but what is allowed"],
    ],
  },
  clientVpn: {
    title: "Client VPN",
    says: "people reach what is private through a VPN, each group what the stack file lists; connections are logged",
    resources: ["aws:ec2clientvpn/endpoint:Endpoint", "aws:ec2clientvpn/authorizationRule:AuthorizationRule"],
    tests: [
      [
        vpn,
        "the endpoint tunnels only what it is for, resolves private names, logs, and asks people to sign in",
      ],
      [vpn, "each rule admits its group, or all"],
      [
        "test/model/network/vpn.test.ts",
        "a group reaches an address if, and only if, one of its own entries or everyone's holds it",
      ],
    ],
  },
  defaultGroup: {
    title: "Closed default group",
    says: "the VPC's default security group admits nothing",
    resources: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
    tests: [[network, "the VPC resolves names, and its default security group has no rules"]],
  },
  apiServer: {
    title: "Restricted API server",
    says: "the Kubernetes API answers listed ranges, or none",
    resources: ["eks:index:Cluster"],
    tests: [
      [
        cluster,
        "the control plane: reachable from listed ranges, encrypted, logged, access by entries alone",
      ],
      [cluster, "a private endpoint admits no range"],
      ["test/model/access/check.test.ts", "an API server open to 0.0.0.0/0 is refused"],
    ],
  },
  accessEntries: {
    title: "Access entries",
    says: "people reach clusters as the IAM principals that the stack file lists, by access entries",
    resources: ["eks:index:Cluster"],
    tests: [
      [
        cluster,
        "the control plane: reachable from listed ranges, encrypted, logged, access by entries alone",
      ],
    ],
  },
  podIdentity: {
    title: "Roles for pods",
    says: "controllers have roles of their own with what they need, and no stored credentials",
    resources: ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws:iam/role:Role"],
    tests: [
      [entry, "the controller is released after its identity, which may bind these target groups only"],
      [cluster, "the VPC CNI has the one role that may change addresses"],
    ],
  },
  teams: {
    title: "Teams",
    says: "a team sees the stack's namespace without its Secrets, and changes its own services by name; none opens a shell",
    resources: [
      "aws:eks/accessEntry:AccessEntry",
      "kubernetes:rbac.authorization.k8s.io/v1:Role",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    ],
    tests: [
      [teams, "no team reads Secrets, opens a shell, escalates, or changes what isn't named"],
      [
        "test/components/access/team-access.test.ts",
        "one role, and in each cluster an entry, a Role and its binding",
      ],
    ],
  },
  secretStore: {
    title: "Secrets apart",
    says: "values of secrets are in Secrets Manager alone; each service has a role that reads its own",
    resources: [
      "aws:iam/rolePolicy:RolePolicy",
      "kubernetes:external-secrets.io/v1:ExternalSecret",
      "kubernetes:external-secrets.io/v1:SecretStore",
    ],
    tests: [
      ["test/engine/secrets.test.ts", "the value of a secret is in Secrets Manager and nowhere else"],
      ["test/model/access/secrets.test.ts", "a policy names each secret once, and nothing but them"],
      ["test/model/access/check.test.ts", "a value that looks like a secret is refused, and not repeated"],
    ],
  },
  networkPolicies: {
    title: "Network policies",
    says: "pods connect to what routes, `after` and `egress` say, in either direction, and to nothing else",
    resources: ["kubernetes:networking.k8s.io/v1:NetworkPolicy", "aws:eks/addon:Addon"],
    tests: [
      [
        "test/model/network/network-policy.test.ts",
        "pods reach pods exactly where `after` says, and both ends agree",
      ],
      [
        "test/rehearsal/cloud/network-policy.test.ts",
        "a closed namespace doesn't answer, until a policy lets the Gateway in",
      ],
    ],
  },
  bounds: {
    title: "Bounds",
    says: "a namespace's pods have a quota that autoscaling fits in, and open no port to the outside",
    resources: ["kubernetes:core/v1:ResourceQuota", "kubernetes:core/v1:LimitRange"],
    tests: [
      [
        "test/model/workload/namespace-quota.test.ts",
        "no moment of autoscaling and rollouts goes beyond the quota, and no set one that is accepted stops it",
      ],
    ],
  },
  metadata: {
    title: "Guarded metadata",
    says: "instance metadata asks for session tokens (IMDSv2) and is out of pods' reach",
    resources: ["aws:ec2/launchTemplate:LaunchTemplate"],
    tests: [[nodes, "the launch template asks for IMDSv2 within one hop and encrypts the disk"]],
  },
  podSecurity: {
    title: "Pod security",
    says: "pods keep to the restricted Pod Security Standard, or aren't admitted",
    resources: ["kubernetes:core/v1:Namespace"],
    tests: [
      [workload, "a namespace admits restricted pods only, and its routes may be attached"],
      [
        "test/rehearsal/cloud/kubernetes.test.ts",
        "never sees pods ready that a restricted namespace does not admit",
      ],
    ],
  },
  zones: {
    title: "Several zones",
    says: "each tier stands in two zones at least; pods are spread over them",
    resources: ["aws:ec2/subnet:Subnet", "kubernetes:policy/v1:PodDisruptionBudget"],
    tests: [
      [network, "three zones with a NAT gateway each and the default interface endpoints"],
      [workload, "a pod > spreads over zones strictly and over hosts if it can, each revision by itself"],
    ],
  },
  capacity: {
    title: "Autoscaling",
    says: "pods, instances and proxies scale with their load, between bounds",
    resources: ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "aws:autoscaling/policy:Policy"],
    tests: [[workload, "an autoscaler has the service's bounds, grows at once and shrinks late"]],
  },
  failover: {
    title: "Failover",
    says: "both sides of a route are checked, and answers go to the healthy one",
    resources: ["aws:route53/healthCheck:HealthCheck"],
    tests: [
      [
        "test/components/traffic/weighted-route.test.ts",
        "has a weighted record, an origin name and a health check for each side",
      ],
      ["test/rehearsal/cloud/dns.test.ts", "resolve > fails over to the standby of weight zero"],
    ],
  },
  copies: {
    title: "Copies of images",
    says: "images are copied to another region",
    resources: ["aws:ecr/replicationConfiguration:ReplicationConfiguration"],
    tests: [[registry, "images are copied where that is asked, into repositories of the same rules"]],
  },
  changes: {
    title: "Reviewed changes",
    says: "a change is files in Git; unsafe ones are refused at preview, and every resource of each environment stands in a reviewed list",
    resources: [],
    tests: [
      ["test/stacks/goldens.test.ts", "prod > declares what was reviewed (UPDATE_GOLDENS=1 writes it anew)"],
      ["test/model/traffic/plan.test.ts", "a step is refused > a leap over rungs"],
    ],
  },
  environments: {
    title: "Separate environments",
    says: "each environment is a stack of its own",
    resources: ["aws:ec2/vpc:Vpc"],
    tests: [
      [
        "test/stacks/goldens.test.ts",
        "staging > declares what was reviewed (UPDATE_GOLDENS=1 writes it anew)",
      ],
    ],
  },
  rehearsal: {
    title: "Rehearsal",
    says: "the whole change, and what may go wrong on its way, is rehearsed on a simulated cloud",
    resources: [],
    tests: [
      ["test/engine/ladder.test.ts", "at 0 the new side is made, warm and ready before its record is"],
      [
        "test/engine/interrupted-step.test.ts",
        "a step that failed three times leads to no leap, and its retry needs no new bake",
      ],
    ],
  },
  rollback: {
    title: "Rollback",
    says: "a route goes back at once, past a locked stack too",
    resources: ["aws:route53/record:Record"],
    tests: [
      [
        "test/engine/rollback.test.ts",
        "--now goes past an update that holds the lock, and that update doesn't undo it",
      ],
    ],
  },
};

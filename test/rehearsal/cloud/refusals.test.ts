// Tests what the simulated AWS refuses, with the code of the real API and the cause in words.
import { kindOf } from "../../../src/rehearsal/cloud";
import { aws, callerArn } from "../../../src/rehearsal/cloud/aws";
import type { CloudResource, Properties } from "../../../src/rehearsal/cloud/types";
import { alias, cluster, clusterName, legacySide, network, nodeGroup, template, zone } from "./landscape";
import { MemoryCloud, refusal, region } from "./memory-cloud";

/** A cloud with one of everything that the refusals need. */
function world() {
  const cloud = new MemoryCloud();
  const net = network(cloud);
  const legacy = legacySide(cloud, net);
  const eks = cluster(cloud, net);
  const domain = zone(cloud);
  const make = (type: string, inputs: Properties) => cloud.create(type, "made", inputs);
  const record = (name: string, setIdentifier?: string, weight?: number) =>
    make(aws.record, alias(domain, name, legacy.balancer, setIdentifier, weight));
  return { cloud, net, legacy, eks, domain, make, record, vpcId: net.vpc.id, subnets: [...net.subnets] };
}

type World = ReturnType<typeof world>;

const subnet = ({ vpcId }: World, cidrBlock: string) => ({
  vpcId,
  cidrBlock,
  availabilityZone: `${region}c`,
});

const group = ({ subnets, cloud }: World, inputs: Properties): Properties => ({
  minSize: 1,
  maxSize: 2,
  vpcZoneIdentifiers: subnets,
  launchTemplate: { id: template(cloud).id, version: "$Latest" },
  ...inputs,
});

const weighted = ({ domain, legacy }: World, inputs: Properties, id = "blue", weight = 1): Properties => ({
  ...alias(domain, "api.example.com", legacy.balancer, id, weight),
  ...inputs,
});

const cname = ({ domain }: World, ttl: number, id?: string): Properties => ({
  zoneId: domain.id,
  name: "old.example.com",
  type: "CNAME",
  ttl,
  records: ["elsewhere.example.net"],
  ...(id && { setIdentifier: id, weightedRoutingPolicies: [{ weight: 1 }] }),
});

const refusals: [what: string, work: (world: World) => unknown, code: string, cause: RegExp][] = [
  ["a VPC of /8", (w) => w.make(aws.vpc, { cidrBlock: "10.0.0.0/8" }), "InvalidVpc.Range", /10\.0\.0\.0\/8/],
  [
    "an overlapping subnet",
    (w) => w.make(aws.subnet, subnet(w, "10.0.0.128/25")),
    "InvalidSubnet.Conflict",
    /conflicts/,
  ],
  [
    "a subnet outside of its VPC",
    (w) => w.make(aws.subnet, subnet(w, "10.1.0.0/24")),
    "InvalidSubnet.Range",
    /10\.1/,
  ],
  [
    "a subnet with host bits",
    (w) => w.make(aws.subnet, subnet(w, "10.0.9.1/24")),
    "InvalidSubnet.Range",
    /9\.1/,
  ],
  [
    "a subnet in no VPC",
    (w) => w.make(aws.subnet, { vpcId: "vpc-0", cidrBlock: "10.0.9.0/24" }),
    "InvalidVpcID.NotFound",
    /vpc-0/,
  ],
  [
    "a subnet in another region's zone",
    (w) => w.make(aws.subnet, { ...subnet(w, "10.0.9.0/24"), availabilityZone: "us-east-1a" }),
    "InvalidParameterValue",
    /us-east-1a/,
  ],
  [
    "a second internet gateway",
    (w) => w.make(aws.internetGateway, { vpcId: w.vpcId }),
    "Resource.AlreadyAssociated",
    /vpc-/,
  ],
  [
    "a NAT gateway without an address",
    (w) => w.make(aws.natGateway, { subnetId: w.subnets[0]! }),
    "InvalidAllocationID.NotFound",
    /allocation/,
  ],
  [
    "the same route twice",
    (w) => {
      const routeTableId = w.make(aws.routeTable, { vpcId: w.vpcId }).id;
      const route = {
        routeTableId,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: w.cloud.list(aws.internetGateway)[0]!.id,
      };
      return [w.make(aws.route, route), w.make(aws.route, route)];
    },
    "RouteAlreadyExists",
    /0\.0\.0\.0\/0/,
  ],
  [
    "two tables for a subnet",
    (w) => {
      const association = {
        routeTableId: w.make(aws.routeTable, { vpcId: w.vpcId }).id,
        subnetId: w.subnets[0]!,
      };
      return [w.make(aws.routeTableAssociation, association), w.make(aws.routeTableAssociation, association)];
    },
    "Resource.AlreadyAssociated",
    /conflicts/,
  ],
  [
    "two private endpoints of a service",
    (w) => {
      const endpoint = {
        vpcId: w.vpcId,
        serviceName: "s",
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
      };
      return [w.make(aws.vpcEndpoint, endpoint), w.make(aws.vpcEndpoint, endpoint)];
    },
    "InvalidParameter",
    /conflicting DNS domain/,
  ],
  [
    "two security groups of a name",
    (w) => {
      const one = { vpcId: w.vpcId, name: "web" };
      return [w.make(aws.securityGroup, one), w.make(aws.securityGroup, one)];
    },
    "InvalidGroup.Duplicate",
    /web/,
  ],
  [
    "a rule twice",
    (w) => {
      const securityGroupId = w.make(aws.securityGroup, { vpcId: w.vpcId, name: "web" }).id;
      const rule = { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };
      return [w.make(aws.ingressRule, rule), w.make(aws.ingressRule, rule)];
    },
    "InvalidPermission.Duplicate",
    /already exists/,
  ],
  [
    "a rule of no group",
    (w) => w.make(aws.ingressRule, { securityGroupId: "sg-0" }),
    "InvalidGroup.NotFound",
    /sg-0/,
  ],
  [
    "a launch configuration",
    (w) => w.make("aws:ec2/launchConfiguration:LaunchConfiguration", {}),
    "UnsupportedOperation",
    /launch templates/,
  ],
  [
    "user data of more than 16 KB",
    (w) =>
      w.make(aws.launchTemplate, {
        name: "large",
        userData: Buffer.from("x".repeat(16_385)).toString("base64"),
      }),
    "InvalidUserData.Malformed",
    /16384 bytes/,
  ],
  [
    "a node group's downgrade by two versions",
    (w) => w.cloud.update(nodeGroup(w.cloud, w.net), { version: "1.31" }),
    "InvalidParameterException",
    /from 1\.33 to 1\.31/,
  ],
  [
    "two log groups of a name",
    (w) => [w.make(aws.logGroup, { name: "l" }), w.make(aws.logGroup, { name: "l" })],
    "ResourceAlreadyExistsException",
    /log group/,
  ],
  [
    "two roles of a name",
    (w) => {
      const role = { name: "r", assumeRolePolicy: "{}" };
      return [w.make(aws.role, role), w.make(aws.role, role)];
    },
    "EntityAlreadyExists",
    /Role with name r/,
  ],
  [
    "a role that trusts no JSON",
    (w) => w.make(aws.role, { name: "r", assumeRolePolicy: "{" }),
    "MalformedPolicyDocument",
    /Json/,
  ],
  [
    "a policy for no role",
    (w) => w.make(aws.rolePolicy, { role: "none", policy: "{}" }),
    "NoSuchEntity",
    /none/,
  ],
  [
    "an alias of no key",
    (w) => w.make(aws.alias, { name: "alias/a", targetKeyId: "k" }),
    "NotFoundException",
    /'k'/,
  ],
  [
    "two repositories of a name",
    (w) => [w.make(aws.repository, { name: "app" }), w.make(aws.repository, { name: "app" })],
    "RepositoryAlreadyExistsException",
    /'app'/,
  ],
  [
    "two lifecycle rules of a priority",
    (w) =>
      w.make("aws:ecr/lifecyclePolicy:LifecyclePolicy", {
        repository: w.make(aws.repository, { name: "app" }).id,
        policy: '{"rules":[{"rulePriority":1},{"rulePriority":1}]}',
      }),
    "InvalidParameterException",
    /unique priorities/,
  ],
  [
    "a load balancer of a taken name",
    (w) => w.make(aws.loadBalancer, { name: "legacy", subnets: w.subnets }),
    "DuplicateLoadBalancerName",
    /legacy/,
  ],
  [
    "an ALB in one zone",
    (w) => w.make(aws.loadBalancer, { name: "one", subnets: [w.subnets[0]!] }),
    "ValidationError",
    /two different Availability Zones/,
  ],
  [
    "a load balancer twice in a zone",
    (w) => w.make(aws.loadBalancer, { name: "one", subnets: [w.subnets[0]!, w.subnets[0]!] }),
    "InvalidConfigurationRequest",
    /same Availability Zone/,
  ],
  [
    "a name of 33 characters",
    (w) => w.make(aws.loadBalancer, { name: "x".repeat(33), subnets: w.subnets }),
    "ValidationError",
    /at most 32/,
  ],
  [
    "a target group of a taken name",
    (w) => w.make(aws.targetGroup, { name: "legacy", vpcId: w.vpcId }),
    "DuplicateTargetGroupName",
    /legacy/,
  ],
  [
    "a second listener on a port",
    (w) => w.make(aws.listener, { ...w.legacy.listener.inputs }),
    "DuplicateListener",
    /port/,
  ],
  [
    "HTTPS without a certificate",
    (w) =>
      w.make(aws.listener, {
        loadBalancerArn: w.legacy.balancer.id,
        port: 8443,
        protocol: "HTTPS",
        defaultActions: [],
      }),
    "ValidationError",
    /certificate must be specified/,
  ],
  [
    "a certificate that is not issued yet",
    (w) => {
      const { id } = w.make(aws.certificate, { domainName: "new.example.com", validationMethod: "DNS" });
      return w.make(aws.listener, {
        loadBalancerArn: w.legacy.balancer.id,
        port: 8443,
        protocol: "HTTPS",
        certificateArn: id,
        defaultActions: [],
      });
    },
    "UnsupportedCertificate",
    /fully-qualified/,
  ],
  [
    "a target group of two load balancers",
    (w) => {
      const other = w.make(aws.loadBalancer, { name: "other", subnets: w.subnets });
      return w.make(aws.listener, {
        loadBalancerArn: other.id,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: w.legacy.targets.id }],
      });
    },
    "TargetGroupAssociationLimit",
    /more than one load balancer/,
  ],
  [
    "two rules of a priority",
    (w) => {
      const rule = { listenerArn: w.legacy.listener.id, priority: 7, actions: [], conditions: [] };
      return [w.make(aws.listenerRule, rule), w.make(aws.listenerRule, rule)];
    },
    "PriorityInUse",
    /'7'/,
  ],
  [
    "a group of min above max",
    (w) => w.make(aws.scalingGroup, group(w, { minSize: 3 })),
    "ValidationError",
    /Max bound, 2/,
  ],
  [
    "a group that wishes too much",
    (w) => w.make(aws.scalingGroup, group(w, { desiredCapacity: 5 })),
    "ValidationError",
    /Desired capacity:5/,
  ],
  [
    "a group of an instance type that doesn't exist",
    (w) => {
      const launchTemplate = { id: template(w.cloud, { instanceType: "m5.lrage" }).id, version: "1" };
      return w.make(aws.scalingGroup, group(w, { launchTemplate }));
    },
    "ValidationError",
    /'m5\.lrage'/,
  ],
  [
    "a group with a launch configuration",
    (w) => w.make(aws.scalingGroup, group(w, { launchConfiguration: "lc" })),
    "ValidationError",
    /lc/,
  ],
  [
    "a group whose template names a disk that its image doesn't have",
    (w) => {
      w.cloud.put({
        ...w.legacy.balancer,
        ...{ type: aws.image, id: "ami-0ubuntu", inputs: { rootDeviceName: "/dev/sda1" }, outputs: {} },
      });
      const blockDeviceMappings = [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }];
      const odd = template(w.cloud, { imageId: "ami-0ubuntu", blockDeviceMappings });
      return w.make(aws.scalingGroup, group(w, { launchTemplate: { id: odd.id, version: "1" } }));
    },
    "ValidationError",
    /size or snapshotId: \/dev\/xvda is no disk of ami-0ubuntu/,
  ],
  [
    "a group of a taken name",
    (w) => w.make(aws.scalingGroup, group(w, { name: "legacy" })),
    "AlreadyExists",
    /legacy/,
  ],
  [
    "automatic rollback to $Latest",
    (w) => w.make(aws.scalingGroup, group(w, { instanceRefresh: { preferences: { autoRollback: true } } })),
    "ValidationError",
    /numbered launch template version/,
  ],
  [
    "a cluster in one zone",
    (w) => w.make(aws.cluster, { name: "c", vpcConfig: { subnetIds: [w.subnets[0]!] } }),
    "InvalidParameterException",
    /two different AZs/,
  ],
  [
    "a cluster of a taken name",
    (w) => w.make(aws.cluster, { ...w.eks.inputs }),
    "ResourceInUseException",
    /blue/,
  ],
  [
    "a cluster of no version",
    (w) => w.make(aws.cluster, { ...w.eks.inputs, name: "c", version: "1.2" }),
    "InvalidParameterException",
    /1\.2/,
  ],
  [
    "a cluster's downgrade from what it was created with",
    (w) => w.cloud.update(w.eks, { version: "1.32" }),
    "InvalidParameterException",
    /from 1\.33 to 1\.32/,
  ],
  [
    "a cluster's leap of two versions",
    (w) => w.cloud.update(w.eks, { version: "1.35" }),
    "InvalidParameterException",
    /from 1\.33 to 1\.35/,
  ],
  [
    "x86 types with an arm image",
    (w) => nodeGroup(w.cloud, w.net, { instanceTypes: ["m7g.large", "m5.large"] }),
    "InvalidParameterException",
    /m5\.large.*AL2023_ARM_64/,
  ],
  [
    "a1 with an x86 image",
    (w) => nodeGroup(w.cloud, w.net, { amiType: "AL2023_x86_64_STANDARD", instanceTypes: ["a1.large"] }),
    "InvalidParameterException",
    /a1\.large/,
  ],
  [
    "nodes of an instance type that doesn't exist",
    (w) => nodeGroup(w.cloud, w.net, { instanceTypes: ["m5.large", "m99.large"] }),
    "InvalidParameterException",
    /do not exist: \[m99\.large\]/,
  ],
  [
    "instance types in template and group",
    (w) =>
      nodeGroup(w.cloud, w.net, {
        launchTemplate: { id: template(w.cloud, { instanceType: "m7g.large" }).id, version: "1" },
      }),
    "InvalidParameterException",
    /both the launch template/,
  ],
  [
    "an AMI type with an own image",
    (w) =>
      nodeGroup(w.cloud, w.net, {
        launchTemplate: { id: template(w.cloud, { imageId: "ami-1" }).id, version: "1" },
      }),
    "InvalidParameterException",
    /other than CUSTOM/,
  ],
  [
    "Amazon Linux 2 on 1.33",
    (w) => nodeGroup(w.cloud, w.net, { amiType: "AL2_ARM_64" }),
    "InvalidParameterException",
    /AL2_ARM_64/,
  ],
  [
    "nodes above their maximum",
    (w) => nodeGroup(w.cloud, w.net, { scalingConfig: { minSize: 1, desiredSize: 4, maxSize: 3 } }),
    "InvalidParameterException",
    /desired capacity 4/,
  ],
  [
    "nodes newer than their cluster",
    (w) => nodeGroup(w.cloud, w.net, { version: "1.34" }),
    "InvalidParameterException",
    /1\.34.*1\.33/,
  ],
  [
    "nodes of no cluster",
    (w) => nodeGroup(w.cloud, w.net, { clusterName: "none" }),
    "ResourceNotFoundException",
    /none/,
  ],
  [
    "an access policy without its entry",
    (w) => w.make(aws.accessPolicyAssociation, { clusterName, principalArn: "arn:p", policyArn: "arn:a" }),
    "ResourceNotFoundException",
    /principalArn/,
  ],
  [
    "two access entries of a principal",
    (w) => {
      const entry = { clusterName, principalArn: "arn:p" };
      return [w.make(aws.accessEntry, entry), w.make(aws.accessEntry, entry)];
    },
    "ResourceInUseException",
    /already in use/,
  ],
  [
    "a second access entry of who made the cluster",
    (w) => w.make(aws.accessEntry, { clusterName, principalArn: callerArn }),
    "ResourceInUseException",
    /already in use/,
  ],
  [
    "two identities of a service account",
    (w) => {
      const association = { clusterName, namespace: "n", serviceAccount: "s" };
      return [
        w.make(aws.podIdentityAssociation, association),
        w.make(aws.podIdentityAssociation, association),
      ];
    },
    "ResourceInUseException",
    /Association already exists/,
  ],
  [
    "a validation without its record",
    (w) =>
      w.make("aws:acm/certificateValidation:CertificateValidation", {
        certificateArn: w.make(aws.certificate, { domainName: "new.example.com", validationMethod: "DNS" })
          .id,
      }),
    "Timeout",
    /PENDING_VALIDATION/,
  ],
  [
    "a validation that names too few records",
    (w) =>
      w.make("aws:acm/certificateValidation:CertificateValidation", {
        certificateArn: w.make(aws.certificate, { domainName: "new.example.com", validationMethod: "DNS" })
          .id,
        validationRecordFqdns: ["x.example.com"],
      }),
    "ValidationError",
    /_[0-9a-f]{32}\.new\.example\.com/,
  ],
  [
    "weighted next to simple",
    (w) => [w.record("api.example.com"), w.record("api.example.com", "blue", 1)],
    "InvalidChangeBatch",
    /because a non-weighted set exists/,
  ],
  [
    "simple next to weighted",
    (w) => [w.record("api.example.com", "blue", 1), w.record("api.example.com")],
    "InvalidChangeBatch",
    /because a weighted set exists/,
  ],
  [
    "a set identifier twice",
    (w) => [w.record("api.example.com", "blue", 1), w.record("api.example.com", "blue", 2)],
    "InvalidChangeBatch",
    /set-identifier='blue'\] but it already exists/,
  ],
  [
    "two TTLs in a set",
    (w) => [w.make(aws.record, cname(w, 60, "a")), w.make(aws.record, cname(w, 30, "b"))],
    "InvalidChangeBatch",
    /TTL 30.*TTL 60/,
  ],
  [
    "a CNAME next to an alias",
    (w) => [w.record("old.example.com"), w.make(aws.record, cname(w, 60))],
    "InvalidChangeBatch",
    /CNAME .* conflicts with other records/,
  ],
  [
    "an alias next to a CNAME",
    (w) => [w.make(aws.record, cname(w, 60)), w.record("old.example.com")],
    "InvalidChangeBatch",
    /CNAME with the same DNS name already exists/,
  ],
  [
    "a CNAME at the apex",
    (w) => w.make(aws.record, { ...cname(w, 60), name: "example.com" }),
    "InvalidChangeBatch",
    /apex/,
  ],
  ["a weight of 256", (w) => w.make(aws.record, weighted(w, {}, "blue", 256)), "InvalidInput", /'256'/],
  ["a negative weight", (w) => w.make(aws.record, weighted(w, {}, "blue", -1)), "InvalidInput", /'-1'/],
  [
    "a weight without an identifier",
    (w) => w.make(aws.record, alias(w.domain, "api.example.com", w.legacy.balancer, undefined, 1)),
    "InvalidInput",
    /given together/,
  ],
  [
    "an alias with a TTL",
    (w) => w.make(aws.record, weighted(w, { ttl: 60 })),
    "InvalidInput",
    /more than one/,
  ],
  [
    "a record of nothing",
    (w) => w.make(aws.record, weighted(w, { aliases: [] })),
    "InvalidInput",
    /found none/,
  ],
  [
    "an alias to no load balancer",
    (w) =>
      w.make(
        aws.record,
        weighted(w, {
          aliases: [{ name: "x.eu-west-1.elb.amazonaws.com", zoneId: "Z1", evaluateTargetHealth: true }],
        }),
      ),
    "InvalidChangeBatch",
    /target was not found/,
  ],
  [
    "an alias with another's zone id",
    (w) =>
      w.make(
        aws.record,
        weighted(w, {
          aliases: [
            { name: w.legacy.balancer.outputs["dnsName"]!, zoneId: "Z1", evaluateTargetHealth: true },
          ],
        }),
      ),
    "InvalidChangeBatch",
    /does not lie within the target zone/,
  ],
  ["a record in no zone", (w) => w.make(aws.record, weighted(w, { zoneId: "Z0" })), "NoSuchHostedZone", /Z0/],
  [
    "a record with no such check",
    (w) => w.make(aws.record, weighted(w, { healthCheckId: "h" })),
    "NoSuchHealthCheck",
    /h/,
  ],
  [
    "a check of the record's own name",
    (w) =>
      w.make(
        aws.record,
        weighted(w, {
          healthCheckId: w.make(aws.healthCheck, { type: "HTTPS", fqdn: "api.example.com" }).id,
        }),
      ),
    "InvalidChangeBatch",
    /must not be the name of the record/,
  ],
  [
    "a check of nothing",
    (w) => w.make(aws.healthCheck, { type: "HTTPS" }),
    "InvalidInput",
    /FullyQualifiedDomainName/,
  ],
];

test.each(refusals)("refuses %s", (_, work, code, cause) => {
  const refused = refusal(() => work(world()));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

const deletions: [what: string, target: (world: World) => CloudResource, code: string, cause: RegExp][] = [
  ["a VPC with contents", (w) => w.net.vpc, "DependencyViolation", /vpc-/],
  ["a subnet in use", (w) => w.cloud.get(aws.subnet, w.subnets[0]!)!, "DependencyViolation", /subnet-/],
  [
    "a security group that another one names",
    (w) => {
      const [one, other] = ["one", "other"].map((name) =>
        w.make(aws.securityGroup, { vpcId: w.vpcId, name }),
      );
      w.make(aws.ingressRule, {
        securityGroupId: other!.id,
        referencedSecurityGroupId: one!.id,
        ipProtocol: "-1",
      });
      return one!;
    },
    "DependencyViolation",
    /dependent object/,
  ],
  [
    "a role with attached policies",
    (w) => {
      const role = w.make(aws.role, { name: "r", assumeRolePolicy: "{}" });
      w.make(aws.rolePolicyAttachment, { role: "r", policyArn: "arn:aws:iam::aws:policy/P" });
      return role;
    },
    "DeleteConflict",
    /detach all policies/,
  ],
  ["a target group in use", (w) => w.legacy.targets, "ResourceInUse", /listener or a rule/],
  ["a certificate in use", (w) => w.legacy.certificate, "ResourceInUseException", /in use/],
  [
    "a protected load balancer",
    (w) => w.cloud.update(w.legacy.balancer, { enableDeletionProtection: true }),
    "OperationNotPermitted",
    /deletion protection/,
  ],
  [
    "a cluster with nodes",
    (w) => (nodeGroup(w.cloud, w.net), w.eks),
    "ResourceInUseException",
    /nodegroups attached/,
  ],
  [
    "a zone with records",
    (w) => (w.record("api.example.com"), w.domain),
    "HostedZoneNotEmpty",
    /non-required/,
  ],
];

test.each(deletions)("refuses to delete %s", (_, target, code, cause) => {
  const made = world();
  const refused = refusal(() => made.cloud.remove(target(made)));
  expect(refused.code).toBe(code);
  expect(refused.message).toMatch(cause);
});

test("takes everything down in the order that nothing depends on", () => {
  const { cloud, legacy, eks, domain, net } = world();
  const { listener, group: scaling, targets, balancer, certificate } = legacy;
  for (const resource of [listener, scaling, targets, balancer, certificate, eks, domain])
    cloud.remove(resource);
  for (const type of [aws.subnet, aws.internetGateway])
    cloud.list(type).forEach((resource) => cloud.remove(resource));
  cloud.remove(net.vpc);
  expect(cloud.list(aws.vpc)).toEqual([]);
});

test("moves a group's size into new bounds, unless the program wishes a size outside of them", () => {
  const { cloud, legacy, make, net } = world();
  expect(cloud.update(legacy.group, { minSize: 3 }).outputs["desiredCapacity"]).toBe(3);
  const wishing = make(aws.scalingGroup, {
    ...legacy.group.inputs,
    name: "wishing",
    desiredCapacity: 2,
    vpcZoneIdentifiers: [...net.subnets],
  });
  expect(cloud.update(wishing, { minSize: 4 }).outputs["desiredCapacity"]).toBe(4);
  expect(refusal(() => cloud.update(wishing, { desiredCapacity: 1 })).code).toBe("ValidationError");
});

test("overwrites a record where the program allows it", () => {
  const { cloud, domain, make, record, legacy } = world();
  const first = record("api.example.com", "blue", 1);
  const again = make(aws.record, {
    ...alias(domain, "api.example.com", legacy.balancer, "blue", 9),
    allowOverwrite: true,
  });
  expect(again.id).toBe(first.id);
  expect(cloud.list(aws.record)).toHaveLength(1);
});

test("turns a simple record into a weighted one in place, by one batch", () => {
  const { cloud, record } = world();
  const simple = record("api.example.com");
  cloud.update(simple, { setIdentifier: "legacy", weightedRoutingPolicies: [{ weight: 255 }] });
  expect(record("api.example.com", "blue", 0).id).toMatch(/_A_blue$/);
  expect(cloud.list(aws.record)).toHaveLength(2);
});

test("admits a certificate once its validation record is in the zone", () => {
  const { domain, make } = world();
  const certificate = make(aws.certificate, {
    domainName: "new.example.com",
    subjectAlternativeNames: ["*.new.example.com"],
    validationMethod: "DNS",
  });
  const options = certificate.outputs["domainValidationOptions"] as Record<string, string>[];
  expect(new Set(options.map((option) => option["resourceRecordName"])).size).toBe(1);
  make(aws.record, {
    zoneId: domain.id,
    name: options[0]!["resourceRecordName"]!,
    type: "CNAME",
    ttl: 60,
    records: [options[0]!["resourceRecordValue"]!],
  });
  const validation = make("aws:acm/certificateValidation:CertificateValidation", {
    certificateArn: certificate.id,
  });
  expect(validation.id).toBe(certificate.id);
});

test.each([
  [aws.record, { aliases: [{}], ttl: 60 }, "ttl"],
  [aws.record, { latencyRoutingPolicies: [{}] }, "latencyRoutingPolicies"],
  [aws.healthCheck, { requestInterval: 20 }, "requestInterval"],
  [aws.healthCheck, { failureThreshold: 11 }, "failureThreshold"],
  [aws.logGroup, { retentionInDays: 31 }, "retentionInDays"],
  [aws.key, { deletionWindowInDays: 3 }, "deletionWindowInDays"],
  [aws.alias, { name: "a" }, "name"],
  [aws.ingressRule, { cidrIpv4: "0.0.0.0/0", prefixListId: "pl-1" }, "prefixListId"],
])("finds at preview what is wrong with %s %j", (type, inputs, property) => {
  expect(
    kindOf(type)
      ?.check?.(inputs)
      .map((failure) => failure.property),
  ).toEqual([property]);
});

test("knows no type that it can't simulate", () => {
  expect(kindOf("aws:sagemaker/model:Model")).toBeUndefined();
  expect(kindOf("toString")).toBeUndefined();
});

// Declares the client VPN: how people reach private cluster endpoints and internal tools.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rangeKey } from "../../src/model/network/addresses";
import { widest, type AccessRule } from "../../src/model/network/vpn";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";

export interface ClientVpnArgs {
  /** VPC that the VPN leads into. A change replaces the security group and every association. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * One subnet for each zone, which takes at most one
   * (https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-target.html). Each is billed by the hour. A
   * change replaces the zone's association.
   *
   * @example { "eu-west-1a": "subnet-0123456789abcdef0" }
   */
  readonly subnetIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Address of the VPC's resolver, by which clients find private names: the VPC's second, e.g. `10.40.0.2`. */
  readonly resolver: string;
  /**
   * Range that clients get addresses from, /12 to /22, apart from all that they reach
   * (https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/what-is-best-practices.html). A change replaces the endpoint:
   * everyone needs its new settings.
   */
  readonly clients: string;
  /** ARN of the certificate in ACM that the endpoint shows to clients, in the same region. */
  readonly serverCertificate: string;
  /** How clients sign in. A change replaces the endpoint: everyone needs its new settings. */
  readonly authentication: VpnAuthentication;
  /** Who reaches what, the resolver among it. A change of group or network replaces the rule. */
  readonly rules: readonly AccessRule[];
  /** Networks among those of the rules that are outside of the VPC. @default none */
  readonly routes?: readonly string[];
  /** Days that connection logs are kept; one of the retentions that CloudWatch Logs offers. @default 90 */
  readonly logDays?: number;
  /** ARN of the key that they are encrypted with. @default a key that CloudWatch Logs keeps for itself */
  readonly logKeyArn?: pulumi.Input<string>;
  /**
   * Hours after which a client has to sign in again: 8, 10, 12 or 24
   * (https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-max-duration.html).
   *
   * @default 12
   */
  readonly sessionHours?: number;
  /** Changes what the endpoint is made with, e.g. its transport protocol. */
  readonly transform?: { readonly endpoint?: Transform<aws.ec2clientvpn.EndpointArgs> };
}

/** How clients sign in: by a certificate, by SAML, or by both at once. */
export interface VpnAuthentication {
  /** ARN of the certificate in ACM of the authority that signs the clients' certificates. @default no certificates */
  readonly certificate?: string;
  /** ARN of the SAML provider in IAM that people sign in with. @default no SAML */
  readonly saml?: string;
  /** ARN of the SAML provider of the portal where people get the client and its settings. @default no portal */
  readonly selfService?: string;
}

/**
 * A Client VPN endpoint with an association in every zone. Only traffic to the networks of its rules goes through it
 * (split tunnel), and in the VPC all of it has the security group of the VPN: what is to be reached admits that group,
 * as `enter` has a cluster do.
 */
export class ClientVpn extends pulumi.ComponentResource {
  /** The endpoint's id, by which clients' settings are exported. */
  readonly endpointId: pulumi.Output<string>;
  /** Security group of the traffic of all clients. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Where people get the client and its settings; empty without `selfService`. */
  readonly portalUrl: pulumi.Output<string>;

  /** @throws ArgumentError on an `authentication` that lets nobody in. */
  constructor(
    private readonly name: string,
    args: ClientVpnArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    refuseArguments(ClientVpn, name, problems(args));
    super("crossover:network:ClientVpn", name, {}, opts);
    const parent = { parent: this };

    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "Clients of the VPN", tags: { Name: name } },
      parent,
    );
    for (const network of widest(args.rules))
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${rangeKey(network)}`,
        { securityGroupId: securityGroup.id, cidrIpv4: network, ipProtocol: "-1" },
        parent,
      );
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.logDays ?? 90, kmsKeyId: args.logKeyArn },
      parent,
    );

    const endpoint = new aws.ec2clientvpn.Endpoint(
      name,
      transformed(args.transform?.endpoint, {
        description: name,
        vpcId: args.vpcId,
        securityGroupIds: [securityGroup.id],
        clientCidrBlock: args.clients,
        dnsServers: [args.resolver],
        splitTunnel: true,
        serverCertificateArn: args.serverCertificate,
        authenticationOptions: authenticationOptions(args.authentication),
        selfServicePortal: args.authentication.selfService === undefined ? "disabled" : "enabled",
        sessionTimeoutHours: args.sessionHours ?? 12,
        connectionLogOptions: { enabled: true, cloudwatchLogGroup: logGroup.name },
        tags: { Name: name },
      }),
      parent,
    );

    for (const [zone, subnetId] of Object.entries(args.subnetIds)) {
      const association = new aws.ec2clientvpn.NetworkAssociation(
        `${name}-${zone}`,
        { clientVpnEndpointId: endpoint.id, subnetId },
        // A zone takes one at a time.
        { parent: this, deleteBeforeReplace: true },
      );
      // Alike for every association, or clients that come in by another zone would get no answer.
      for (const network of args.routes ?? [])
        new aws.ec2clientvpn.Route(
          `${name}-${zone}-${rangeKey(network)}`,
          {
            clientVpnEndpointId: endpoint.id,
            destinationCidrBlock: network,
            targetVpcSubnetId: association.subnetId,
          },
          { parent: this, dependsOn: [association] },
        );
    }

    for (const { id, network, group, description } of args.rules)
      new aws.ec2clientvpn.AuthorizationRule(
        `${name}-access-${id}`,
        {
          clientVpnEndpointId: endpoint.id,
          targetNetworkCidr: network,
          description,
          ...(group === undefined ? { authorizeAllGroups: true } : { accessGroupId: group }),
        },
        // AWS takes a second rule of the same group and network for a mistake.
        { parent: this, deleteBeforeReplace: true },
      );

    this.endpointId = endpoint.id;
    this.securityGroupId = securityGroup.id;
    this.portalUrl = endpoint.selfServicePortalUrl;
    this.registerOutputs({ endpointId: this.endpointId, portalUrl: this.portalUrl });
  }

  /** Has a security group admit the VPN's clients to HTTPS. @param id tells it from others, e.g. the cluster's. */
  enter(id: string, securityGroupId: pulumi.Input<string>): void {
    new aws.vpc.SecurityGroupIngressRule(
      `${this.name}-into-${id}`,
      {
        securityGroupId,
        description: "HTTPS from the clients of the VPN",
        referencedSecurityGroupId: this.securityGroupId,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
      },
      { parent: this },
    );
  }
}

function authenticationOptions({
  certificate,
  saml,
  selfService,
}: VpnAuthentication): aws.types.input.ec2clientvpn.EndpointAuthenticationOption[] {
  return [
    ...(certificate === undefined
      ? []
      : [{ type: "certificate-authentication", rootCertificateChainArn: certificate }]),
    ...(saml === undefined
      ? []
      : [
          {
            type: "federated-authentication",
            samlProviderArn: saml,
            selfServiceSamlProviderArn: selfService,
          },
        ]),
  ];
}

function problems({ authentication: { certificate, saml } }: ClientVpnArgs): ArgumentProblem[] {
  if (certificate !== undefined || saml !== undefined) return [];
  return [{ propertyPath: "authentication", reason: "lets nobody in: it needs `certificate` or `saml`" }];
}

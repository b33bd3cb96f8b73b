// Declares who may reach a store: one rule for each consumer's security group, and nothing for anyone else.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Something that listens on one port behind a security group of its own, without any rule by itself. */
export interface Guarded {
  /** The group's id. */
  readonly securityGroupId: pulumi.Input<string>;
  /** The TCP port. */
  readonly port: number;
}

export interface AdmissionArgs {
  /** What they are admitted to. A change of its group replaces every rule. */
  readonly to: Guarded;
  /**
   * Ids of the security groups that are admitted, by a plain key each. Another key is another rule.
   *
   * @example { blue: cluster.securityGroupId, bastion: "sg-0123456789abcdef0" }
   */
  readonly from: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Admits the members of security groups, each by a rule of its own, so that one can go without the others. */
export class Admission extends pulumi.ComponentResource {
  /** Resolves once all are admitted. */
  readonly admitted: pulumi.Output<unknown>;

  constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:network:Admission", name, {}, opts);
    const rules = Object.entries(args.from).map(
      ([key, referencedSecurityGroupId]) =>
        new aws.vpc.SecurityGroupIngressRule(
          `${name}-${key}`,
          {
            securityGroupId: args.to.securityGroupId,
            referencedSecurityGroupId,
            description: `From ${key}`,
            ipProtocol: "tcp",
            fromPort: args.to.port,
            toPort: args.to.port,
          },
          { parent: this },
        ),
    );
    this.admitted = pulumi.all(rules.map(({ id }) => id));
    this.registerOutputs({});
  }
}

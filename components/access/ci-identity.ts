// The roles that a pipeline takes on by OpenID Connect: no key of AWS is kept where it runs.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  applySubjects,
  audience,
  issuerUrl,
  previewPolicy,
  previewSubjects,
  trustSubjects,
} from "../../src/model/access/ci";
import type { CiSettings } from "../../src/schema/stack/ci";
import { transformed, type Transform } from "../transform";

export interface CiIdentityArgs {
  /** Whose runs are let in, and what a preview reads. Other environments and branches change the trust in place. */
  readonly settings: CiSettings;
  /** Of GitHub's provider, where it is adopted. */
  readonly providerArn?: pulumi.Input<string>;
  /** Clusters whose objects a preview reads, by a plain key each; they must let principals in by access entries. */
  readonly clusters: Readonly<Record<string, pulumi.Input<string>>>;
  /** Beyond these, `transform` reaches the boundary of permissions and the like. */
  readonly transform?: {
    readonly previewRole?: Transform<aws.iam.RoleArgs>;
    readonly applyRole?: Transform<aws.iam.RoleArgs>;
  };
}

/**
 * One role previews pull requests and reads only. The other applies, from the given environments and branches alone. It
 * administers the account, since it makes roles and their policies: whom it trusts is what protects it.
 *
 * A cluster administrator is whoever made the cluster. Where that was somebody else than the role that applies, name it
 * among the cluster's `admins` once it is there.
 */
export class CiIdentity extends pulumi.ComponentResource {
  /** Of the role that previews assume, for the pipeline's variables. */
  readonly previewRoleArn: pulumi.Output<string>;
  /** Of the role that updates assume. */
  readonly applyRoleArn: pulumi.Output<string>;

  constructor(name: string, args: CiIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:access:CiIdentity", name, {}, opts);
    const parent = { parent: this };
    const { settings } = args;

    const providerArn =
      args.providerArn ??
      new aws.iam.OpenIdConnectProvider(
        `${name}-github`,
        { url: issuerUrl, clientIdLists: [audience] },
        parent,
      ).arn;
    const trust = (subjects: readonly string[]) =>
      pulumi.output(providerArn).apply((arn) => trustSubjects(arn, subjects));

    const preview = new aws.iam.Role(
      `${name}-preview`,
      transformed(args.transform?.previewRole, {
        description: `Previews of ${settings.repository}: reads only`,
        assumeRolePolicy: trust(previewSubjects(settings)),
        maxSessionDuration: hours(1),
      }),
      parent,
    );
    const policy = new aws.iam.Policy(
      `${name}-preview`,
      { policy: JSON.stringify(previewPolicy(settings)) },
      parent,
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-preview`,
      { role: preview.name, policyArn: policy.arn },
      parent,
    );
    for (const [key, clusterName] of Object.entries(args.clusters)) {
      const entry = new aws.eks.AccessEntry(
        `${name}-preview-${key}`,
        { clusterName, principalArn: preview.arn },
        parent,
      );
      // Helm keeps its releases in Secrets, so a preview of one reads those too.
      new aws.eks.AccessPolicyAssociation(
        `${name}-preview-${key}`,
        {
          clusterName,
          principalArn: preview.arn,
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy",
          accessScope: { type: "cluster" },
        },
        { parent: this, dependsOn: entry },
      );
    }

    const apply = new aws.iam.Role(
      `${name}-apply`,
      transformed(args.transform?.applyRole, {
        description: `Updates of ${settings.repository}`,
        assumeRolePolicy: trust(applySubjects(settings)),
        // A first deployment waits for a cluster, its nodes and a delegated zone.
        maxSessionDuration: hours(4),
      }),
      parent,
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-apply`,
      { role: apply.name, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      parent,
    );

    this.previewRoleArn = preview.arn;
    this.applyRoleArn = apply.arn;
    this.registerOutputs({ previewRoleArn: this.previewRoleArn, applyRoleArn: this.applyRoleArn });
  }
}

function hours(count: number): number {
  return count * 3600;
}

// Declares the roles that a pipeline assumes by OpenID Connect: no key of AWS is kept where it runs.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  applySubjects,
  audience,
  issuerUrl,
  previewMayApply,
  previewPolicy,
  previewSubjects,
  trustSubjects,
} from "../../src/model/access/ci";
import { refuseArguments, type ArgumentProblem } from "../argument-error";
import { transformed, type Transform } from "../transform";

export interface CiIdentityArgs {
  /** The repository on GitHub whose runs are let in, with its owner, e.g. `example/shop`. A change is made in place. */
  readonly repository: string;
  /**
   * The GitHub environment whose runs may preview; its reviewers decide which code gets to read. A change is made in place.
   *
   * @default "preview"
   */
  readonly previewEnvironment?: string;
  /**
   * GitHub environments whose runs may apply; their protection rules decide who starts one. A change is made in place.
   *
   * @default none
   * @example ["prod"]
   */
  readonly environments?: readonly string[];
  /**
   * Branches whose runs may apply, where a job names no environment. A change is made in place.
   *
   * @default none
   * @example ["main"]
   */
  readonly branches?: readonly string[];
  /** Name of the S3 bucket of the state, which a preview reads. @default none: the state is elsewhere */
  readonly stateBucket?: string;
  /** ARNs of KMS keys by which a preview decrypts: of the secrets provider, and of the bucket. @default none */
  readonly keys?: readonly string[];
  /** ARN of GitHub's OpenID Connect provider, of which an account has one. @default it is made */
  readonly providerArn?: pulumi.Input<string>;
  /**
   * Names of clusters whose objects a preview reads, by a plain key each; they must let principals in by access entries.
   * Another name replaces the entry.
   *
   * @default none
   */
  readonly clusters?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Reaches what else a role may have, such as a boundary of permissions. */
  readonly transform?: {
    readonly previewRole?: Transform<aws.iam.RoleArgs>;
    readonly applyRole?: Transform<aws.iam.RoleArgs>;
  };
}

/**
 * One role previews, from one environment, and reads only. The other applies, from the given environments and branches alone. It
 * administers the account, since it makes roles and their policies: whom it trusts is what protects it.
 *
 * A cluster administrator is whoever made the cluster. Where that was somebody else than the role that applies, name it
 * among the cluster's `admins` once it is there.
 */
export class CiIdentity extends pulumi.ComponentResource {
  /** ARN of the role that previews assume, for the pipeline's variables. */
  readonly previewRoleArn: pulumi.Output<string>;
  /** ARN of the role that updates assume. */
  readonly applyRoleArn: pulumi.Output<string>;

  /** @throws ArgumentError if no run may apply. */
  constructor(name: string, args: CiIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseArguments(CiIdentity, name, problems(args));
    super("crossover:access:CiIdentity", name, {}, opts);
    const parent = { parent: this };
    const { repository, previewEnvironment = "preview", environments = [], branches = [] } = args;
    const { stateBucket, keys = [] } = args;

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
        description: `Previews of ${repository}: reads only`,
        assumeRolePolicy: trust(previewSubjects({ repository, previewEnvironment })),
        maxSessionDuration: hours(1),
      }),
      parent,
    );
    const policy = new aws.iam.Policy(
      `${name}-preview`,
      { policy: JSON.stringify(previewPolicy({ stateBucket, keys })) },
      parent,
    );
    new aws.iam.RolePolicyAttachment(
      `${name}-preview`,
      { role: preview.name, policyArn: policy.arn },
      parent,
    );
    for (const [key, clusterName] of Object.entries(args.clusters ?? {})) {
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
        description: `Updates of ${repository}`,
        assumeRolePolicy: trust(applySubjects({ repository, environments, branches })),
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

function problems(args: CiIdentityArgs): ArgumentProblem[] {
  const { previewEnvironment = "preview", environments = [], branches = [] } = args;
  if (environments.length + branches.length === 0)
    return [{ propertyPath: "environments", reason: "are missing, and `branches` too: no run may apply" }];
  if (!previewMayApply(previewEnvironment, environments)) return [];
  const reason = "is also among `environments`: whoever may preview there could apply";
  return [{ propertyPath: "previewEnvironment", reason }];
}

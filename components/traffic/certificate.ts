// Declares the certificate that every load balancer of an environment presents.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** The domain that public names are directly under, e.g. `example.com`. A change replaces the certificate. */
  readonly domain: string;
  /** Ids of the targets; each has origin names under `<id>.<domain>`. A new one replaces the certificate. */
  readonly targets: readonly string[];
  /** Id of the public zone that proves the names. A change replaces the records. */
  readonly zoneId: pulumi.Input<string>;
}

/**
 * One certificate for the public names and for the origin names of every target, so that a side can be reached by
 * either. Validated by DNS: HTTP validation would fail whenever the other side answers.
 */
export class Certificate extends pulumi.ComponentResource {
  /** Resolves once the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("crossover:traffic:Certificate", name, {}, opts);
    const parent = { parent: this };
    const names = [`*.${args.domain}`, ...args.targets.map((id) => `*.${id}.${args.domain}`)];
    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      { domainName: names[0], subjectAlternativeNames: names.slice(1), validationMethod: "DNS" },
      parent,
    );
    const records = names.map((domainName) => {
      const option = certificate.domainValidationOptions.apply((options) =>
        options.find((one) => one.domainName === domainName)!,
      );
      const key = domainName === names[0] ? "public" : domainName.split(".")[1]!;
      return new aws.route53.Record(
        `${name}-${key}-validation`,
        {
          zoneId: args.zoneId,
          name: option.resourceRecordName,
          type: option.resourceRecordType,
          records: [option.resourceRecordValue],
          ttl: 300,
          // The same name under the same account always validates with the same record.
          allowOverwrite: true,
        },
        parent,
      );
    });
    this.arn = new aws.acm.CertificateValidation(
      `${name}-validation`,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
      parent,
    ).certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}

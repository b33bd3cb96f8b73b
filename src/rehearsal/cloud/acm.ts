// Simulates ACM: certificates, validated by DNS records.
import { arn, aws, common, digest, required, userOf, uuid } from "./aws";
import { objectsAt, textAt, textsAt } from "./properties";
import { normalName } from "./record-set";
import { CloudError } from "./types";
import type { CloudResource, CloudView, Properties, ResourceKind } from "./types";

/** The names that a certificate is for. */
export function certificateNames(inputs: Properties): string[] {
  const domain = textAt(inputs, "domainName");
  return [...new Set([...(domain ? [domain] : []), ...textsAt(inputs, "subjectAlternativeNames")])];
}

/** Whether the certificate's name covers the hostname; a wildcard matches exactly one label (RFC 6125). */
export function covers(name: string, hostname: string): boolean {
  return name === hostname || (name.startsWith("*.") && hostname.replace(/^[^.]+\./, "*.") === name);
}

/** One record per domain; a wildcard and its parent share one. It is the same for every certificate of the account. */
function validationOption(domainName: string): Properties {
  const base = domainName.replace(/^\*\./, "");
  return {
    domainName,
    resourceRecordName: `_${digest(base, 32)}.${base}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${digest(`${base}/value`, 32)}.acm-validations.aws.`,
  };
}

/** Whether every validation record is in a zone, which is when ACM issues the certificate. */
export function certificateIssued(view: CloudView, certificate: CloudResource): boolean {
  if (certificate.seeded || certificate.outputs["type"] === "IMPORTED") return true;
  const records = new Set(view.list(aws.record).map((record) => textAt(record.outputs, "fqdn")));
  return objectsAt(certificate.outputs, "domainValidationOptions").every((option) =>
    records.has(normalName(textAt(option, "resourceRecordName") ?? "")),
  );
}

const certificate: ResourceKind = {
  replaceOn: [
    "certificateAuthorityArn",
    "domainName",
    "keyAlgorithm",
    "subjectAlternativeNames",
    "validationMethod",
  ],
  computed: ["arn", "domainValidationOptions", "notAfter", "notBefore", "status", "type"],
  create(inputs, context) {
    const id = arn("acm", `certificate/${uuid(context)}`, inputs, context);
    const imported = inputs["certificateBody"] !== undefined;
    const names = certificateNames(inputs);
    const outputs = {
      arn: id,
      type: imported ? "IMPORTED" : "AMAZON_ISSUED",
      status: imported ? "ISSUED" : "PENDING_VALIDATION",
      domainValidationOptions: inputs["validationMethod"] === "DNS" ? names.map(validationOption) : [],
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  remove(resource, { cloud }) {
    const user = userOf(cloud, resource.id, [
      [aws.listener, "certificateArn"],
      [aws.listenerCertificate, "certificateArn"],
      [aws.vpnEndpoint, "serverCertificateArn"],
    ]);
    if (user)
      throw new CloudError(
        "ResourceInUseException",
        `Certificate ${resource.id} in account is in use. (${user.id})`,
      );
  },
};

const certificateValidation: ResourceKind = {
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  create(inputs, { cloud }) {
    const certificateArn = textAt(inputs, "certificateArn");
    const awaited = required(
      cloud,
      aws.certificate,
      certificateArn,
      "ResourceNotFoundException",
      `Could not find certificate ${certificateArn}.`,
    );
    const expected = objectsAt(awaited.outputs, "domainValidationOptions").map((option) =>
      normalName(textAt(option, "resourceRecordName") ?? ""),
    );
    const given = textsAt(inputs, "validationRecordFqdns").map(normalName);
    const missing = expected.filter((name) => given.length > 0 && !given.includes(name));
    if (missing.length > 0)
      throw new CloudError(
        "ValidationError",
        `missing ${certificateArn} DNS validation record: ${[...new Set(missing)].join(", ")}`,
      );
    if (!certificateIssued(cloud, awaited))
      throw new CloudError(
        "Timeout",
        `waiting for ACM Certificate (${certificateArn}) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)`,
      );
    // The real provider's id is the time of issue, which two certificates may share here.
    return { id: certificateArn ?? "" };
  },
};

export const acm: Record<string, ResourceKind> = {
  [aws.certificate]: certificate,
  "aws:acm/certificateValidation:CertificateValidation": certificateValidation,
};

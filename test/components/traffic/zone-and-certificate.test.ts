// Tests the public zone, and the certificate for its names and the targets' origin names.
import * as pulumi from "@pulumi/pulumi";
import { Certificate } from "../../../components/traffic/certificate";
import { PublicZone } from "../../../components/traffic/public-zone";
import { deploy, expectChildNames, valueOf } from "../../mocks";

test("a zone is made under its name", async () => {
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue(undefined);
  const { of, resources } = await deploy(() => new PublicZone("dev", { domain: "dev.example.com" }));
  expect(of("crossover:traffic:PublicZone").map(({ outputs }) => outputs)).toEqual([
    { zoneId: "dev-zone-id", nameServers: ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"] },
  ]);
  expect(info).not.toHaveBeenCalled();
  expectChildNames(resources);
  expect(of("aws:route53/zone:Zone").map(({ inputs }) => inputs)).toEqual([
    { name: "dev.example.com", comment: "Public names, shifted by weighted records" },
  ]);
});

test("the name servers of a zone that is new are said at once", async () => {
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue(undefined);
  await deploy(() => new PublicZone("dev", { domain: "dev.example.com", isNew: true }));
  expect(info.mock.calls.map(([message]) => message)).toEqual([
    "delegate dev.example.com to its name servers now: ns-1.awsdns-01.com, ns-2.awsdns-02.net",
  ]);
});

test("one certificate covers public and origin names, each validated by its own record", async () => {
  const { result, of, inputs, resources } = await deploy(
    () => new Certificate("dev", { domain: "dev.example.com", targets: ["legacy", "blue"], zoneId: "Z1" }),
  );
  expectChildNames(resources);
  expect(inputs("aws:acm/certificate:Certificate")).toEqual({
    "dev-certificate": {
      domainName: "*.dev.example.com",
      subjectAlternativeNames: ["*.legacy.dev.example.com", "*.blue.dev.example.com"],
      validationMethod: "DNS",
    },
  });
  expect(of("aws:route53/record:Record").map(({ name }) => name)).toEqual([
    "dev-public-validation",
    "dev-legacy-validation",
    "dev-blue-validation",
  ]);
  expect(inputs("aws:route53/record:Record")["dev-blue-validation"]).toEqual({
    zoneId: "Z1",
    name: "_validation.*.blue.dev.example.com.",
    type: "CNAME",
    records: ["_value.*.blue.dev.example.com.acm-validations.aws."],
    ttl: 300,
    allowOverwrite: true,
  });
  expect(of("aws:acm/certificateValidation:CertificateValidation")[0]!.inputs.validationRecordFqdns).toEqual([
    "_validation.*.dev.example.com.",
    "_validation.*.legacy.dev.example.com.",
    "_validation.*.blue.dev.example.com.",
  ]);
  const [own] = of("crossover:traffic:Certificate");
  expect(own!.outputs).toEqual({ arn: await valueOf(result.arn) });
  expect(await valueOf(result.arn)).toContain("dev-certificate");
});

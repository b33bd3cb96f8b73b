// Builds the kubeconfig and issuer of a cluster from the outputs of its `aws:eks/cluster:Cluster`.
import type { Properties } from "../cloud/types";
import { isObject, isUnknown, givenProperties, unknown, withoutSecretMark } from "./values";

/** As @pulumi/eks writes it: every cluster is called `kubernetes`, and only the token's arguments name it. */
export function kubeconfigOf({ name, endpoint, certificateAuthority, arn }: Properties): Properties | string {
  const [, , , region] = typeof arn === "string" ? arn.split(":") : [];
  const server = [name, endpoint, arn].map(withoutSecretMark);
  if (region === undefined || server.some((value) => value === undefined || isUnknown(value))) return unknown;
  const certificate = withoutSecretMark(certificateAuthority);
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "kubernetes",
        cluster: givenProperties({
          server: endpoint,
          "certificate-authority-data": isObject(certificate) ? certificate.data : undefined,
        }),
      },
    ],
    contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
    "current-context": "aws",
    users: [
      {
        name: "aws",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              "--region",
              region,
              "eks",
              "get-token",
              "--cluster-name",
              withoutSecretMark(name) ?? "",
              "--output",
              "json",
            ],
            env: [
              {
                name: "KUBERNETES_EXEC_INFO",
                value: '{"apiVersion": "client.authentication.k8s.io/v1beta1"}',
              },
            ],
          },
        },
      },
    ],
  };
}

/** The URL of the OpenID Connect issuer. */
export function issuerOf({ identities }: Properties): string {
  if (!Array.isArray(identities)) return unknown;
  const [identity] = identities;
  const [oidc] = isObject(identity) && Array.isArray(identity.oidcs) ? identity.oidcs : [];
  return isObject(oidc) && typeof oidc.issuer === "string" ? oidc.issuer : unknown;
}

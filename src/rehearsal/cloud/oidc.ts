// Simulates IAM's identity providers, whose tokens a role may trust.
import { account, aws } from "./aws";
import { textAt, textsAt } from "./properties";
import { CloudError } from "./types";
import type { CloudFunction, ResourceKind } from "./types";

function providerArn(url: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${url.replace(/^https:\/\//, "").replace(/\/$/, "")}`;
}

const provider: ResourceKind = {
  replaceOn: ["url"],
  computed: ["arn", "thumbprintLists"],
  check(inputs) {
    const url = textAt(inputs, "url");
    return url === undefined || url.startsWith("https://")
      ? []
      : [{ property: "url", reason: `expected "url" to have a url with schema of: "https", got ${url}` }];
  },
  create(inputs, { cloud }) {
    const id = providerArn(textAt(inputs, "url") ?? "");
    if (cloud.get(aws.identityProvider, id))
      throw new CloudError(
        "EntityAlreadyExists",
        `Provider with url ${textAt(inputs, "url")} already exists.`,
      );
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    if (textsAt(inputs, "clientIdLists").length > 100)
      throw new CloudError("LimitExceeded", "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
    const thumbprintLists = inputs["thumbprintLists"] ?? [];
    return { id, outputs: { arn: id, thumbprintLists, tagsAll: inputs["tags"] ?? {} } };
  },
};

export const oidc: Record<string, ResourceKind> = { [aws.identityProvider]: provider };

const getProvider: CloudFunction = (args, { cloud }) => {
  const id = textAt(args, "arn") ?? providerArn(textAt(args, "url") ?? "");
  const found = cloud.get(aws.identityProvider, id);
  if (!found)
    throw new CloudError("NotFound", `finding IAM OIDC Provider by url (${textAt(args, "url")}): not found`);
  return { ...found.outputs, id, tags: found.inputs["tags"] ?? {} };
};

export const oidcFunctions: Record<string, CloudFunction> = {
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": getProvider,
};

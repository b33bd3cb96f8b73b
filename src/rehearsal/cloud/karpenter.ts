// Simulates what Karpenter says of its pools and their classes, which the provider may have been told to wait for.
import { clusterNamed } from "./eks";
import { k8s } from "./kubernetes-names";
import { nodeImages, type NodeImage } from "./offered-versions";
import { objectAt, objectsAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { OperationContext, Properties } from "./types";

/** The expressions that the provider waits for, by the words of its annotation. */
function awaited(inputs: Properties): readonly string[] {
  const text = objectAt(inputs, "metadata.annotations")["pulumi.com/waitFor"];
  if (typeof text !== "string") return [];
  return text.startsWith("[") ? (JSON.parse(text) as string[]) : [text];
}

function timeout(kind: string, inputs: Properties, reason: string): never {
  throw new CloudError(
    "Timeout",
    `the Kubernetes API server reported that "${textAt(inputs, "metadata.name")}" failed to fully initialize or become live: timed out waiting for ${kind}: ${reason}`,
  );
}

/**
 * A new class without an image doesn't get ready; one that is there stays so, with the images of before
 * (`pkg/controllers/nodeclass/ami.go` of https://github.com/aws/karpenter-provider-aws).
 */
export function refuseImageless(kind: string, inputs: Properties, context: OperationContext): void {
  const { cloud, cluster } = context;
  const version = textAt(clusterNamed(cloud, cluster)?.inputs, "version");
  if (version === undefined) return;
  const found = objectsAt(inputs, "spec.amiSelectorTerms").flatMap((term) => selected(term, version));
  const exists = cloud.get(k8s.nodeClass, textAt(inputs, "metadata.name") ?? "", cluster) !== undefined;
  for (const expression of awaited(inputs)) {
    if (expression === "condition=Ready" && found.length === 0 && !exists)
      timeout(kind, inputs, "AMINotFound: AMISelector did not match any AMIs");
    const names = namesIn(expression);
    if (names && !found.some(({ name }) => names.test(name)))
      timeout(kind, inputs, `${expression} selected nothing`);
  }
}

/** The images that a selector's term finds. */
function selected(term: Properties, version: string): NodeImage[] {
  const [, release] = (textAt(term, "alias") ?? "").split("@");
  if (release !== undefined) {
    const own = nodeImages().filter(({ kubernetes }) => kubernetes === version);
    const [newest] = own;
    return own.filter((image) => image.release === (release === "latest" ? newest?.release : release));
  }
  const glob = new RegExp(`^${(textAt(term, "name") ?? "").replace(/\./g, "[.]").replace(/\*/g, ".*")}$`);
  return nodeImages().filter(({ name }) => glob.test(name));
}

/** The names that an expression of RFC 9535 asks for; nothing if it asks for none. */
function namesIn(expression: string): RegExp | undefined {
  const exact = /@\.name=="([^"]*)"/.exec(expression)?.[1];
  const pattern = /match\(@\.name,"([^"]*)"\)/.exec(expression)?.[1] ?? exact?.replace(/\./g, "[.]");
  return pattern === undefined ? undefined : new RegExp(`^${pattern}$`);
}

/** The definition's own rules of labels, and a pool is ready only once its class is there. */
export function refuseNodePool(kind: string, inputs: Properties, { cloud, cluster }: OperationContext): void {
  for (const key of Object.keys(objectAt(inputs, "spec.template.metadata.labels")))
    for (const domain of ["karpenter.sh", "karpenter.k8s.aws"])
      if (key.split("/", 1)[0]!.endsWith(domain))
        throw new CloudError(
          "Invalid",
          `${kind} "${textAt(inputs, "metadata.name")}" is invalid: spec.template.metadata.labels: Invalid value: label domain "${domain}" is restricted`,
        );
  const nodeClass = textAt(inputs, "spec.template.spec.nodeClassRef.name");
  const isAwaited = awaited(inputs).includes("condition=Ready");
  if (isAwaited && !cloud.get(k8s.nodeClass, nodeClass ?? "", cluster))
    timeout(kind, inputs, "NodeClassNotFound: NodeClass not found on cluster");
}

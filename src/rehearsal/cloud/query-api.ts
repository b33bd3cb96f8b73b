// Serves the APIs of STS and of load balancing over the simulated cloud, as far as the program calls them.
import type { ApiCall, Reply } from "./api-call";
import { account, aws, callerArn } from "./aws";
import { forwardTargets } from "./elb";
import { groupHealthy } from "./reach";
import { Lookup } from "./lookup";
import { textAt } from "./properties";
import { CloudError } from "./types";
import { renderXml } from "./xml";
import type { Content } from "./xml";

function getCallerIdentity(): Content {
  return { Arn: callerArn, UserId: "AIDAREHEARSAL", Account: account };
}

function describeListeners({ store, body }: ApiCall): Content {
  const asked = [...new URLSearchParams(body)].filter(([name]) => name.startsWith("ListenerArns.member."));
  const listeners = asked.map(([, arn]): Content => {
    const listener = store.get(aws.listener, arn);
    if (!listener) throw new CloudError("ListenerNotFound", `One or more listeners not found: ${arn}`);
    const actions = forwardTargets(listener.inputs).map((target) => ({
      Type: "forward",
      TargetGroupArn: target.arn,
    }));
    return { ListenerArn: arn, DefaultActions: { member: actions } };
  });
  return { Listeners: { member: listeners } };
}

/** One target stands for all of a group: they are equal here. */
function describeTargetHealth({ store, body }: ApiCall): Content {
  const arn = new URLSearchParams(body).get("TargetGroupArn") ?? "";
  const group = store.get(aws.targetGroup, arn);
  if (!group) throw new CloudError("TargetGroupNotFound", `One or more target groups not found: ${arn}`);
  const healthy = groupHealthy(new Lookup(store), textAt(group.outputs, "arnSuffix") ?? "");
  return {
    TargetHealthDescriptions: {
      member: healthy ? [{ Target: { Id: "rehearsal" }, TargetHealth: { State: "healthy" } }] : [],
    },
  };
}

/** Of the attributes only the one that keeps a load balancer from being deleted is simulated. */
function modifyLoadBalancerAttributes({ store, body }: ApiCall): Content {
  const asked = new URLSearchParams(body);
  const arn = asked.get("LoadBalancerArn") ?? "";
  const balancer = store.get(aws.loadBalancer, arn);
  if (!balancer) throw new CloudError("LoadBalancerNotFound", `Load balancers '[${arn}]' not found`);
  const [key, value] = ["Key", "Value"].map((part) => asked.get(`Attributes.member.1.${part}`));
  if (key !== "deletion_protection.enabled" || asked.has("Attributes.member.2.Key"))
    throw new CloudError(
      "InvalidConfigurationRequest",
      `Load balancer attribute key '${key}' is not simulated`,
    );
  const enableDeletionProtection = value === "true";
  store.put({ ...balancer, inputs: { ...balancer.inputs, enableDeletionProtection } });
  return { Attributes: { member: [{ Key: key, Value: String(enableDeletionProtection) }] } };
}

const operations: Readonly<Record<string, (call: ApiCall) => Content>> = {
  DescribeListeners: describeListeners,
  DescribeTargetHealth: describeTargetHealth,
  GetCallerIdentity: getCallerIdentity,
  ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes,
};

/** In AWS's query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function queryApi(call: ApiCall): Reply {
  const { operation: name } = call;
  const reply = (status: number, root: string, content: Content): Reply => ({
    ...{ status, type: "text/xml" },
    body: renderXml(root, content),
  });
  const refuse = ({ code, message }: { code: string; message: string }) =>
    reply(400, "ErrorResponse", { Error: { Type: "Sender", Code: code, Message: message } });
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) return refuse({ code: "InvalidAction", message: `the rehearsal does not serve ${name}` });
  try {
    return reply(200, `${name}Response`, { [`${name}Result`]: operation(call) });
  } catch (error) {
    if (error instanceof CloudError) return refuse(error);
    throw error;
  }
}

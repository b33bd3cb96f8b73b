// Simulates what EKS answers about clusters, node groups and the versions of add-ons.
import { aws, callerArn, regionOf } from "./aws";
import { objectAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudFunction } from "./types";

const getCluster: CloudFunction = (args, { cloud }) => {
  const name = textAt(args, "name");
  const found = name === undefined ? undefined : cloud.get(aws.cluster, name);
  if (!found) throw new CloudError("NotFound", `reading EKS Cluster (${name}): couldn't find resource`);
  const { certificateAuthority, accessConfig, ...outputs } = found.outputs;
  return {
    ...outputs,
    id: found.id,
    certificateAuthorities: certificateAuthority ? [certificateAuthority] : [],
    accessConfigs: accessConfig ? [accessConfig] : [],
    tags: found.inputs["tags"] ?? {},
  };
};

const getAddonVersion: CloudFunction = (args, context) => {
  const [addonName, kubernetesVersion] = [
    textAt(args, "addonName") ?? "",
    textAt(args, "kubernetesVersion") ?? "",
  ];
  const version = `v${kubernetesVersion}.0-eksbuild.1`;
  return { ...args, addonName, kubernetesVersion, id: addonName, region: regionOf(args, context), version };
};

const getNodeGroups: CloudFunction = (args, { cloud }) => {
  const clusterName = textAt(args, "clusterName") ?? "";
  const names = cloud
    .list(aws.nodeGroup)
    .filter(({ inputs }) => textAt(inputs, "clusterName") === clusterName)
    .map(({ outputs }) => textAt(outputs, "nodeGroupName") ?? "");
  return { ...args, id: clusterName, names };
};

const getNodeGroup: CloudFunction = (args, { cloud }) => {
  const id = `${textAt(args, "clusterName")}:${textAt(args, "nodeGroupName")}`;
  const found = cloud.get(aws.nodeGroup, id);
  if (!found) throw new CloudError("NotFound", `reading EKS Node Group (${id}): couldn't find resource`);
  return {
    ...found.outputs,
    id,
    scalingConfigs: [objectAt(found.inputs, "scalingConfig")],
    tags: found.inputs["tags"] ?? {},
  };
};

/** The one that its creator has by itself is no resource of anybody. */
const getAccessEntry: CloudFunction = (args, { cloud }) => {
  const id = `${textAt(args, "clusterName")}:${textAt(args, "principalArn")}`;
  const found = cloud.get(aws.accessEntry, id);
  if (!found && textAt(args, "principalArn") !== callerArn)
    throw new CloudError("NotFound", `reading EKS Access Entry (${id}): couldn't find resource`);
  return { ...found?.outputs, ...args, id, type: "STANDARD", kubernetesGroups: [], tags: {} };
};

export const eksFunctions: Record<string, CloudFunction> = {
  "aws:eks/getCluster:getCluster": getCluster,
  "aws:eks/getNodeGroups:getNodeGroups": getNodeGroups,
  "aws:eks/getNodeGroup:getNodeGroup": getNodeGroup,
  "aws:eks/getAccessEntry:getAccessEntry": getAccessEntry,
  "aws:eks/getAddonVersion:getAddonVersion": getAddonVersion,
};

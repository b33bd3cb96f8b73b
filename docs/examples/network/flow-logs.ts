// A month of flow logs.
import { FlowLogs } from "../../../components/network/flow-logs";

const logs = new FlowLogs("prod-flow-logs", { vpcId: "vpc-0a1b2c3d4e5f67890", retentionDays: 30 });

export const { logGroupName } = logs;

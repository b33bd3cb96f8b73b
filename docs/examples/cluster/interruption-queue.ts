// The queue that Karpenter listens to, by its name.
import { InterruptionQueue } from "../../../components/cluster/interruption-queue";

const queue = new InterruptionQueue("prod-blue-queue", { clusterName: "prod-blue" });

export const { queueName } = queue;

// The classes that the pods of any stack in the cluster may name.
import * as kubernetes from "@pulumi/kubernetes";
import { PriorityClasses } from "../../../components/cluster/priority-classes";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new PriorityClasses("prod-blue-priority", { provider });

// A namespace whose routes a Gateway accepts.
import * as kubernetes from "@pulumi/kubernetes";
import { ApplicationNamespace } from "../../../components/workload/application-namespace";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

const apps = new ApplicationNamespace("prod-blue-namespace", { name: "prod" }, { provider });

export const { namespace } = apps;

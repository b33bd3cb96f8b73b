// A Gateway with two to ten proxies.
import * as kubernetes from "@pulumi/kubernetes";
import { EnvoyGateway } from "../../../components/gateway/envoy-gateway";

const provider = new kubernetes.Provider("blue", { context: "prod-blue" });

new EnvoyGateway("prod-blue-envoy", { proxies: { min: 2, max: 10 } }, { provider });

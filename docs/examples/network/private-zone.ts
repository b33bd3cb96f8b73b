// A zone that answers in one VPC.
import { PrivateZone } from "../../../components/network/private-zone";

const zone = new PrivateZone("prod-private", { domain: "prod.internal", vpcId: "vpc-0a1b2c3d4e5f67890" });

export const { zoneId } = zone;

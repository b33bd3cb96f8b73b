// A name for a database, in a zone of its own.
import { PrivateName } from "../../../components/network/private-name";
import { PrivateZone } from "../../../components/network/private-zone";

const zone = new PrivateZone("prod-private", { domain: "prod.internal", vpcId: "vpc-0a1b2c3d4e5f67890" });

const name = new PrivateName("main-name", {
  zoneId: zone.zoneId,
  hostname: "main.db.prod.internal",
  target: "prod-main.c0123456789.eu-west-1.rds.amazonaws.com",
});

export const { written } = name;

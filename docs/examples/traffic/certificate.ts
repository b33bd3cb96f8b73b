// A certificate for public names and those of two sides.
import { Certificate } from "../../../components/traffic/certificate";
import { PublicZone } from "../../../components/traffic/public-zone";

const zone = new PublicZone("prod", { domain: "example.com" });
const certificate = new Certificate("prod", {
  domain: "example.com",
  targets: ["legacy", "blue"],
  zoneId: zone.zoneId,
});

export const { arn } = certificate;

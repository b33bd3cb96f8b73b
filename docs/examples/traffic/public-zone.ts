// A zone, with the name servers to delegate it to.
import { PublicZone } from "../../../components/traffic/public-zone";

const zone = new PublicZone("prod", { domain: "example.com" });

export const { nameServers } = zone;

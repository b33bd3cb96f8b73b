// An existing load balancer, as a route's target.
import { AdoptedService } from "../../../components/legacy/adopted-service";

const legacy = new AdoptedService("api-legacy", {
  address: {
    kind: "alias",
    of: { dnsName: "old-0123456789.eu-west-1.elb.amazonaws.com", zoneId: "Z32O12XQLNTSW2" },
  },
  region: "eu-west-1",
});

export const { target } = legacy;

// 5 % of the answers name the new side.
import { WeightedRoute } from "../../../components/traffic/weighted-route";

const route = new WeightedRoute("api", {
  route: "api",
  domain: "example.com",
  zoneId: "Z0123456789ABCDEFGHIJ",
  targets: [
    {
      id: "legacy",
      dedicated: true,
      address: {
        kind: "alias",
        of: { dnsName: "old-0123456789.eu-west-1.elb.amazonaws.com", zoneId: "Z32O12XQLNTSW2" },
      },
    },
    {
      id: "blue",
      dedicated: false,
      address: {
        kind: "alias",
        of: { dnsName: "blue-0123456789abcdef.elb.eu-west-1.amazonaws.com", zoneId: "Z2IFOLAFXWLO4F" },
      },
    },
  ],
  weights: { legacy: 95, blue: 5 },
  first: "blue",
  healthPath: "/healthz",
});

export const { hostname, origins } = route;

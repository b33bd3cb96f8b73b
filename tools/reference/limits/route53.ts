// What Route 53 refuses or does, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const guide = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide";
const api = "https://docs.aws.amazon.com/Route53/latest/APIReference";
const plan = "test/model/traffic/plan.test.ts";
const properties = "test/model/traffic/properties.test.ts";
const route = "test/components/traffic/weighted-route.test.ts";
const dns = "test/rehearsal/cloud/dns.test.ts";
const refusals = "test/rehearsal/cloud/refusals.test.ts";
const recordType = "test/model/traffic/record-type.test.ts";
const inside = "test/rehearsal/cloud/private-targets.test.ts";
const zoneApi = "test/rehearsal/cloud/route53-api.test.ts";

export const route53: Area = {
  title: "Route 53",
  limits: [
    {
      says: "A weight is a whole number from 0 to 255.",
      source: `${guide}/resource-record-sets-values-weighted.html`,
      program: [
        ["test/config/stack-mistakes.test.ts", "traffic 101"],
        [properties, "weights add up to 100, and values survive the way to a split and back"],
      ],
      cloud: [
        [refusals, "refuses a weight of 256"],
        [refusals, "refuses a negative weight"],
      ],
    },
    {
      says: "A record's share of the answers is its weight over the sum of all.",
      source: `${guide}/routing-policy-weighted.html`,
      program: [
        [
          properties,
          "an allowed step > never raises the new side by more than one rung, nor before the bake",
        ],
      ],
      cloud: [[dns, "shares > are in proportion to the weights when all are healthy"]],
    },
    {
      says: "Weights that all are zero don't switch a name off: each record gets an equal share.",
      source: `${guide}/routing-policy-weighted.html`,
      program: [
        [properties, "an allowed step > never has a moment without weight"],
        [properties, "the write guard > never leaves weights that are all zero"],
      ],
      cloud: [[dns, "shares > are equal when all weights are zero"]],
    },
    {
      says: "A weight of zero is a weight, not a missing one.",
      source: "https://github.com/aws/aws-cdk/issues/29595",
      program: [
        [properties, "reading a zone > a weight of zero is a weight"],
        [route, "has no record of a side that isn't part of the split, and zero is a weight"],
        ["test/cli/reconcile.test.ts", "a weight of 0 is a weight"],
      ],
      cloud: [[zoneApi, "a record written by the provider is read, changed and seen again by the provider"]],
    },
    {
      says: "A weighted and a simple record can't share a name and type.",
      source: `${guide}/routing-policy-weighted.html`,
      program: [[plan, "a step is refused > beside a simple record, even without a move"]],
      cloud: [
        [refusals, "refuses weighted next to simple"],
        [refusals, "refuses simple next to weighted"],
      ],
    },
    {
      says: "A change batch is atomic. The provider writes each record in a batch of its own, so a simple record that is to become a weighted one collides.",
      source: "https://github.com/hashicorp/terraform-provider-aws/issues/1852",
      program: [[plan, "a step is refused > beside a simple record, even without a move"]],
      cloud: [
        [zoneApi, "turns a simple record into a weighted set by one batch"],
        [zoneApi, "refuses a whole batch for one of its changes, and says why"],
      ],
    },
    {
      says: "A record of weight zero answers only when every other one is unhealthy.",
      source: `${guide}/health-checks-how-route-53-chooses-records.html`,
      program: [[plan, "a step is refused > 5 % without standby"]],
      cloud: [
        [dns, "shares > go to a zero weight only when every other weight is unhealthy"],
        [dns, "resolve > fails over to the standby of weight zero"],
      ],
    },
    {
      says: "A record without a health check counts as healthy, whatever becomes of its target.",
      source: `${guide}/health-checks-how-route-53-chooses-records.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[dns, "resolve > counts a record without a health check as healthy"]],
    },
    {
      says: "A new health check counts as healthy until it has data, so a side is never made and shifted to in one update.",
      source: `${guide}/dns-failover-determining-health-of-endpoints.html`,
      program: [
        [plan, "a step is refused > 5 % on a first deployment"],
        [plan, "a step is refused > 5 % without standby"],
      ],
      cloud: [[dns, "resolve > counts a new health check as healthy for its first 90 s"]],
    },
    {
      says: "A health check's domain must not be the name of the record that it decides on.",
      source: `${api}/API_HealthCheckConfig.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[refusals, "refuses a check of the record's own name"]],
    },
    {
      says: "A health check asks every 10 or 30 seconds, and turns after 1 to 10 answers.",
      source: `${api}/API_HealthCheckConfig.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[refusals, "finds at preview what is wrong with %s %j"]],
    },
    {
      says: "All records of a weighted set have one TTL.",
      source: `${api}/API_ResourceRecordSet.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[refusals, "refuses two TTLs in a set"]],
    },
    {
      says: "An alias has no TTL of its own: it is its target's, 60 seconds for a load balancer.",
      source: `${guide}/resource-record-sets-choosing-alias-non-alias.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[refusals, "refuses an alias with a TTL"]],
    },
    {
      says: "Resolvers keep an answer for its TTL, and some for longer, so a side isn't taken away as soon as its weight is zero.",
      source: `${guide}/routing-policy-weighted.html`,
      program: [
        [plan, "time > 0 is held until resolvers have forgotten the new side, before it is taken away"],
        [properties, "an allowed step > takes a side away only when it has no share, and a time after"],
      ],
      cloud: [[dns, "resolve > gives each side its share"]],
    },
    {
      says: "`evaluateTargetHealth` calls an alias healthy only if every target group that has targets has a healthy one; an empty group is unhealthy. Behind a shared load balancer it would judge all services by one.",
      source: `${api}/API_AliasTarget.html`,
      program: [[route, "has a weighted record, an origin name and a health check for each side"]],
      cloud: [[dns, "resolve > sees an empty target group through evaluateTargetHealth alone"]],
    },
    {
      says: "An alias names a load balancer that exists, with that load balancer's own zone id.",
      source: `${api}/API_AliasTarget.html`,
      program: [["test/observe/legacy-side.test.ts", "looked up > a load balancer by its name"]],
      cloud: [
        [refusals, "refuses an alias to no load balancer"],
        [refusals, "refuses an alias with another's zone id"],
      ],
    },
    {
      says: "A CNAME stands alone under its name, and never at the apex.",
      source: `${guide}/ResourceRecordTypes.html`,
      program: [[plan, "a step is refused > beside a simple record, even without a move"]],
      cloud: [
        [refusals, "refuses a CNAME next to an alias"],
        [refusals, "refuses an alias next to a CNAME"],
        [refusals, "refuses a CNAME at the apex"],
      ],
    },
    {
      says: "All records of a set have one type, which only a batch over all of them could change: an alias can be either, addresses are A, a foreign name is a CNAME.",
      source: `${guide}/resource-record-sets-choosing-alias-non-alias.html`,
      program: [
        [recordType, "whatever is allowed can be written, and stays once it is"],
        [recordType, "the zone's own name can't be a CNAME"],
        [route, "a host's name makes the whole set CNAME, the cluster's side too, but not its origin name"],
      ],
      cloud: [
        [refusals, "refuses a CNAME next to an alias"],
        [refusals, "refuses an alias next to a CNAME"],
      ],
    },
    {
      says: "The health checkers are on the internet: of an internal load balancer or a private address only an alarm tells.",
      source: `${guide}/dns-failover-private-hosted-zones.html`,
      program: [
        ["test/model/legacy/merge.test.ts", "private hosts without an alarm is refused"],
        [
          "test/observe/adopted.test.ts",
          "every one that isn't there, or can't be watched, is a problem of its own",
        ],
        [route, "what the checkers can't reach is told by its alarm"],
        ["test/components/legacy/index.test.ts", "declared > of an internal load balancer an alarm tells"],
      ],
      cloud: [
        [inside, "a check over the internet fails on private addresses, whether they answer or not"],
        [
          inside,
          "a check over the internet fails on an internal load balancer; an alarm on its targets doesn't",
        ],
        [inside, "no check can be of a private address"],
      ],
    },
    {
      says: "A check follows alarms on metrics of a minute or more, with a plain statistic.",
      source: `${api}/API_AlarmIdentifier.html`,
      program: [
        ["test/components/legacy/index.test.ts", "declared > of an internal load balancer an alarm tells"],
      ],
      cloud: [[inside, "an alarm on percentiles is none that a check can follow"]],
    },
    {
      says: "Validation of a certificate by HTTP fails while the other side answers; by DNS it needs its record, and nothing serves before it is issued.",
      source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
      program: [
        [
          "test/components/traffic/zone-and-certificate.test.ts",
          "one certificate covers public and origin names, each validated by its own record",
        ],
      ],
      cloud: [
        [refusals, "refuses a validation without its record"],
        [refusals, "refuses a certificate that is not issued yet"],
      ],
    },
    {
      says: "An account has 5 requests a second to Route 53; more are throttled.",
      source: `${guide}/DNSLimitations.html`,
      program: [["test/observe/zone.test.ts", "reads a whole zone by one call"]],
      cloud: [
        ["test/rehearsal/protocol/operations.test.ts", "a fault > throttle@1 refuses and changes nothing"],
      ],
    },
    {
      says: "A zone is deleted only once it is empty.",
      source: `${api}/API_DeleteHostedZone.html`,
      program: [["test/components/traffic/zone-and-certificate.test.ts", "a zone is made under its name"]],
      cloud: [[refusals, "refuses to delete a zone with records"]],
    },
  ],
};

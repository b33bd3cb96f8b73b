// What a VPC refuses, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const guide = "https://docs.aws.amazon.com/vpc/latest/userguide";
const refusals = "test/rehearsal/cloud/refusals.test.ts";
const addresses = "test/model/network/addresses.test.ts";
const network = "test/components/network/network.test.ts";
const load = "test/config/load.test.ts";

export const networks: Area = {
  title: "Networks",
  limits: [
    {
      says: "A VPC's range is from /16 to /28, and begins where a range of that size can; on EKS each pod takes an address, so the program stops at /20.",
      source: `${guide}/vpc-cidr-blocks.html`,
      program: [
        [load, "a range that is too small"],
        [load, "a range with host bits"],
      ],
      cloud: [[refusals, "refuses a VPC of /8"]],
    },
    {
      says: "Subnets lie within their VPC, don't overlap, and keep their range for life.",
      source: `${guide}/subnet-sizing.html`,
      program: [
        [addresses, "every subnet is inside the VPC"],
        [addresses, "no two subnets overlap"],
        [addresses, "another zone at the end moves nothing"],
      ],
      cloud: [
        [refusals, "refuses an overlapping subnet"],
        [refusals, "refuses a subnet outside of its VPC"],
        [refusals, "refuses a subnet with host bits"],
      ],
    },
    {
      says: "A route table has one route to a destination, and a subnet one table.",
      source: `${guide}/VPC_Route_Tables.html`,
      program: [[network, "every subnet is associated with the table of its tier and zone"]],
      cloud: [
        [refusals, "refuses the same route twice"],
        [refusals, "refuses two tables for a subnet"],
      ],
    },
    {
      says: "A security group can't be deleted while another one names it.",
      source: `${guide}/deleting-security-groups.html`,
      program: [
        [
          "test/components/gateway/cluster-entry.test.ts",
          "only the load balancer reaches the pods, on the proxies' ports",
        ],
      ],
      cloud: [[refusals, "refuses to delete a security group that another one names"]],
    },
    {
      says: "CloudWatch Logs keeps records for one of certain numbers of days.",
      source:
        "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
      program: [["test/config/stack-mistakes.test.ts", "a retention that isn't offered"]],
      cloud: [[refusals, "finds at preview what is wrong with %s %j"]],
    },
  ],
};

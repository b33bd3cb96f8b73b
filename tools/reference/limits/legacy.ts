// What EC2 Auto Scaling and load balancers refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const scaling = "https://docs.aws.amazon.com/autoscaling/ec2";
const balancing = "https://docs.aws.amazon.com/elasticloadbalancing/latest";
const refusals = "test/rehearsal/cloud/refusals.test.ts";
const service = "test/components/legacy/auto-scaling-service.test.ts";
const launches =
  "a web service > launches its AMI with an encrypted disk, its environment and session tokens";
const refreshes =
  "a web service > waits for healthy instances behind a listener and refreshes them by numbered versions";

export const legacy: Area = {
  title: "Legacy platforms",
  limits: [
    {
      says: "Launch configurations can't be made in new accounts; launch templates can.",
      source: `${scaling}/userguide/launch-configurations.html`,
      program: [[service, launches]],
      cloud: [
        [refusals, "refuses a launch configuration"],
        [refusals, "refuses a group with a launch configuration"],
      ],
    },
    {
      says: "An instance refresh rolls back only if asked to, and only from a numbered version of the template.",
      source: `${scaling}/userguide/instance-refresh-rollback.html`,
      program: [[service, refreshes]],
      cloud: [[refusals, "refuses automatic rollback to $Latest"]],
    },
    {
      says: "A group's desired size lies between its bounds.",
      source: `${scaling}/APIReference/API_UpdateAutoScalingGroup.html`,
      program: [["test/config/load.test.ts", "bounds that cross with the service file's"]],
      cloud: [
        [refusals, "refuses a group of min above max"],
        [refusals, "refuses a group that wishes too much"],
        [refusals, "moves a group's size into new bounds, unless the program wishes a size outside of them"],
      ],
    },
    {
      says: "User data has at most 16 KB.",
      source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
      program: [["test/model/user-data.test.ts", "refuses what EC2 would"]],
      cloud: [[refusals, "refuses user data of more than 16 KB"]],
    },
    {
      says: "A load balancer stands in at least two zones, once in each; its name has at most 32 characters and is the only one.",
      source: `${balancing}/APIReference/API_CreateLoadBalancer.html`,
      program: [
        [
          "test/components/legacy/auto-scaling-service.test.ts",
          "names that would be too long are left to the provider",
        ],
        ["test/config/stack-mistakes.test.ts", "too many zones"],
      ],
      cloud: [
        [refusals, "refuses an ALB in one zone"],
        [refusals, "refuses a load balancer twice in a zone"],
        [refusals, "refuses a name of 33 characters"],
        [refusals, "refuses a load balancer of a taken name"],
      ],
    },
    {
      says: "A target group is behind one load balancer; it can't be deleted while a listener or rule names it.",
      source: `${balancing}/application/load-balancer-target-groups.html`,
      program: [[service, "a web service > declares one of each, with a load balancer of its own"]],
      cloud: [
        [refusals, "refuses a target group of two load balancers"],
        [refusals, "refuses to delete a target group in use"],
      ],
    },
    {
      says: "An HTTPS listener needs a certificate that is issued.",
      source: `${balancing}/application/https-listener-certificates.html`,
      program: [[service, "a web service > needs a certificate"]],
      cloud: [
        [refusals, "refuses HTTPS without a certificate"],
        [refusals, "refuses a certificate that is not issued yet"],
      ],
    },
  ],
};

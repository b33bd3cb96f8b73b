// What EC2 Auto Scaling, load balancers, Beanstalk and ECS refuse, and what proves that the program and the rehearsal know it.
import type { Area } from "./limit";

const scaling = "https://docs.aws.amazon.com/autoscaling/ec2";
const balancing = "https://docs.aws.amazon.com/elasticloadbalancing/latest";
const developer = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg";
const ecsGuide = "https://docs.aws.amazon.com/AmazonECS/latest";
const refusals = "test/rehearsal/cloud/refusals.test.ts";
const service = "test/components/legacy/auto-scaling-service.test.ts";
const launches =
  "a web service > launches its AMI with an encrypted disk, its environment and session tokens";
const refreshes =
  "a web service > waits for healthy instances behind a listener and refreshes them by numbered versions";

const beanstalk = "test/rehearsal/cloud/beanstalk.test.ts";
const ecs = "test/rehearsal/cloud/ecs.test.ts";
const kinds = "test/model/legacy/merge.test.ts";
const options = "test/model/legacy/beanstalk.test.ts";
const environment = "test/components/legacy/beanstalk-service.test.ts";
const ecsService = "test/components/legacy/ecs-service.test.ts";

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
      program: [["test/model/legacy/user-data.test.ts", "refuses what EC2 would"]],
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
    {
      says: "A Beanstalk environment uses launch configurations, which can't be made any more, unless an option asks for a launch template.",
      source: `${developer}/environments-cfg-autoscaling-launch-templates.html`,
      program: [[options, "aws:autoscaling:launchconfiguration DisableIMDSv1 is true"]],
      cloud: [
        [beanstalk, "refuses an environment with a launch configuration, which can't be made any more"],
      ],
    },
    {
      says: "Only an environment with its region in its domain can be named by an alias, in the zone of that region; others by a CNAME.",
      source:
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-beanstalk-environment.html",
      program: [
        [kinds, "booking.elasticbeanstalk.com has its region in it: false"],
        [
          "test/observe/legacy-side.test.ts",
          "looked up > an environment without a region in its name is no alias",
        ],
      ],
      cloud: [
        [beanstalk, "a record > names an environment in the zone of its region only"],
        [beanstalk, "a record > can't be an alias of an environment without a region in its name"],
      ],
    },
    {
      says: "A database that was made with an environment is deleted with it.",
      source: `${developer}/using-features.managing.db.html`,
      program: [
        ["test/model/legacy/adopted.test.ts", "a database that dies with its environment is warned of"],
      ],
      cloud: [[beanstalk, "what an environment has made is found by its tag > its database, if it has one"]],
    },
    {
      says: "An environment's variables have at most 4,096 bytes, and its name 4 to 40 characters.",
      source: `${developer}/environments-cfg-softwaresettings.html`,
      program: [
        [kinds, "an environment too long for Beanstalk is refused"],
        [environment, "a long name gets an environment of its own name"],
      ],
      cloud: [
        [beanstalk, "refuses too many variables"],
        [beanstalk, "refuses an environment of a long name"],
      ],
    },
    {
      says: "An application version can't be deleted while an environment runs it, nor an application with an environment.",
      source: "https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_DeleteApplicationVersion.html",
      program: [
        [environment, "the environment runs the release's version, in the network's subnets, behind HTTPS"],
      ],
      cloud: [
        [beanstalk, "refuses a version that an environment runs, deleted"],
        [beanstalk, "refuses an application that still has an environment, deleted"],
      ],
    },
    {
      says: "Fargate has certain sizes of CPU and memory only.",
      source: `${ecsGuide}/developerguide/task-cpu-memory-error.html`,
      program: [[kinds, "a size that Fargate doesn't have is refused"]],
      cloud: [[ecs, "refuses a size that Fargate doesn't have"]],
    },
    {
      says: "Fargate tasks have a network interface each, so their target group is one of addresses, and a listener has to know it first.",
      source: `${ecsGuide}/APIReference/API_CreateService.html`,
      program: [
        [ecsService, "a web service declares one of each, with a load balancer of its own"],
        [ecsService, "new tasks are healthy before old ones go, and a bad release goes back"],
      ],
      cloud: [
        [ecs, "refuses a target group of instances"],
        [ecs, "refuses a target group that no listener knows"],
        [ecs, "refuses a Fargate task in a bridge"],
      ],
    },
    {
      says: "The count of an ECS service follows new bounds only with the next scaling activity.",
      source:
        "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
      program: [
        [ecsService, "a worker's share is ordered at once, because scaling follows its bounds only later"],
      ],
      cloud: [[ecs, "only a changed count is ordered; else the service keeps what its scaling gave it"]],
    },
  ],
};

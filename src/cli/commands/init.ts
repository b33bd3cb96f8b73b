// Declares `init`.
import { Option } from "commander";
import type { Flags } from "../init/questions";
import { CliCommand } from "../command";

export const init = new CliCommand("init")
  .summary("write a first stack and service; asks for what isn't given")
  .description(
    [
      "Writes a small stack file and one service file, which can be rehearsed at once.",
      "On a terminal it asks for what isn't given. It overwrites nothing.",
      "",
      "`--legacy` is what serves the application today. It is there already; the last",
      "of these forms is created:",
      "  203.0.113.10,203.0.113.11      addresses of hosts; private ones with @ALARM",
      "  old.example.net                a name that leads to the hosts",
      "  loadBalancer:NAME              with /TARGETGROUP if it is internal",
      "  ecs:CLUSTER/SERVICE",
      "  beanstalk:NAME/CNAME",
      "  autoScaling:INSTANCETYPE/AMI",
    ].join("\n"),
  )
  .addOption(new Option("--stack <name>", "the stack: a name such as staging"))
  .addOption(new Option("--domain <name>", "the zone of the public names, such as example.com"))
  .addOption(new Option("--zone <word>", "adopt the zone, which exists, or create it (default: adopt)"))
  .addOption(new Option("--region <name>", "the AWS region, such as eu-west-1"))
  .addOption(new Option("--service <name>", "the service: a name such as invoices"))
  .addOption(new Option("--image <name:tag>", "its image in the registry, such as invoices:1.0.0"))
  .addOption(new Option("--port <number>", "the TCP port that it listens on, such as 8080"))
  .addOption(new Option("--route <name>", "its public name under the domain (default: the service)"))
  .addOption(new Option("--legacy <where>", "what serves it today, in one of the forms above"))
  .example(
    "init --stack first --domain example.com --region eu-west-1 --service invoices --image invoices:1.0.0 --port 8080 --legacy 203.0.113.10",
  )
  .runs<Flags>(async (flags, terminal) => {
    const { init: write } = await import("../actions/init.ts");
    return write(flags, terminal);
  });

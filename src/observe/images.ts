// Looks up the AMIs that legacy sides are made of, for the names of their disks.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { disksOf, disksWritten, imageProblems, namedAmis, type ImageDisks } from "../model/legacy/images";
import type { Answer, Problem } from "../model/problem";
import type { Service } from "../model/service";
import type { StateResource } from "../model/traffic/written";

/**
 * The disks of each AMI. One that can't be looked up any more, but that the stack's instances are made of, keeps the disks
 * that its launch template names: another one would replace all instances, and nothing could start them.
 *
 * @param file the stack file's name, for the problems' paths.
 */
export async function observeImages(
  services: readonly Pick<Service, "name" | "legacy">[],
  state: Promise<{ readonly resources: readonly StateResource[] }>,
  file: string,
): Promise<Answer<ReadonlyMap<string, ImageDisks>>> {
  const problems: Problem[] = [];
  const found = new Map<string, ImageDisks>();
  const look = async ([ami, names]: readonly [string, string[]]): Promise<void> => {
    const filters = [{ name: "image-id", values: [ami] }];
    try {
      found.set(ami, disksOf(await aws.ec2.getAmi({ filters, includeDeprecated: true })));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const before = disksWritten((await state).resources).get(ami);
      if (before) {
        found.set(ami, before);
        await pulumi.log.warn(
          `${ami}, which ${names.join(", ")} runs, can't be looked up; if it is gone, no instance can be started: ${reason}`,
        );
      } else problems.push(...imageProblems(ami, names, reason, file));
    }
  };
  await Promise.all([...namedAmis(services)].map(look));
  return { value: found, problems };
}

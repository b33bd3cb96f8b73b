// Decides which disks the instances of an AMI have: under another name than the AMI's own, a root disk would be a second one.
import type { Problem } from "../problem";
import type { Service } from "../service";
import type { StateResource } from "../traffic/written";

/** The EBS disks of an image, by the names that it gives its devices. */
export interface ImageDisks {
  /** E.g. `/dev/xvda` of Amazon Linux, `/dev/sda1` of Ubuntu. */
  readonly root: string;
  /** Further ones, e.g. `/dev/xvdb` of Bottlerocket. */
  readonly others: readonly string[];
}

/** What AWS says of an image, as far as it is read. */
export interface FoundImage {
  readonly rootDeviceName: string;
  readonly blockDeviceMappings: readonly {
    readonly deviceName: string;
    readonly ebs: Readonly<Record<string, string>>;
  }[];
}

/** The disks of an image; devices without EBS, such as an instance store's, are left as they are. */
export function disksOf({ rootDeviceName: root, blockDeviceMappings }: FoundImage): ImageDisks {
  const names = blockDeviceMappings
    .filter(({ ebs }) => Object.keys(ebs).length > 0)
    .map(({ deviceName }) => deviceName);
  return { root, others: [...new Set(names)].filter((name) => name !== root).sort() };
}

/** The mappings by which a launch template encrypts each disk; only the root's type is changed. */
export function blockDevices({ root, others }: ImageDisks) {
  return [
    { deviceName: root, ebs: { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" } },
    ...others.map((deviceName) => ({
      deviceName,
      ebs: { encrypted: "true", deleteOnTermination: "true" },
    })),
  ];
}

/** The AMIs that legacy sides are made of, each with the services that name it. */
export function namedAmis(services: readonly Pick<Service, "name" | "legacy">[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { name, legacy } of services)
    if (legacy?.manage === "create" && legacy.platform === "autoScaling")
      named.set(legacy.ami, [...(named.get(legacy.ami) ?? []), name]);
  return named;
}

/** The disks of each image that launch templates of a state are made of, as these name them. */
export function disksWritten(resources: readonly StateResource[]): ReadonlyMap<string, ImageDisks> {
  return new Map(
    resources.flatMap(({ type, outputs = {} }) => {
      if (type !== "aws:ec2/launchTemplate:LaunchTemplate") return [];
      const { imageId, blockDeviceMappings = [] } = outputs as TemplateOutputs;
      const [root, ...others] = blockDeviceMappings.map(({ deviceName }) => deviceName);
      return imageId && root !== undefined ? [[imageId, { root, others }] as const] : [];
    }),
  );
}

interface TemplateOutputs {
  readonly imageId?: string;
  readonly blockDeviceMappings?: readonly { readonly deviceName: string }[];
}

/** An image that can't be looked up, for each service that names it. @param reason what AWS says. */
export function imageProblems(
  ami: string,
  services: readonly string[],
  reason: string,
  file: string,
): Problem[] {
  return services.map((service) => ({
    rule: "account",
    path: `${file}: crossover:releases.${service}.ami`,
    message: `${ami} can't be looked up, and so not which disks its instances have: ${reason}`,
    allowed: "an AMI of this region that this account may use",
  }));
}

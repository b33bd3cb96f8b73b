// Simulates launch templates, and the launch configurations that they have replaced.
import { arn, aws, common, refuseTaken } from "./aws";
import { numberAt, objectsAt, textAt } from "./properties";
import { CloudError } from "./types";
import type { CloudView, Properties, ResourceKind } from "./types";

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html: 16 KB before they are encoded. */
function refuseUserData(inputs: Properties): void {
  if (Buffer.from(textAt(inputs, "userData") ?? "", "base64").length > 16_384)
    throw new CloudError("InvalidUserData.Malformed", "User data is limited to 16384 bytes.");
}

/**
 * The disks of an image, by its own names: those of one that has been put into the account, and else Amazon Linux's, as which
 * every other id counts.
 */
export function imageDevices(cloud: CloudView, id: string): { root: string; others: string[] } {
  const image = cloud.get(aws.image, id);
  return {
    root: textAt(image?.inputs, "rootDeviceName") ?? "/dev/xvda",
    others: objectsAt(image?.inputs, "ebsBlockDevices").flatMap((one) => textAt(one, "deviceName") ?? []),
  };
}

/**
 * Why no instance of a template starts: a disk that its image doesn't have needs a size, or a snapshot to be made of
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html).
 */
export function launchFailure(cloud: CloudView, template: Properties): string | undefined {
  const image = textAt(template, "imageId");
  if (image === undefined) return undefined;
  const { root, others } = imageDevices(cloud, image);
  const odd = objectsAt(template, "blockDeviceMappings").find((mapping) => {
    const sized = numberAt(mapping, "ebs.volumeSize") ?? textAt(mapping, "ebs.snapshotId");
    return sized === undefined && ![root, ...others].includes(textAt(mapping, "deviceName") ?? "");
  });
  return (
    odd &&
    `The request must contain the parameter size or snapshotId: ${textAt(odd, "deviceName")} is no disk of ${image}`
  );
}

const launchTemplate: ResourceKind = {
  autoName: { property: "name", maxLength: 128, unless: "namePrefix" },
  replaceOn: ["name", "namePrefix"],
  computed: ["arn", "defaultVersion", "latestVersion"],
  create(inputs, context) {
    refuseUserData(inputs);
    const name =
      textAt(inputs, "name") ?? `${textAt(inputs, "namePrefix") ?? "terraform-"}${context.hex(26)}`;
    refuseTaken(
      context.cloud,
      aws.launchTemplate,
      name,
      "InvalidLaunchTemplateName.AlreadyExistsException",
      "Launch template name already in use.",
    );
    const id = `lt-${context.hex(17)}`;
    const outputs = {
      arn: arn("ec2", `launch-template/${id}`, inputs, context),
      name,
      latestVersion: 1,
      defaultVersion: 1,
    };
    return { id, outputs: { ...common(inputs, context), ...outputs } };
  },
  update(resource, inputs) {
    refuseUserData(inputs);
    const latestVersion = (numberAt(resource.outputs, "latestVersion") ?? 1) + 1;
    const before = numberAt(resource.outputs, "defaultVersion") ?? 1;
    const defaultVersion =
      numberAt(inputs, "defaultVersion") ??
      (inputs["updateDefaultVersion"] === true ? latestVersion : before);
    return { outputs: { latestVersion, defaultVersion } };
  },
};

/** Launch configurations can't be created in new accounts: https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html */
const launchConfiguration: ResourceKind = {
  create() {
    throw new CloudError(
      "UnsupportedOperation",
      "The Launch Configuration creation operation is not available in your account. Use launch templates to create configuration templates for your Auto Scaling groups.",
    );
  },
};

export const launchTemplates: Record<string, ResourceKind> = {
  [aws.launchTemplate]: launchTemplate,
  "aws:ec2/launchConfiguration:LaunchConfiguration": launchConfiguration,
};

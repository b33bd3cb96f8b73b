// Knows which EC2 instance types there are: those that the AWS provider knows.
import { InstanceType } from "@pulumi/aws/types/enums/ec2";
import { textAt } from "./properties";
import type { CloudFunction } from "./types";

const instanceTypes: ReadonlySet<string> = new Set(Object.values(InstanceType));

/** Whether there is such a type. */
export function isInstanceType(name: string): boolean {
  return instanceTypes.has(name);
}

/** Every type is offered in every region. */
const getInstanceTypeOfferings: CloudFunction = (args, context) => {
  const region = textAt(args, "region") ?? context.region;
  return {
    ...args,
    id: region,
    region,
    instanceTypes: [...instanceTypes],
    locations: [...instanceTypes].map(() => region),
    locationTypes: [...instanceTypes].map(() => "region"),
  };
};

export const instanceTypeFunctions: Record<string, CloudFunction> = {
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
};

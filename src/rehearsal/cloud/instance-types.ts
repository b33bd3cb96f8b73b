// Knows which EC2 instance types there are: those that the AWS provider knows.
import sizes from "./provider-instance-types.json";
import { textAt } from "./properties";
import type { CloudFunction } from "./types";

const instanceTypes: ReadonlySet<string> = new Set(
  Object.entries(sizes).flatMap(([family, names]) => names.split(" ").map((size) => `${family}.${size}`)),
);

/** Whether there is such a type. */
export function isInstanceType(name: string): boolean {
  return instanceTypes.has(name);
}

/** Every type is offered in every region. */
const getInstanceTypeOfferings: CloudFunction = (args, context) => {
  const region = textAt(args, "region") ?? context.region;
  const names = [...instanceTypes];
  return {
    ...args,
    id: region,
    region,
    instanceTypes: names,
    locations: names.map(() => region),
    locationTypes: names.map(() => "region"),
  };
};

export const instanceTypeFunctions: Record<string, CloudFunction> = {
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
};

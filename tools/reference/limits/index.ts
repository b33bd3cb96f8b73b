// The table of the clouds' limits, by area.
import { accesses } from "./access";
import { audits } from "./audit";
import { databases } from "./databases";
import { eks } from "./eks";
import { legacy } from "./legacy";
import { nodes } from "./nodes";
import type { Area } from "./limit";
import { networks } from "./network";
import { replications } from "./replications";
import { route53 } from "./route53";
import { ways } from "./ways";
import { workloads } from "./workloads";

export const areas: readonly Area[] = [
  route53,
  eks,
  nodes,
  legacy,
  networks,
  databases,
  replications,
  ways,
  workloads,
  accesses,
  audits,
];

// The table of the clouds' limits, by area.
import { audits } from "./audit";
import { eks } from "./eks";
import { legacy } from "./legacy";
import type { Area } from "./limit";
import { networks } from "./network";
import { route53 } from "./route53";
import { ways } from "./ways";
import { workloads } from "./workloads";

export const areas: readonly Area[] = [route53, eks, legacy, networks, ways, workloads, audits];

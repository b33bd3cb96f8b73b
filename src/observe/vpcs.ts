// Looks up VPCs and what belongs to them, and reports what wasn't found instead of throwing.
import * as aws from "@pulumi/aws";
import type { Findings, FoundMember, FoundSubnet, FoundVpc, Lookup } from "../model/network/adopted";

/** What to look up: ids, each with its region where that isn't the stack's. */
export interface LookupArgs {
  readonly vpcs: Wanted;
  readonly subnets: Wanted;
  readonly routeTables: Wanted;
  readonly securityGroups: Wanted;
}

/** Regions by id. */
export type Wanted = ReadonlyMap<string, string | undefined>;

/** All findings at once. Awaited, so that a missing one stops the program before anything is declared. */
export async function lookUpNetworks(wanted: LookupArgs): Promise<Findings> {
  const [vpcs, subnets, routeTables, securityGroups] = await Promise.all([
    lookUpEach(wanted.vpcs, vpc),
    lookUpEach(wanted.subnets, subnet),
    lookUpEach(wanted.routeTables, async (routeTableId, region): Promise<FoundMember> => ({
      vpc: (await aws.ec2.getRouteTable({ routeTableId, region })).vpcId,
    })),
    lookUpEach(wanted.securityGroups, async (id, region): Promise<FoundMember> => ({
      vpc: (await aws.ec2.getSecurityGroup({ id, region })).vpcId,
    })),
  ]);
  return { vpcs, subnets, routeTables, securityGroups };
}

async function vpc(id: string, region?: string): Promise<FoundVpc> {
  const found = await aws.ec2.getVpc({ id, region });
  const others = found.cidrBlockAssociations
    .filter(({ state }) => state === "associated")
    .map(({ cidrBlock }) => cidrBlock);
  return {
    cidrs: [...new Set([found.cidrBlock, ...others])],
    resolves: found.enableDnsHostnames && found.enableDnsSupport,
  };
}

async function subnet(id: string, region?: string): Promise<FoundSubnet> {
  const { vpcId, availabilityZone, cidrBlock } = await aws.ec2.getSubnet({ id, region });
  return { vpc: vpcId, zone: availabilityZone, cidr: cidrBlock };
}

async function lookUpEach<T>(
  wanted: Wanted,
  look: (id: string, region?: string) => Promise<T>,
): Promise<Record<string, Lookup<T>>> {
  const found = await Promise.all(
    [...wanted].map(async ([id, region]): Promise<[string, Lookup<T>]> => {
      try {
        return [id, { found: await look(id, region) }];
      } catch (error) {
        return [id, { reason: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  return Object.fromEntries(found);
}

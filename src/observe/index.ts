// Asks what a stack's files don't say: what its zone holds, what the last update recorded, and what it builds on.
import * as aws from "@pulumi/aws";
import type { SharedAccess } from "../model/clusters/types";
import type { Environment } from "../model/environment/types";
import type { FoundLegacy } from "../model/legacy/adopted";
import type { FoundNetwork } from "../model/network/adopted";
import { recordedMoves, recordedTraffic } from "../model/outputs";
import type { Problem } from "../model/problem";
import type { ObservedMoves } from "../model/replication/moves";
import type { Recorded as RecordedMove, SecretArns } from "../model/replication/types";
import type { ObservedZone, Recorded } from "../model/traffic/observed";
import { accountProblems } from "./account";
import { observeAdopted } from "./adopted";
import { databaseProblems } from "./databases";
import { lastOutputs } from "./last-update";
import { observeMoves } from "./moves";
import { observeNetwork } from "./networks";
import { replicationSecrets } from "./replication-secrets";
import { secretProblems } from "./secrets";
import { sharedClusters } from "./shared-clusters";
import { observeZone } from "./zone";

export { readRecords } from "./zone";

/** What is known from outside of the files. */
export interface Knowledge {
  /** Nothing where there is no zone yet. */
  readonly zone?: ObservedZone;
  /** The traffic of each key, as the last update recorded it. */
  readonly recorded: (key: string) => Recorded | undefined;
  readonly network: FoundNetwork;
  /** The existing legacy sides, by service. */
  readonly adopted: ReadonlyMap<string, FoundLegacy>;
  /** How each shared cluster is reached, by its id here. */
  readonly shared: ReadonlyMap<string, SharedAccess>;
  readonly secretArns: SecretArns;
  /** The id of the account. */
  readonly account: string;
  /** The databases that move. */
  readonly moves: ObservedMoves & { readonly recorded: ReadonlyMap<string, RecordedMove> };
  /** All that isn't there, isn't as it must be, or can't become what is asked. */
  readonly problems: readonly Problem[];
}

/**
 * Asks everything at once.
 *
 * @param file the stack file's name, for the problems' paths.
 * @param whole false while a single route moves, which waits for nothing that isn't its own.
 */
export async function observe(
  environment: Environment,
  stackName: string,
  file: string,
  whole: boolean,
): Promise<Knowledge> {
  const { stack, settings } = environment;
  const { services, domain } = settings;
  const moves = async (): Promise<Pick<Knowledge, "recorded" | "moves">> => {
    const outputs = await lastOutputs();
    const recorded = recordedMoves(outputs);
    return {
      recorded: recordedTraffic(outputs),
      moves: { ...(await observeMoves(stack, recorded, stackName)), recorded },
    };
  };
  const [zone, last, network, adopted, shared, secretArns, { accountId: account }, ...checks] =
    await Promise.all([
      observeZone(domain),
      moves(),
      observeNetwork(whole ? stack : { network: stack.network, peerings: {} }, file),
      observeAdopted(services, file),
      sharedClusters(stack.clusters, file),
      replicationSecrets(whole ? stack : { databases: {} }, file),
      aws.getCallerIdentity(),
      ...(whole
        ? [
            secretProblems(stackName, services),
            accountProblems(environment, stackName, file),
            databaseProblems(stack, stackName, file),
          ]
        : []),
    ]);
  return {
    zone,
    ...last,
    network: network.value,
    adopted: adopted.value,
    shared: shared.value,
    secretArns: secretArns.value,
    account,
    problems: [network, adopted, shared, secretArns, ...checks.map((problems) => ({ problems }))].flatMap(
      ({ problems }) => problems,
    ),
  };
}

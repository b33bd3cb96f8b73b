// Learns what a stack's files don't say: what its zone holds, what the last update recorded, and what it builds on.
import * as aws from "@pulumi/aws";
import { observeZone } from "./zone";
import { checkAccount } from "./account";
import { adoptedSides } from "./adopted";
import type { Environment } from "../config/index";
import { refuseDatabaseChanges } from "./databases";
import { foundNetwork } from "./networks";
import { fromOutputs, lastOutputs } from "../outputs";
import type { ProgramOptions } from "../plan";
import { planMoves } from "../replications";
import { replicationSecrets } from "./replication-secrets";
import { requireSecrets } from "./secrets";
import { sharedClusters } from "./shared-clusters";

/**
 * Everything is asked for at once.
 *
 * @param file the stack file's name, for the problems' paths.
 * @throws Refusal where something isn't there, isn't as it must be, or can't become what is asked.
 */
export async function learn(
  environment: Environment,
  stackName: string,
  file: string,
  options: Pick<ProgramOptions, "now" | "only">,
) {
  const { stack, settings } = environment;
  const { services, domain } = settings;
  // A rollback waits for nothing that isn't its route's.
  const whole = options.only === undefined;
  const [observed, last, network, adopted, shared, secretArns, { accountId }] = await Promise.all([
    observeZone(domain),
    lastOutputs(),
    foundNetwork(whole ? stack : { network: stack.network, peerings: {} }, file),
    adoptedSides(services, file),
    sharedClusters(stack.clusters, file),
    replicationSecrets(whole ? stack : { databases: {} }, file),
    aws.getCallerIdentity(),
    whole &&
      Promise.all([
        requireSecrets(stackName, services),
        checkAccount(environment, stackName, file),
        refuseDatabaseChanges(stack, stackName, file),
      ]),
  ]);
  const moves = await planMoves(environment, last, stackName, options);
  const recorded = fromOutputs(last);
  return { observed, recorded, network, adopted, shared, secretArns, account: accountId, moves };
}

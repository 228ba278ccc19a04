import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import type { ConditionKey } from "./queries.ts";
import { findAppById } from "../store/apps.ts";

/** The door of this room for others: what is known of a network, or of one of its servers, as a whole. */
export {
  findCondition,
  findTroubles,
  isAtServer,
  lockCondition,
  networkSigns,
  profilesThere,
  samplesDue,
  saveCondition,
  shareCondition,
  signsByServer,
  spreadProbes,
  workspacesThere,
  type ConditionKey,
  type Freeze,
  type HeldCondition,
  type StoredCondition,
  type Trouble,
} from "./queries.ts";
export {
  askSuspects,
  askWitnesses,
  drawSample,
  dropRefusal,
  dropRefusals,
  forgetRefusals,
  hasWitness,
  isAnybodyRefused,
  keepRefusal,
  putOffRefused,
  refusalRun,
  resumeRefreshes,
  sampleSigns,
  waitingThere,
  withdrawVerdicts,
  type Proving,
} from "./witness-queries.ts";

/**
 * What stands or falls together with the logins of this app: its server, where a network is many; else the whole network, also where
 * there are several ways in: they are doors of one house (Instagram's lead to the same accounts), and waiting a while harms nobody.
 */
export async function conditionKeyOf(db: Queryable, network: Network, appId: string): Promise<ConditionKey> {
  const app = network.servers && (await findAppById(db, appId));
  return conditionKeyAt(network, app?.instance);
}

export function conditionKeyAt(network: Network, instance = ""): ConditionKey {
  return { network: network.about.id, server: network.servers ? instance : "" };
}

/** What people call it. */
export const nameOf = (network: Network, { server }: ConditionKey): string => server || network.about.name;

import type { Queryable } from "../db/database.ts";
import { lockAccesses } from "../store/accesses.ts";
import { findGrantOfSetter, type StoredGrant } from "../store/grants.ts";
import { profilesServedBy, type ReachedProfile } from "./candidate-queries.ts";
import type { Flow } from "./flow-queries.ts";

/** What a consent reaches of the profiles that the same person's earlier grant serves here. */
export interface Reach {
  /** Undefined: this person has authorised nothing here yet. */
  readonly earlier: StoredGrant | undefined;
  /** What the earlier grant serves; `usable`: the consent reaches it too. */
  readonly served: readonly ReachedProfile[];
}

export async function findReach(db: Queryable, flow: Flow, setterRemoteId: string | undefined): Promise<Reach> {
  const earlier = await findEarlierGrant(db, flow, setterRemoteId);
  return { earlier, served: earlier ? await profilesServedBy(db, earlier.id, flow.id) : [] };
}

/** The same while a consent is saved: nobody disconnects any of it until the transaction ends. */
export async function lockReach(trx: Queryable, flow: Flow, earlier: StoredGrant | undefined): Promise<Reach> {
  if (!earlier) return { earlier, served: [] };
  await lockAccesses(trx, earlier.id);
  return { earlier, served: await profilesServedBy(trx, earlier.id, flow.id) };
}

export async function findEarlierGrant(
  db: Queryable,
  { workspaceId, network }: Flow,
  setterRemoteId: string | undefined,
): Promise<StoredGrant | undefined> {
  return setterRemoteId === undefined ? undefined : findGrantOfSetter(db, { workspaceId, network, setterRemoteId });
}

/** Served before and reached again, as the network names them: what one login heals. */
export const reachedAgain = ({ served }: Reach): string[] =>
  served.filter((one) => one.usable).map((one) => one.remoteId);

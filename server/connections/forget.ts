import type { Queryable } from "../db/database.ts";
import { forgetPerson } from "../store/grant-writes.ts";
import type { StoredGrant } from "../store/grants.ts";
import { keepLife } from "../lifetimes/lives.ts";
import { forgetInFlows } from "./flow-queries.ts";
import { forgetInHistory } from "../events/record.ts";
import { forgetAccesses } from "../store/accesses.ts";

const message = "The person asked the network to have their data deleted, so this ended. Nothing was changed.";

/** Destroys what a person authorised in one workspace: tokens, and their name wherever it stands. What happened stays. */
export async function forgetGrant(trx: Queryable, grant: StoredGrant, now: Date): Promise<void> {
  if (grant.health.state !== "dead" && grant.health.state !== "ended")
    await keepLife(trx, { grantId: grant.id, cause: "revoked_by_person", endedAt: now });
  await forgetPerson(trx, grant.id, now);
  await forgetInHistory(trx, grant.id, grant.setter.name);
  await forgetAccesses(trx, grant.id);
}

/** Destroys consents of a person that nobody has saved yet, in every workspace. */
export async function forgetConsents(
  trx: Queryable,
  who: { network: string; setterRemoteId: string },
  now: Date,
): Promise<void> {
  await forgetInFlows(trx, who, { message, now });
}

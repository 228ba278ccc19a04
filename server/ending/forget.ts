import type { Queryable } from "../db/database.ts";
import { forgetInHistory } from "../events/record.ts";
import { keepLife } from "../lifetimes/lives.ts";
import { forgetAccesses } from "../store/accesses.ts";
import { forgetPerson } from "../store/grant-writes.ts";
import type { StoredGrant } from "../store/grants.ts";

/** Destroys what a person authorised in one workspace: tokens, and their name wherever it stands. What happened stays. */
export async function forgetGrant(trx: Queryable, grant: StoredGrant, now: Date): Promise<void> {
  if (grant.health.state !== "dead" && grant.health.state !== "ended")
    await keepLife(trx, { grantId: grant.id, cause: "revoked_by_person", endedAt: now });
  await forgetPerson(trx, grant.id, now);
  await forgetInHistory(trx, grant.id, grant.setter.name);
  await forgetAccesses(trx, grant.id);
}

import type { Queryable } from "../db/database.ts";
import { forgetInFlows } from "./flow-queries.ts";

const message = "The person asked the network to have their data deleted, so this ended. Nothing was changed.";

/** Destroys consents of a person that nobody has saved yet, in every workspace. */
export async function forgetConsents(
  trx: Queryable,
  who: { network: string; setterRemoteId: string },
  now: Date,
): Promise<void> {
  await forgetInFlows(trx, who, { message, now });
}

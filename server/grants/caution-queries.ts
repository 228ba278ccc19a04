import type { Caution } from "#core/refresh-caution.ts";
import type { Database } from "../db/database.ts";
import { isLeaseFree, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";
import type { ConditionKey } from "../store/conditions.ts";

/** What all processes know of silences there; undefined = nothing that asks for caution. */
export const findCaution = together<Database, ConditionKey, Caution | undefined>(async (db, keys) => {
  const rows = await db
    .selectFrom("refresh_caution")
    .select(["network", "server", "pause_seconds", "early_at"])
    .where("network", "in", [...new Set(keys.map((key) => key.network))])
    .execute();
  return keys.map(({ network, server }) => {
    const row = rows.find((one) => one.network === network && one.server === server);
    return row && { pauseSeconds: row.pause_seconds, earlyAt: row.early_at };
  });
});

/** The first silence. What is known already stays as it is. False: something was known. */
export async function beginCaution(db: Database, key: ConditionKey, caution: Caution): Promise<boolean> {
  const made = await db
    .insertInto("refresh_caution")
    .values({ ...key, pause_seconds: caution.pauseSeconds, early_at: caution.earlyAt })
    .onConflict((conflict) => conflict.columns(["network", "server"]).doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whoever began it has its answer after all. Without effect once something else has been learned. */
export async function withdrawCaution(db: Database, key: ConditionKey, caution: Caution): Promise<void> {
  await db
    .deleteFrom("refresh_caution")
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .where("early_at", "=", caution.earlyAt)
    .where("lease_by", "is", null)
    .execute();
}

/** The one refresh at a time. False: another is under way there, or has just been, or the caution is gone. */
export async function claimTurn(
  db: Database,
  key: ConditionKey,
  claim: { by: string; seconds: number; known: Caution },
): Promise<boolean> {
  const claimed = await db
    .updateTable("refresh_caution")
    .set({ lease_by: claim.by, lease_until: leaseEnd(claim.seconds) })
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .where("early_at", "=", claim.known.earlyAt)
    .where(isLeaseFree("lease_until"))
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

/** Gives the turn back with what it taught; `undefined` ends the caution. Without effect once another has the turn. */
export async function endTurn(
  db: Database,
  key: ConditionKey,
  turn: { by: string; caution: Caution | undefined },
): Promise<void> {
  const { by, caution } = turn;
  if (!caution) {
    await db
      .deleteFrom("refresh_caution")
      .where("network", "=", key.network)
      .where("server", "=", key.server)
      .where("lease_by", "=", by)
      .execute();
    return;
  }
  await db
    .updateTable("refresh_caution")
    .set({ pause_seconds: caution.pauseSeconds, early_at: caution.earlyAt, lease_by: null, lease_until: null })
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .where("lease_by", "=", by)
    .execute();
}

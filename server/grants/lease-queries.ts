import type { Database } from "../db/database.ts";
import { isLeaseFree, isLeaseHeld, leaseEnd } from "../db/lease-time.ts";
import { asGrant, type StoredGrant } from "./queries.ts";

/** One refresher per grant across all processes. Undefined: another has the lease, or the grant has no tokens any more. */
export async function claimLease(
  db: Database,
  claim: { id: string; by: string; seconds: number },
): Promise<StoredGrant | undefined> {
  const row = await db
    .updateTable("grant")
    .set({ lease_by: claim.by, lease_until: leaseEnd(claim.seconds) })
    .where("id", "=", claim.id)
    .where("tokens_sealed", "is not", null)
    .where(isLeaseFree("lease_until"))
    .returningAll()
    .executeTakeFirst();
  return row && asGrant(row);
}

export async function releaseLease(db: Database, lease: { id: string; by: string }): Promise<void> {
  await db
    .updateTable("grant")
    .set({ lease_by: null, lease_until: null })
    .where("id", "=", lease.id)
    .where("lease_by", "=", lease.by)
    .execute();
}

/** A grant as it stands, and its lease: given back, held by whoever refreshes it at this moment, or run out because that process died. */
export async function watchLease(
  db: Database,
  id: string,
): Promise<{ readonly grant: StoredGrant; readonly lease: "none" | "held" | "over" } | undefined> {
  const row = await db
    .selectFrom("grant")
    .selectAll()
    .select(isLeaseHeld("lease_until").as("is_held"))
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const lease = row.is_held ? "held" : "over";
  return { grant: asGrant(row), lease: row.lease_by === null ? "none" : lease };
}

import { sql, type Selectable } from "kysely";
import type { Database, GrantTable } from "../db/database.ts";
import { isLeaseFree, isLeaseHeld, leaseEnd } from "../db/lease-time.ts";
import { together } from "../db/together.ts";
import { asGrant, lockedInOrder, type StoredGrant } from "./queries.ts";

interface LeaseClaim {
  readonly id: string;
  readonly by: string;
  readonly seconds: number;
}

/**
 * One refresher per grant across all processes. Undefined: another has the lease, or the grant has no tokens any more. What is
 * claimed at the same time is claimed in one statement.
 */
export const claimLease = together<Database, LeaseClaim, StoredGrant | undefined>(async (db, claims) => {
  const seconds = Math.max(...claims.map((claim) => claim.seconds));
  const { rows } = await sql<Selectable<GrantTable>>`
    with locked as materialized (${lockedInOrder(claims)})
    update "grant" set lease_by = claim.by, lease_until = ${leaseEnd(seconds)}
    from locked join unnest(${claims.map(({ id }) => id)}::text[], ${claims.map(({ by }) => by)}::text[]) as claim(id, by)
      on claim.id = locked.id
    where "grant".id = locked.id and tokens_sealed is not null and ${isLeaseFree("lease_until")}
    returning "grant".*`.execute(db);
  const claimed = new Map(rows.map((row) => [row.lease_by, asGrant(row)]));
  return claims.map(({ by }) => claimed.get(by));
});

/** Gives a lease back; of one that is another's by now nothing changes. */
export const releaseLease = together<Database, { id: string; by: string }, void>(async (db, leases) => {
  await sql`
    with locked as materialized (${lockedInOrder(leases)})
    update "grant" set lease_by = null, lease_until = null
    from locked join unnest(${leases.map(({ id }) => id)}::text[], ${leases.map(({ by }) => by)}::text[]) as lease(id, by)
      on lease.id = locked.id
    where "grant".id = locked.id and lease_by = lease.by`.execute(db);
  return leases.map(() => undefined);
});

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

import { sql, type RawBuilder } from "kysely";

/**
 * Leases (of a grant's refresh, a registration, a flow) are set and judged by the database's clock alone: the one exception to
 * "`now` is a parameter". All processes see the same clock then, so two machines whose clocks differ never hold one lease at
 * once, which at a network with one-time refresh tokens would end the login.
 */

/** No lease is given for longer. One that claims to last longer was written by a clock that ran ahead, and counts as over. Seconds. */
export const longestLeaseSeconds = 1800;

/** The end of a lease that begins now. */
export function leaseEnd(seconds: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${Math.min(seconds, longestLeaseSeconds)}::float8 * interval '1 second'`;
}

/** Whether the lease in this column is held by somebody now; false where there is none. */
export function isLeaseHeld(column: string): RawBuilder<boolean> {
  const until = sql.ref(column);
  return sql<boolean>`coalesce(${until} > clock_timestamp() and ${until} <= clock_timestamp() + ${longestLeaseSeconds}::float8 * interval '1 second', false)`;
}

/** Whether nobody holds it. */
export const isLeaseFree = (column: string): RawBuilder<boolean> => sql<boolean>`not ${isLeaseHeld(column)}`;

import type pg from "pg";

/** What a grant's row says; moments in ms. */
export interface GrantSeen {
  readonly id: string;
  readonly account: string;
  readonly state: string;
  readonly cause: string | null;
  readonly tokensSealed: string | null;
  readonly accessEndsAt: number | null;
  readonly leaseBy: string | null;
  readonly leaseUntil: number | null;
}

type Row = Readonly<Record<string, unknown>>;
const ms = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);

export async function grantsSeen(pool: pg.Pool, network = "x"): Promise<GrantSeen[]> {
  const { rows } = await pool.query<Row>(
    `select id, setter_remote_id, state, cause, tokens_sealed, access_expires_at, lease_by, lease_until
       from "grant" where network = $1 order by setter_remote_id`,
    [network],
  );
  return rows.map((row) => ({
    id: row["id"] as string,
    account: row["setter_remote_id"] as string,
    state: row["state"] as string,
    cause: row["cause"] as string | null,
    tokensSealed: row["tokens_sealed"] as string | null,
    accessEndsAt: ms(row["access_expires_at"]),
    leaseBy: row["lease_by"] as string | null,
    leaseUntil: ms(row["lease_until"]),
  }));
}

/** Moments at which somebody was told of one login's end, and at which the network's own incident was opened; ms. */
export async function notices(pool: pg.Pool): Promise<{ readonly personal: number[]; readonly ofNetwork: number[] }> {
  const { rows } = await pool.query<{ reach: string; at: Date }>(
    `select reach, opened_at as at from incident where network = 'x' order by opened_at`,
  );
  const of = (...reaches: string[]) => rows.flatMap(({ reach, at }) => (reaches.includes(reach) ? [at.getTime()] : []));
  return { personal: of("grant", "access"), ofNetwork: of("network") };
}

/**
 * Lets time pass for these grants alone: every moment until which something of theirs is held comes nearer, so that the lease ends in so
 * many seconds. What was to be held longer than the lease stays longer.
 */
export async function bringLeaseEndNear(pool: pg.Pool, ids: readonly string[], leftSeconds: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select column_name as name from information_schema.columns
      where table_name = 'grant' and column_name like '%\\_until' and data_type like 'timestamp%'`,
  );
  const shift = `(lease_until - now() - make_interval(secs => $2))`;
  const sets = rows.map(({ name }) => `${name} = ${name} - ${shift}`);
  await pool.query(`update "grant" set ${sets.join(", ")} where id = any($1) and lease_until is not null`, [
    ids,
    leftSeconds,
  ]);
}

/** Cuts every connection that waits for somebody's lock. Answers how many. */
export async function cutWhoeverWaits(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and pid != pg_backend_pid()`,
  );
  return rowCount ?? 0;
}

/** Keeps everybody from changing a grant for the length of some work. */
export async function whileLocked(pool: pg.Pool, grantId: string, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  client.on("error", () => {}); // what it is asked next fails by it
  try {
    await client.query("begin");
    await client.query(`select id from "grant" where id = $1 for update`, [grantId]);
    await work();
    await client.query("rollback");
  } finally {
    client.release(true);
  }
}

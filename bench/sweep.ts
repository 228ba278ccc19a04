import { addSeconds } from "#core/backoff.ts";
import { dueWork, openDrain, sweepOnce } from "#server/jobs.ts";
import { sql } from "kysely";
import { against, quantile, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";

export interface SweepSize {
  /** How many grants exist, from few to many; the first is the yardstick. */
  readonly existing: readonly number[];
  readonly due: number;
  readonly rounds: number;
  /** A size that this machine could not fill in by then is left out, and that is said. */
  readonly fillSeconds: number;
}

/**
 * One round of the worker, with the same number of grants due while ever more exist: it costs what is due. They are claimed and
 * counted, and nothing is done with them.
 */
export async function sweeping(server: BenchServer, size: SweepSize): Promise<Figure[]> {
  await using house = await openHouse(server);
  const [few = 0, ...more] = size.existing;
  let took = await fill(house, 0, few);
  let existing = few;
  const yardstick = await medianRound(house, few, size);
  const figures: Figure[] = [];
  for (const many of more) {
    const expected = (took / existing) * (many - existing);
    if (took + expected > size.fillSeconds) {
      process.stderr.write(
        `sweep: ${shortly(many)} is left out, filling them in would take ${Math.round(expected)} s\n`,
      );
      break;
    }
    took += await fill(house, existing, many);
    existing = many;
    const value = await medianRound(house, many, size);
    figures.push(
      against(`with ${shortly(few)} grants`, yardstick, { name: `sweep/${shortly(many)}`, value, unit: "ms" }),
    );
  }
  return figures;
}

function shortly(count: number): string {
  if (count >= 1_000_000) return `${count / 1_000_000}M`;
  return count >= 1000 ? `${count / 1000}k` : String(count);
}

async function medianRound(house: House, existing: number, { due, rounds }: SweepSize): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await makeDue(house, existing, due);
    const kinds = dueWork(house.world).map((kind) => ({ ...kind, work: async () => {} }));
    const drain = openDrain(house.world, { kinds });
    const began = performance.now();
    await sweepOnce(house.world);
    await drain.takeStock();
    const claimed = await drain.idle();
    times.push(performance.now() - began);
    await drain.stop();
    if (claimed !== due) throw new Error(`${due} grants were due, ${claimed} were claimed`);
  }
  return quantile(Float64Array.from(times.slice(1)), 0.5); // the first round warms up
}

const idOf = (n: number): string => `grt_${String(n).padStart(22, "0")}`;

/** Grants that are due tomorrow and later, a second apart. Answers how many seconds it took. */
async function fill(house: House, from: number, to: number): Promise<number> {
  const began = performance.now();
  const middle = Math.floor((from + to) / 2);
  await Promise.all([insertGrants(house, from, middle), insertGrants(house, middle, to)]);
  await sql`vacuum (analyze) "grant"`.execute(house.world.db);
  return (performance.now() - began) / 1000;
}

async function insertGrants({ world, workspaceId, appId }: House, from: number, to: number): Promise<void> {
  const now = world.clock.now();
  const later = addSeconds(now, 86_400);
  const sealed = world.vault.seal("x".repeat(300), "bench"); // as long as a pair of tokens; nothing opens it
  await world.db.transaction().execute(async (trx) => {
    // Looking up workspace and app for each of a million rows would double the time (PostgreSQL 18.4).
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`
      insert into "grant" (id, workspace_id, network, app_id, setter_remote_id, setter_name, token_kind, tokens_sealed,
        scopes_asked, scopes_granted, authorised_at, issued_at, access_expires_at, state, state_since, proved_at,
        probed_at, refresh_at, probe_at, created_at)
      select 'grt_' || lpad(n::text, 22, '0'), ${workspaceId}, 'bench', ${appId}, n::text, 'Person ' || n, 'bearer',
        ${sealed}, '{read,write}', '{read,write}', ${now}, ${now}, ${later}, 'live', ${now}, ${now}, ${now},
        ${later}::timestamptz + n * interval '1 second', ${later}::timestamptz + n * interval '1 second', ${now}
      from generate_series(${from}::integer, ${to - 1}::integer) as n`.execute(trx);
  });
}

/** What the last round sent is done; others, spread over all that exist, are due to be refreshed or looked at. */
async function makeDue({ world }: House, existing: number, due: number): Promise<void> {
  const now = world.clock.now();
  const [later, ago] = [addSeconds(now, 86_400), addSeconds(now, -1)];
  await world.db
    .updateTable("grant")
    .set({ refresh_at: later, probe_at: later, sent_until: null })
    .where((e) => e.or([e("refresh_at", "<=", now), e("probe_at", "<=", now)]))
    .execute();
  const start = Math.floor(world.random.fraction() * existing);
  const ids = Array.from({ length: due }, (_, n) => idOf((start + n * Math.floor(existing / due)) % existing));
  const half = Math.ceil(due / 2);
  const bring = (column: "refresh_at" | "probe_at", some: readonly string[]) =>
    world.db
      .updateTable("grant")
      .set({ [column]: ago })
      .where("id", "in", some)
      .execute();
  await bring("refresh_at", ids.slice(0, half));
  await bring("probe_at", ids.slice(half));
}

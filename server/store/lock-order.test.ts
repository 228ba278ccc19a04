import { sql } from "kysely";
import { expect, test } from "vitest";
import { newId } from "#core/id.ts";
import { chirpWorld } from "#test/chirp/chirp-world.ts";
import { claimLease, prolongDue, releaseDue, releaseLease } from "./grant-writes.ts";

/** Some order of them, another at each call. */
function shuffled(ids: readonly string[], round: number): string[] {
  return ids.toSorted((a, b) => rank(a, round).localeCompare(rank(b, round)));
}

const rank = (id: string, round: number): string => [...id].slice(round % 12).join("") + id;

test("P15 statements over the same logins at once wait for each other and never in a circle, whatever their order", async () => {
  await using t = await chirpWorld();
  const { id } = await t.grant();
  await sql`
    insert into "grant" (id, workspace_id, network, app_id, setter_remote_id, setter_name, token_kind, tokens_sealed, scopes_asked,
      authorised_at, issued_at, state, state_since, sent_until, created_at)
    select 'grt_' || md5(n::text), workspace_id, network, app_id, 'Person ' || n, 'Person ' || n, token_kind, tokens_sealed, scopes_asked,
      authorised_at, issued_at, state, state_since, clock_timestamp() + interval '1 minute', created_at
    from "grant" cross join generate_series(1, 300) as n where "grant".id = ${id}`.execute(t.world.db);
  const ids = (await t.world.db.selectFrom("grant").select("id").execute()).map((row) => row.id);
  const { db } = t.world;
  for (let round = 0; round < 12; round++) {
    const by = newId("refreshAttempt", t.world.clock.now(), t.world.random.bytes(13));
    await Promise.all([
      Promise.all(shuffled(ids, round).map((one) => claimLease(db, { id: one, by: `${by} ${one}`, seconds: 60 }))),
      prolongDue(db, shuffled(ids, round + 3), 60),
      releaseDue(db, shuffled(ids, round + 5)),
      releaseDue(db, shuffled(ids, round + 7)),
    ]);
    await Promise.all(shuffled(ids, round + 1).map((one) => releaseLease(db, { id: one, by: `${by} ${one}` })));
  }
  const held = await db.selectFrom("grant").select("id").where("lease_by", "is not", null).execute();
  expect(held).toEqual([]);
});

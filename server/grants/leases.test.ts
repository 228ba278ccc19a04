import { expect, test } from "vitest";
import { sql } from "kysely";
import { chirp } from "#test/chirp/chirp.ts";
import { chirpWorld, type ChirpWorld } from "#test/chirp/chirp-world.ts";
import { leaseEnd } from "../db/lease-time.ts";
import { claimLease } from "../store/grant-writes.ts";
import { refreshGrant } from "./refresh.ts";

const hour = 3600;

async function leaseOf(t: ChirpWorld, until: ReturnType<typeof leaseEnd>): Promise<void> {
  await t.world.db.updateTable("grant").set({ lease_by: "another", lease_until: until }).execute();
}

test("P16 a lease that a clock an hour ahead has written counts as over: the read refreshes and gets its token", async () => {
  await using t = await chirpWorld();
  await t.advance(hour + 1);
  await leaseOf(t, sql<Date>`clock_timestamp() + interval '1 hour'`);
  expect((await t.askToken()).status).toBe(200);
  expect(await t.refreshes()).toBe(1);
});

test("P15 whoever waits for another's refresh is told to come again after the time that a call may take, and nothing is asked twice", async () => {
  await using t = await chirpWorld(chirp, { config: { callDeadlineSeconds: 1 } });
  await t.advance(hour + 1);
  await leaseOf(t, leaseEnd(60));
  expect(await t.askToken()).toMatchObject({ status: 409, body: { code: "token_unavailable", retryable: true } });
  // Nor does background work wait for longer: a process that is told to stop would wait with it.
  expect(await refreshGrant(t.world, (await t.grant()).id, "needed")).toMatchObject({ outcome: "under-way" });
  expect(await t.refreshes()).toBe(0);
  await leaseOf(t, leaseEnd(-1));
  expect((await t.askToken()).status).toBe(200);
});

test("P15 a lease is held against everybody else until it is over by the database's clock, whatever the time is here", async () => {
  await using t = await chirpWorld();
  const { id } = await t.grant();
  expect(await claimLease(t.world.db, { id, by: "one", seconds: 60 })).toMatchObject({ id });
  await t.advance(10 * hour);
  expect(await claimLease(t.world.db, { id, by: "two", seconds: 60 })).toBeUndefined();
  await leaseOf(t, leaseEnd(-1));
  expect(await claimLease(t.world.db, { id, by: "two", seconds: 60 })).toMatchObject({ id });
});

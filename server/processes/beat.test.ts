import { expect, test } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import * as networks from "#networks/index.ts";
import { assemble } from "../assemble.ts";
import { shiftedClock } from "../platform/clock.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import { findProcesses, lockProcesses, removeGone } from "../store/processes.ts";

/** A second process on the database of this world, whose machine's clock is off by so much. */
async function startBeside(t: TestWorld, offSeconds: number) {
  const { config, clock, random, log } = t.world;
  return assemble({
    config: { ...config, roles: new Set() },
    databaseUrl: t.databaseUrl,
    networks,
    clock,
    random,
    log,
    jobs: { send: async () => {}, wake: async () => {}, work: async () => {}, stop: async () => {} },
    machineClock: shiftedClock(() => offSeconds * 1000),
  });
}

test("a machine whose clock is two minutes from the database's says so at its start, with the amount; every process shows how far it is off", async () => {
  await using t = await testWorld();
  expect(t.logged()).not.toContain("this machine’s clock is");
  const beside = await startBeside(t, 120);
  expect(t.logged()).toMatch(
    /"level":"warn".*this machine’s clock is (1 minute and 5\d seconds|2 minutes.*) ahead of the database’s/,
  );
  await beside.close();
  const figures = await (await fetch(`${t.url}/metrics`)).text();
  const shown = Number(/^latchkey_clock_skew_seconds (\S+)$/m.exec(figures)?.[1]);
  expect(Math.abs(shown)).toBeLessThan(60); // the world's own clock stands in another year
});

test("a process that stops is out of the list at once; one whose beats are missing goes when a witness was there all the time", async () => {
  await using t = await testWorld();
  const { db } = t.world;
  const beside = await startBeside(t, 0);
  expect(await findProcesses(db, 30)).toHaveLength(2);
  await beside.close();
  const [witness, ...others] = await findProcesses(db, 30);
  expect(others).toEqual([]);
  const { beat_at } = await db.selectFrom("process").select("beat_at").executeTakeFirstOrThrow();
  const silent = { id: "prc_silent", name: "elsewhere, process 7", key_ids: ["k"], sealing_key_id: "k" };
  const longAgo = addSeconds(beat_at, -600);
  await db
    .insertInto("process")
    .values({ ...silent, steady_since: longAgo, beat_at: addSeconds(beat_at, -31) })
    .execute();
  const remove = () =>
    db.transaction().execute(async (trx) => {
      await lockProcesses(trx);
      return removeGone(trx, witness?.id ?? "", 30);
    });
  expect(await remove()).toEqual([]); // it has just begun itself: the database may have been away
  await db
    .updateTable("process")
    .set({ steady_since: longAgo })
    .where("id", "=", witness?.id ?? "")
    .execute();
  expect(await remove()).toEqual(["elsewhere, process 7"]);
});

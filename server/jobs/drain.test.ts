import { sql } from "kysely";
import { expect, test } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import { dueWork, openDrain } from "../jobs.ts";
import { leaseEnd } from "../db/lease-time.ts";
import { keepApp } from "../apps/apps.ts";
import type { World } from "../world.ts";
import { testWorld, type TestWorld } from "#test/world.ts";
import type { Drain, DrainParts } from "./drain.ts";
import type { DueWork } from "./due-work.ts";

/** No measure of speed: only how long a test waits before it gives up. */
const soon = { timeout: 20_000 };

/** Logins whose refresh (or probe) is due; nothing of them is ever opened. */
async function makeDue(t: TestWorld, due: { network: string; workspaceId: string; count: number; probes?: boolean }) {
  const app = await appOf(t.world, due.network);
  const now = t.world.clock.now();
  const [refreshAt, probeAt] = due.probes ? [null, addSeconds(now, -5)] : [addSeconds(now, -5), null];
  await sql`
    insert into "grant" (id, workspace_id, network, app_id, setter_remote_id, setter_name, token_kind, scopes_asked, authorised_at,
      issued_at, state, state_since, refresh_at, probe_at, created_at)
    select 'grt_' || md5(${due.network} || ${due.workspaceId} || ${due.probes ?? false} || n), ${due.workspaceId}, ${due.network}, ${app}, ${due.probes ?? false} || ' ' || n,
      'Person ' || n, 'bearer', '{}', ${now}, ${now}, 'live', ${now}, ${refreshAt}::timestamptz, ${probeAt}::timestamptz, ${now}
    from generate_series(1, ${due.count}::integer) as n`.execute(t.world.db);
}

async function appOf(world: World, network: string): Promise<string> {
  await keepApp(world, { network, clientId: "1", clientSecret: undefined, settings: {} });
  const { id } = await world.db.selectFrom("app").select("id").where("network", "=", network).executeTakeFirstOrThrow();
  return id;
}

async function anotherWorkspace({ world }: TestWorld, id: string): Promise<string> {
  await sql`insert into organization (id, name, slug, "createdAt") values (${id}, ${id}, ${id}, now())`.execute(
    world.db,
  );
  return id;
}

/** What was begun and waits to be told that it is done. */
interface Begun {
  readonly id: string;
  readonly kind: string;
  done(error?: Error): void;
}

/** The worker's own drain over the product's tables, with work that ends when the test says so and is not due any more then. */
function drainByHand(t: TestWorld, changes: Partial<DrainParts> = {}) {
  const begun: Begun[] = [];
  const kinds = dueWork(t.world).map((kind): DueWork => ({
    ...kind,
    work: async (id) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      begun.push({ id, kind: kind.kind, done: (error) => (error ? reject(error) : resolve()) });
      await promise;
      await t.world.db.updateTable("grant").set({ refresh_at: null, probe_at: null }).where("id", "=", id).execute();
    },
  }));
  const drain = openDrain(t.world, { kinds, limitsOf: () => ({ slots: 2, pauseSeconds: 0 }), ...changes });
  return Object.assign(drain, { begun });
}

const networkOf = async (t: TestWorld, { id }: Begun) =>
  t.world.db.selectFrom("grant").select(["network", "workspace_id"]).where("id", "=", id).executeTakeFirstOrThrow();

async function finishAll(drain: Drain & { begun: Begun[] }): Promise<void> {
  const ending = drain.idle();
  let isOver = false;
  void ending.then(() => (isOver = true));
  while (!isOver) {
    for (const one of drain.begun) one.done();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("P14 a worker begins the next as soon as one is done, and never more at once than a network has places", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 7 });
  const drain = drainByHand(t);
  await drain.takeStock();
  await expect.poll(() => drain.begun.length, soon).toBe(2);
  for (let done = 0; done < 7; done++) {
    await expect.poll(() => drain.begun.length, soon).toBe(Math.min(7, done + 2));
    drain.begun[done]?.done();
  }
  expect(await drain.idle()).toBe(7);
  expect(new Set(drain.begun.map(({ id }) => id)).size).toBe(7);
  await drain.stop();
});

test("P16 a network that does not answer delays nobody else's work", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 20 });
  await makeDue(t, { network: "pinterest", workspaceId: t.workspaceId, count: 9 });
  const drain = drainByHand(t);
  await drain.takeStock();
  const finishPins = async () => {
    for (const one of drain.begun) if ((await networkOf(t, one)).network === "pinterest") one.done();
    const networks = await Promise.all(drain.begun.map((one) => networkOf(t, one)));
    return Map.groupBy(networks, ({ network }) => network).get("pinterest")?.length;
  };
  await expect.poll(finishPins, soon).toBe(9);
  await finishAll(drain);
  await drain.stop();
});

test("P16 five thousand due logins of one workspace do not delay the one of another", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 5000 });
  await makeDue(t, { network: "facebook", workspaceId: await anotherWorkspace(t, "small"), count: 1 });
  const drain = drainByHand(t);
  await drain.takeStock();
  await expect.poll(() => drain.begun.length, soon).toBe(2);
  const workspaces = await Promise.all(drain.begun.map((one) => networkOf(t, one)));
  expect(workspaces.map(({ workspace_id }) => workspace_id)).toContain("small");
  for (const one of drain.begun) one.done();
  await drain.stop();
});

test("P14 what keeps tokens alive comes before what proves them", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 6, probes: true });
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 3 });
  const drain = drainByHand(t, { limitsOf: () => ({ slots: 1, pauseSeconds: 0 }) });
  await drain.takeStock();
  await finishAll(drain);
  await drain.stop();
  expect(drain.begun.map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 3 }, () => "refresh"),
    ...Array.from({ length: 6 }, () => "probe"),
  ]);
});

test("P16 P23 two workers never hold the same login; what a dead one held, and what went wrong, is taken up when its lease has ended", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 4 });
  const dead = drainByHand(t); // it never finishes: as if it had been killed
  await dead.takeStock();
  await expect.poll(() => dead.begun.length, soon).toBe(2);
  const living = drainByHand(t);
  await living.takeStock();
  await finishAll(living);
  expect(living.begun.map(({ id }) => id)).not.toContain(dead.begun[0]?.id);
  expect(living.begun.length).toBe(0); // the other two were claimed ahead

  await t.world.db
    .updateTable("grant")
    .set({ sent_until: leaseEnd(-1) })
    .execute();
  await living.takeStock();
  await expect.poll(() => living.begun.length, soon).toBe(2);
  living.begun[0]?.done(new Error("a fault of ours"));
  await finishAll(living);
  expect(living.begun.length).toBe(4);
  const left = await t.world.db
    .selectFrom("grant")
    .select(["id", "sent_until"])
    .where("refresh_at", "is not", null)
    .execute();
  expect(left).toEqual([{ id: living.begun[0]?.id, sent_until: expect.any(Date) }]); // tried again later, and stops nobody else
  await living.stop();
  for (const one of dead.begun) one.done();
  await dead.stop();
});

test("a worker that stops gives back what it has not begun, and waits for what it has", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 9 });
  const drain = drainByHand(t);
  await drain.takeStock();
  await expect.poll(() => drain.begun.length, soon).toBe(2);
  const stopping = drain.stop();
  for (const one of drain.begun) one.done();
  await stopping;
  expect(drain.begun.length).toBe(2);
  const held = await t.world.db.selectFrom("grant").select("id").where("sent_until", "is not", null).execute();
  expect(held).toEqual([]);
});

test("/metrics says what is due, by kind, and for how long the oldest has been", async () => {
  await using t = await testWorld();
  await makeDue(t, { network: "facebook", workspaceId: t.workspaceId, count: 3 });
  const text = await (await fetch(`${t.url}/metrics`)).text();
  expect(text).toContain('latchkey_due{kind="refresh"} 3');
  expect(text).toContain('latchkey_due_oldest_seconds{kind="refresh"} 5');
  expect(text).toContain('latchkey_due{kind="probe"} 0');
});

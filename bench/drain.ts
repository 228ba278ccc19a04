import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import { sealTokens } from "#server/grants/tokens.ts";
import { grantBinding } from "#server/store/grants.ts";
import { keepAlive } from "#server/health/keep-alive.ts";
import { openDrain } from "#server/jobs.ts";
import { keepApp } from "#server/apps/apps.ts";
import { findApp } from "#server/store/apps.ts";
import { sql } from "kysely";
import { against, type Figure } from "./figures.ts";
import { openHouse, type BenchServer, type House } from "./house.ts";
import { scopes, startTokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";

export interface DrainSize {
  readonly due: number;
  /** Of the yardstick, which need not take as long to be as exact. */
  readonly bare: number;
}

const host = "api.x.com";
/** How many are under way at once, on both sides. */
const atOnce = 64;

/**
 * Logins that came due in one night, refreshed by one worker, beside a bare loop that does the least that a refresh can be: one
 * fetch and two durable updates, as many at once, at the same network and on the same server.
 */
export async function draining(server: BenchServer, size: DrainSize): Promise<Figure[]> {
  await using network = await startTokenEndpoint(0);
  await using house = await openAt(server, network);
  await seedDue(house, size.due);
  await makeBare(house, size.bare);
  const bare = await bareLoop(house, network, size.bare);
  const drain = openDrain(house.world);
  const memory = watchMemory();
  const began = performance.now();
  await drain.takeStock();
  const done = await drain.idle();
  const perSecond = done / ((performance.now() - began) / 1000);
  const { firstHalf, secondHalf } = memory.stop();
  await drain.stop();
  const left = await countLeft(house);
  const unwell = await countUnwell(house);
  if (done !== size.due || left > 0 || unwell > 0)
    throw new Error(
      `${size.due} were due, ${done} were worked on, ${left} are due still, ${unwell} accounts are not connected`,
    );
  return [
    against("a bare loop of one fetch and two updates", bare, {
      name: `drain/${size.due}`,
      value: perSecond,
      unit: "refreshes/s",
    }),
    against("the first half of the run", firstHalf, { name: "drain/memory", value: secondHalf, unit: "MB" }),
  ];
}

/** One refresh after the other, beside the same bare loop with one at a time. */
export async function refreshing(server: BenchServer, size: { readonly times: number }): Promise<Figure[]> {
  await using network = await startTokenEndpoint(0);
  await using house = await openAt(server, network);
  const ids = await seedDue(house, size.times);
  await makeBare(house, size.times);
  const bare = 1000 / (await bareLoop(house, network, size.times, 1));
  const began = performance.now();
  for (const id of ids) await keepAlive(house.world, id, "due");
  const each = (performance.now() - began) / ids.length;
  return [against("one fetch and two updates", bare, { name: "refresh", value: each, unit: "ms" })];
}

async function openAt(server: BenchServer, network: TokenEndpoint): Promise<House> {
  const house = await openHouse(server, {
    LATCHKEY_OUTSIDE: `${host}=${network.url}`,
    LATCHKEY_CALLS_AT_ONCE: String(atOnce),
  });
  const clientSecret = Secret.of("bench-secret");
  await keepApp(house.world, { network: "x", clientId: "bench", clientSecret, settings: {} });
  return house;
}

const rowsAtOnce = 2_000;

/** Logins at X with one account each, proved and green, whose refresh is due. Answers the logins' ids. */
async function seedDue({ world, workspaceId }: House, count: number): Promise<string[]> {
  const app = await findApp(world.db, { network: "x", instance: "" });
  if (!app) throw new Error("there is no app");
  const now = world.clock.now();
  const ids: string[] = [];
  while (ids.length < count) {
    const grants = Array.from({ length: Math.min(rowsAtOnce, count - ids.length) }, () => {
      const id = newId("grant", now, world.random.bytes(13));
      const tokens = {
        accessToken: Secret.of("a".padEnd(90, "x")),
        refreshToken: Secret.of(`r-${id}`.padEnd(90, "x")),
      };
      return { id, sealed: sealTokens(world, tokens, grantBinding(id)) };
    });
    ids.push(...grants.map(({ id }) => id));
    await insertSet({ world, workspaceId, appId: app.id }, grants, now);
  }
  await sql`vacuum analyze "grant", access, profile`.execute(world.db);
  return ids;
}

async function insertSet(
  { world, workspaceId, appId }: Pick<House, "world" | "workspaceId" | "appId">,
  grants: readonly { id: string; sealed: string }[],
  now: Date,
): Promise<void> {
  const ends = addSeconds(now, 3600);
  await sql`
    with row as (select * from unnest(${grants.map(({ id }) => id)}::text[], ${grants.map(({ sealed }) => sealed)}::text[]) as row(id, sealed)),
    login as (
      insert into "grant" (id, workspace_id, network, app_id, setter_remote_id, setter_name, token_kind, tokens_sealed,
        scopes_asked, scopes_granted, authorised_at, issued_at, access_expires_at, access_expiry_told, state, state_since, proved_at,
        probed_at, refresh_at, probe_at, created_at)
      select id, ${workspaceId}, 'x', ${appId}, id, 'Person ' || id, 'bearer', sealed, ${scopes}::text[],
        ${scopes}::text[], ${now}, ${now}, ${ends}, true, 'live', ${now}, ${now}, ${now}, ${addSeconds(now, -1)},
        ${addSeconds(now, 86_400)}, ${now} from row),
    account as (
      insert into profile (id, workspace_id, network, remote_id, name, kind, capabilities_enabled, status, urgency, proved_at,
        created_at, updated_at)
      select 'prf_' || id, ${workspaceId}, 'x', id, 'Account ' || id, 'account', '{publish}', 'connected', 5, ${now}, ${now}, ${now} from row)
    insert into access (id, workspace_id, grant_id, profile_id, state, state_since, proved_at, look_at, authorised_at, created_at)
    select 'acc_' || id, ${workspaceId}, id, 'prf_' || id, 'live', ${now}, ${now}, ${addSeconds(now, 86_400)}, ${now}, ${now} from row`.execute(
    world.db,
  );
}

async function countLeft({ world }: House): Promise<number> {
  const { rows } = await sql<{ left: string }>`
    select count(*) as left from "grant" where refresh_at <= ${world.clock.now()}`.execute(world.db);
  return Number(rows[0]?.left);
}

async function countUnwell({ world }: House): Promise<number> {
  const { rows } = await sql<{ unwell: string }>`
    select count(*) as unwell from profile where status <> 'connected'`.execute(world.db);
  return Number(rows[0]?.unwell);
}

async function makeBare({ world }: House, count: number): Promise<void> {
  await sql`create table if not exists bare (id integer primary key, lease text, tokens text)`.execute(world.db);
  await sql`
    insert into bare select n, null, repeat('x', 400) from generate_series(1, ${count}::integer) as n on conflict do nothing`.execute(
    world.db,
  );
}

/** Answers how many a second. */
async function bareLoop({ world }: House, network: TokenEndpoint, count: number, lanes = atOnce): Promise<number> {
  let next = 1;
  const began = performance.now();
  const loop = async (): Promise<void> => {
    for (let id = next++; id <= count; id = next++) {
      await sql`update bare set lease = 'bench' where id = ${id}`.execute(world.db);
      const answer = await fetch(network.url, { method: "POST", body: `refresh_token=${"r".padEnd(90, "x")}` });
      const tokens = JSON.stringify(await answer.json()).padEnd(400, "x");
      await sql`update bare set lease = null, tokens = ${tokens} where id = ${id}`.execute(world.db);
    }
  };
  await Promise.all(Array.from({ length: lanes }, loop));
  return count / ((performance.now() - began) / 1000);
}

/** The median of what this process holds, in the first and in the second half of a run. MB. */
function watchMemory(): { stop(): { firstHalf: number; secondHalf: number } } {
  const samples: number[] = [];
  const look = () => void samples.push(process.memoryUsage().rss / 1024 / 1024);
  const timer = setInterval(look, 100);
  look();
  const median = (some: number[]) => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0;
  return {
    stop: () => {
      clearInterval(timer);
      look();
      const half = Math.floor(samples.length / 2);
      return { firstHalf: median(samples.slice(0, half)), secondHalf: median(samples.slice(half)) };
    },
  };
}

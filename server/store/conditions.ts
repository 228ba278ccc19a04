import type { ProvingAct } from "#core/outage.ts";
import type { Network } from "#networks/network.ts";
import { sql, type RawBuilder, type Selectable } from "kysely";
import type { NetworkConditionTable, Queryable } from "../db/database.ts";
import { findAppById } from "./apps.ts";

/** What is judged as one. `server` is empty for a network as a whole, which all but those of many servers are. */
export interface ConditionKey {
  readonly network: string;
  readonly server: string;
}

export interface StoredCondition {
  readonly state: "well" | "unavailable" | "frozen";
  readonly since: Date | null;
  readonly quietUntil: Date | null;
  /** While frozen: by which calls, since when verdicts are withdrawn, and what is asked by lot meanwhile. */
  readonly freeze: Freeze | null;
}

export interface Freeze {
  readonly act: ProvingAct;
  readonly withdrawnFrom: Date;
  readonly sampledAt: Date;
  readonly sampleSize: number;
  /** When the next few are drawn. */
  readonly sampleAt: Date;
}

const well: StoredCondition = { state: "well", since: null, quietUntil: null, freeze: null };

/** What holds there: the server's own trouble or that of its whole network, a freeze first. */
export async function findCondition(db: Queryable, key: ConditionKey): Promise<StoredCondition & { server: string }> {
  const row = await db
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "in", ["", key.server])
    .where("state", "!=", "well")
    // "frozen" stands before "unavailable" in the alphabet as well.
    .orderBy("state")
    .orderBy("server", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? { ...asCondition(row), server: row.server } : { ...well, server: key.server };
}

export interface Trouble extends ConditionKey {
  readonly state: "unavailable" | "frozen";
  readonly since: Date | null;
}

/** The servers of a network that are in trouble now, of those where this workspace has a profile. */
export async function troubledServers(db: Queryable, network: string, workspaceId: string): Promise<Trouble[]> {
  const rows = await db
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", network)
    .where("server", "!=", "")
    .where("state", "!=", "well")
    .where((e) =>
      e.exists(
        e
          .selectFrom("profile")
          .select("profile.id")
          .where("profile.workspace_id", "=", workspaceId)
          .where("profile.network", "=", network)
          .where("profile.disconnected_at", "is", null)
          .where(isAtServer("profile.id", sql.ref("network_condition.server"))),
      ),
    )
    .orderBy("server")
    .execute();
  return rows.flatMap(asTrouble);
}

/** Every network and server that is in trouble now. */
export async function findTroubles(db: Queryable): Promise<Trouble[]> {
  const rows = await db.selectFrom("network_condition").selectAll().where("state", "!=", "well").execute();
  return rows.flatMap(asTrouble);
}

function asTrouble({ network, server, state, since }: Selectable<NetworkConditionTable>): Trouble[] {
  return state === "well" ? [] : [{ network, server, state, since }];
}

/** As it is until the transaction ends. */
export interface HeldCondition extends StoredCondition {
  /** Since when it is what it is. */
  readonly changedAt: Date;
}

/** One evaluator at a time for each; others wait for its decision. */
export async function lockCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<HeldCondition> {
  await makeCondition(trx, key, now);
  const row = await trx
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { ...asCondition(row), changedAt: row.updated_at };
}

/**
 * What holds there, kept as it is until the transaction ends: a freeze waits for the verdicts under way and withdraws them, or they see
 * it. Taken before the grant is locked, everywhere, so that nobody waits in a circle.
 */
export async function shareCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<HeldCondition> {
  const servers = key.server === "" ? [""] : ["", key.server];
  for (const server of servers) await makeCondition(trx, { network: key.network, server }, now);
  const rows = await trx
    .selectFrom("network_condition")
    .selectAll()
    .where("network", "=", key.network)
    .where("server", "in", servers)
    .orderBy("server")
    .forShare()
    .execute();
  const gravity = { frozen: 0, unavailable: 1, well: 2 };
  // Who lifted a freeze of the server overruled it there; the whole network's comes first.
  const [first] = rows.map(asCondition).toSorted((a, b) => gravity[a.state] - gravity[b.state]);
  if (!first) throw new Error("a condition that was just made is gone");
  const latest = (times: readonly (Date | null)[]): Date =>
    new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)));
  return {
    ...first,
    quietUntil: latest(rows.map((row) => row.quiet_until)),
    changedAt: latest(rows.map((row) => row.updated_at)),
  };
}

async function makeCondition(trx: Queryable, key: ConditionKey, now: Date): Promise<void> {
  await trx
    .insertInto("network_condition")
    .values({ ...key, state: "well", since: null, quiet_until: null, updated_at: now })
    .onConflict((c) => c.columns(["network", "server"]).doNothing())
    .execute();
}

function asCondition(row: Selectable<NetworkConditionTable>): StoredCondition {
  const { state, since, quiet_until: quietUntil } = row;
  const freeze =
    state === "frozen" && row.frozen_by && row.withdrawn_from && row.sampled_at && row.sample_at
      ? {
          act: row.frozen_by,
          withdrawnFrom: row.withdrawn_from,
          sampledAt: row.sampled_at,
          sampleSize: row.sample_size ?? 0,
          sampleAt: row.sample_at,
        }
      : null;
  return { state, since, quietUntil, freeze };
}

export async function saveCondition(
  trx: Queryable,
  key: ConditionKey,
  { state, since, quietUntil, freeze }: StoredCondition,
  now: Date,
): Promise<void> {
  await trx
    .updateTable("network_condition")
    .set({
      state,
      since,
      quiet_until: quietUntil,
      frozen_by: freeze?.act ?? null,
      withdrawn_from: freeze?.withdrawnFrom ?? null,
      sampled_at: freeze?.sampledAt ?? null,
      sample_size: freeze?.sampleSize ?? null,
      sample_at: freeze?.sampleAt ?? null,
      updated_at: now,
    })
    .where("network", "=", key.network)
    .where("server", "=", key.server)
    .execute();
}

/** The frozen ones of which a sample is due. */
export async function samplesDue(db: Queryable, now: Date): Promise<ConditionKey[]> {
  return db
    .selectFrom("network_condition")
    .select(["network", "server"])
    .where("state", "=", "frozen")
    .where((e) => e.or([e("sample_at", "is", null), e("sample_at", "<=", now)]))
    .execute();
}

/** Whether a profile is at this server: by the app of the logins that reach it. `profileId` is a column of the query around. */
export const isAtServer = (profileId: string, server: string | RawBuilder<unknown>) => sql<boolean>`exists (
  select 1 from access join "grant" on "grant".id = access.grant_id join app on app.id = "grant".app_id
  where access.profile_id = ${sql.ref(profileId)} and app.instance = ${server})`;

/** Profiles there that are in use: their status depends on the condition. */
export async function profilesThere(db: Queryable, { network, server }: ConditionKey): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("id")
    .where("network", "=", network)
    .where("disconnected_at", "is", null)
    .$if(server !== "", (query) => query.where(isAtServer("profile.id", server)))
    .execute();
  return rows.map((row) => row.id);
}

/** Every workspace that uses it: who hears of its outage. */
export async function workspacesThere(db: Queryable, { network, server }: ConditionKey): Promise<string[]> {
  const rows = await db
    .selectFrom("profile")
    .select("workspace_id")
    .distinct()
    .where("network", "=", network)
    .where("disconnected_at", "is", null)
    .$if(server !== "", (query) => query.where(isAtServer("profile.id", server)))
    .execute();
  return rows.map((row) => row.workspace_id);
}

/**
 * What stands or falls together with the logins of this app: its server, where a network is many; else the whole network, also where
 * there are several ways in: they are doors of one house (Instagram's lead to the same accounts), and waiting a while harms nobody.
 */
export async function conditionKeyOf(db: Queryable, network: Network, appId: string): Promise<ConditionKey> {
  const app = network.servers && (await findAppById(db, appId));
  return conditionKeyAt(network, app?.instance);
}

export function conditionKeyAt(network: Network, instance = ""): ConditionKey {
  return { network: network.about.id, server: network.servers ? instance : "" };
}

/** What people call it. */
export const nameOf = (network: Network, { server }: ConditionKey): string => server || network.about.name;

/** The ids of the apps whose logins stand or fall together there, as a subquery. */
export const appIdsAt = ({ network, server }: ConditionKey): RawBuilder<unknown> =>
  server === ""
    ? sql`(select id from app where network = ${network})`
    : sql`(select id from app where network = ${network} and instance = ${server})`;

import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { mayResume, networkCondition, signsOfServers, type GuardPolicy, type NetworkSigns } from "#core/outage.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent } from "../events/record.ts";
import { withdrawLives } from "../lifetimes/lives.ts";
import {
  conditionKeyOf,
  findCondition,
  lockCondition,
  nameOf,
  networkSigns,
  profilesThere,
  saveAppHealth,
  saveCondition,
  signsByServer,
  spreadProbes,
  withdrawVerdicts,
  workspacesThere,
  type ConditionKey,
  type StoredCondition,
} from "../networks/conditions.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { closeIncidents, openIncident, profilesOfApp, scheduleLooks } from "./queries.ts";
import type { Look } from "./record.ts";

const well: StoredCondition = { state: "well", since: null, quietUntil: null };
/** A freeze that nobody lifts ends by itself: then the refusals are real, and verdicts are made one by one. */
const longestFreezeSeconds = 6 * 3600;
const recoverySpreadSeconds = 60;

export function guardPolicy(world: Pick<World, "config">): GuardPolicy {
  const { guardMinGrants, guardShare } = world.config;
  return { minimumGrants: guardMinGrants, share: guardShare, minimumSilent: 1, silentShare: 0.5, provedToResume: 2 };
}

/** What is judged: a network, or one of its many servers. */
interface Judged {
  readonly network: Network;
  readonly key: ConditionKey;
  /** What was answered, where one answer speaks for all. */
  readonly evidence?: Record<string, unknown> | undefined;
}

/** After looks that told something: is this one person's trouble, or the network's (that server's), or our app's (design rule 2)? */
export async function considerNetwork(
  world: World,
  network: Network,
  appId: string,
  looks: readonly Look[],
): Promise<void> {
  const refusal = looks.find((look) => look.sign === "app-rejected");
  if (refusal) await appRejected(world, network, appId, refusal.evidence);
  else if (looks[0]?.sign === "proved") await appAccepted(world, network, appId);
  const key = await conditionKeyOf(world.db, network, appId);
  await consider(world, { network, key, evidence: looks.find((look) => look.sign === "silent")?.evidence });
  if (!network.servers) return;
  // Beyond the single server: our own mistake, say, that many of them refuse at once.
  const whole = { network: network.about.id, server: "" };
  const concerns = looks.some((look) => look.sign === "refused");
  if (concerns || (await findCondition(world.db, whole)).state !== "well")
    await consider(world, { network, key: whole });
}

async function consider(world: World, judged: Judged): Promise<void> {
  const turned = await world.db.transaction().execute(async (trx) => {
    const now = world.clock.now();
    const condition = await lockCondition(trx, judged.key, now);
    const from = addSeconds(now, -world.config.guardWindowSeconds);
    const signs = await signsOf(trx, world, judged, { from, provedAfter: condition.since ?? from });
    return turn(trx, world, judged, condition, signs, from);
  });
  if (turned) await deriveThere(world, judged.key);
}

async function signsOf(
  trx: Queryable,
  world: World,
  { network, key }: Judged,
  wanted: { from: Date; provedAfter: Date },
): Promise<NetworkSigns> {
  if (!network.servers || key.server !== "") return networkSigns(trx, key, wanted);
  return signsOfServers(await signsByServer(trx, key.network, wanted), guardPolicy(world));
}

async function turn(
  trx: Queryable,
  world: World,
  judged: Judged,
  condition: StoredCondition,
  signs: NetworkSigns,
  from: Date,
): Promise<boolean> {
  const now = world.clock.now();
  const found = networkCondition(signs, guardPolicy(world));
  if (condition.state === "well") {
    if (found.state === "well" || (condition.quietUntil && condition.quietUntil > now)) return false;
    if (found.state === "mass-refusal") return freeze(trx, world, judged, from);
    return becomeUnavailable(trx, world, judged);
  }
  if (condition.state === "unavailable" && found.state === "mass-refusal") return freeze(trx, world, judged, from);
  const tooLong =
    condition.state === "frozen" &&
    condition.since !== null &&
    addSeconds(condition.since, longestFreezeSeconds) <= now;
  if (!tooLong && (found.state !== "well" || !mayResume(signs, guardPolicy(world)))) return false;
  return recover(trx, world, judged, tooLong ? addSeconds(now, longestFreezeSeconds) : null);
}

async function becomeUnavailable(trx: Queryable, world: World, judged: Judged): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, judged.key, { state: "unavailable", since: now, quietUntil: null }, now);
  await openIncidentOf(trx, world, judged, "network");
  return true;
}

/** Verdicts stop, and those that fell while the jump built up are withdrawn: nobody is told to renew. */
async function freeze(trx: Queryable, world: World, judged: Judged, from: Date): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, judged.key, { state: "frozen", since: now, quietUntil: null }, now);
  const lookAgainAt = addSeconds(now, world.config.secondLookSeconds);
  const withdrawn = await withdrawVerdicts(trx, judged.key, from, lookAgainAt);
  await withdrawLives(trx, judged.key, from);
  for (const grantId of withdrawn) {
    await scheduleLooks(trx, grantId, lookAgainAt);
    await closeIncidents(trx, { grantId }, now);
  }
  // Many refusals at once mean something else than what each of them says.
  await openIncidentOf(trx, world, { ...judged, evidence: undefined }, "network");
  await tellAll(trx, world, judged, { kind: "verdicts_frozen", facts: { withdrawn: withdrawn.length } });
  return true;
}

async function recover(trx: Queryable, world: World, judged: Judged, quietUntil: Date | null): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, judged.key, { ...well, quietUntil }, now);
  await closeIncidentOf(trx, world, judged, "network");
  const spreadSeconds = Math.min(recoverySpreadSeconds, world.config.probeIntervalSeconds / 2);
  await spreadProbes(trx, judged.key, now, spreadSeconds);
  await tellAll(trx, world, judged, { kind: "verdicts_resumed" });
  return true;
}

/**
 * A person who knows better lifts a freeze by hand; the guard keeps quiet for a while, so that it does not close again at once.
 * False: nothing was paused.
 */
export async function thaw(world: World, network: Network, key: ConditionKey): Promise<boolean> {
  const now = world.clock.now();
  const quietUntil = addSeconds(now, Math.max(world.config.guardWindowSeconds, 3600));
  const thawed = await world.db.transaction().execute(async (trx) => {
    const { state } = await lockCondition(trx, key, now);
    return state !== "well" && recover(trx, world, { network, key }, quietUntil);
  });
  if (thawed) await deriveThere(world, key);
  return thawed;
}

// ── Our app ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One alarm for the operator, not one for each person (P28). */
export async function appRejected(
  world: World,
  network: Network,
  appId: string,
  evidence?: Record<string, unknown>,
): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "rejected", since: now, evidence: null }))) return;
    // One server of many that has forgotten us is nobody's alarm: the next login there registers anew.
    if (!network.servers) await openIncidentOf(trx, world, { ...wholeOf(network), evidence }, "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

export async function appAccepted(world: World, network: Network, appId: string): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "well", since: now, evidence: null }))) return;
    await closeIncidentOf(trx, world, wholeOf(network), "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

const wholeOf = (network: Network): Judged => ({ network, key: { network: network.about.id, server: "" } });

// ── Incidents of everybody ──────────────────────────────────────────────────────────────────────────────────────────

async function openIncidentOf(trx: Queryable, world: World, judged: Judged, reach: "network" | "app"): Promise<void> {
  const now = world.clock.now();
  const cause = reach === "app" ? "app_rejected" : "network_unavailable";
  const id = newId("incident", now, world.random.bytes(13));
  const incident = await openIncident(trx, {
    id,
    workspaceId: null,
    ...judged.key,
    reach,
    grantId: null,
    cause,
    evidence: judged.evidence ?? null,
    now,
  });
  if (incident.isNew)
    await tellAll(trx, world, judged, { kind: "incident_opened", incidentId: incident.id, facts: { cause } });
  await announce(trx, null, { event: "incident", data: { id: incident.id } });
  await announce(trx, null, { event: "network", data: { id: judged.key.network } });
}

async function closeIncidentOf(trx: Queryable, world: World, judged: Judged, reach: "network" | "app"): Promise<void> {
  const closed = await closeIncidents(trx, { ...judged.key, reach }, world.clock.now());
  for (const incidentId of closed) {
    await tellAll(trx, world, judged, { kind: "incident_closed", incidentId });
    await announce(trx, null, { event: "incident", data: { id: incidentId } });
  }
  await announce(trx, null, { event: "network", data: { id: judged.key.network } });
}

/** Every workspace that has a profile there hears of it, under the name of the network or the server. */
async function tellAll(
  trx: Queryable,
  world: World,
  { network, key }: Judged,
  event: {
    kind: "verdicts_frozen" | "verdicts_resumed" | "incident_opened" | "incident_closed";
    incidentId?: string;
    facts?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const facts = { ...event.facts, network: nameOf(network, key) };
  for (const workspaceId of await workspacesThere(trx, key))
    await recordEvent(trx, world, { ...event, workspaceId, facts });
}

const profilesPerTransaction = 200;

async function deriveThere(world: World, key: ConditionKey): Promise<void> {
  const profileIds = await profilesThere(world.db, key);
  for (let start = 0; start < profileIds.length; start += profilesPerTransaction) {
    const some = profileIds.slice(start, start + profilesPerTransaction);
    await world.db.transaction().execute((trx) => deriveProfiles(trx, world, some));
  }
}

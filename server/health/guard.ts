import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { mayResume, networkCondition, type GuardPolicy, type NetworkSigns } from "#core/outage.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent } from "../events/record.ts";
import {
  lockCondition,
  networkSigns,
  saveAppHealth,
  saveCondition,
  spreadProbes,
  withdrawVerdicts,
  profilesOfNetwork,
  type StoredCondition,
} from "../networks/conditions.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { closeIncidents, openIncident, profilesOfApp, scheduleLooks, workspacesOfNetwork } from "./queries.ts";
import type { Look } from "./record.ts";

const well: StoredCondition = { state: "well", since: null, quietUntil: null };
/** A freeze that nobody lifts ends by itself: then the refusals are real, and verdicts are made one by one. */
const longestFreezeSeconds = 6 * 3600;
const recoverySpreadSeconds = 60;

export function guardPolicy(world: Pick<World, "config">): GuardPolicy {
  const { guardMinGrants, guardShare } = world.config;
  return { minimumGrants: guardMinGrants, share: guardShare, minimumSilent: 1, silentShare: 0.5, provedToResume: 2 };
}

/** After looks that told something: is this one person's trouble, or the network's, or our app's (design rule 2)? */
export async function considerNetwork(
  world: World,
  network: Network,
  appId: string,
  looks: readonly Look[],
): Promise<void> {
  if (looks.some((look) => look.sign === "app-rejected")) await appRejected(world, network, appId);
  else if (looks[0]?.sign === "proved") await appAccepted(world, network, appId);
  const turned = await world.db.transaction().execute(async (trx) => {
    const now = world.clock.now();
    const condition = await lockCondition(trx, network.about.id, now);
    const from = addSeconds(now, -world.config.guardWindowSeconds);
    const signs = await networkSigns(trx, { network: network.about.id, from, provedAfter: condition.since ?? from });
    return turn(trx, world, network, condition, signs, from);
  });
  if (turned) await deriveNetwork(world, network.about.id);
}

async function turn(
  trx: Queryable,
  world: World,
  network: Network,
  condition: StoredCondition,
  signs: NetworkSigns,
  from: Date,
): Promise<boolean> {
  const now = world.clock.now();
  const found = networkCondition(signs, guardPolicy(world));
  if (condition.state === "well") {
    if (found.state === "well" || (condition.quietUntil && condition.quietUntil > now)) return false;
    if (found.state === "mass-refusal") return freeze(trx, world, network, from);
    return becomeUnavailable(trx, world, network);
  }
  if (condition.state === "unavailable" && found.state === "mass-refusal") return freeze(trx, world, network, from);
  const tooLong =
    condition.state === "frozen" &&
    condition.since !== null &&
    addSeconds(condition.since, longestFreezeSeconds) <= now;
  if (!tooLong && (found.state !== "well" || !mayResume(signs, guardPolicy(world)))) return false;
  return recover(trx, world, network, tooLong ? addSeconds(now, longestFreezeSeconds) : null);
}

async function becomeUnavailable(trx: Queryable, world: World, network: Network): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, network.about.id, { state: "unavailable", since: now, quietUntil: null }, now);
  await openNetworkIncident(trx, world, network, "network");
  return true;
}

/** Verdicts stop, and those that fell while the jump built up are withdrawn: nobody is told to renew. */
async function freeze(trx: Queryable, world: World, network: Network, from: Date): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, network.about.id, { state: "frozen", since: now, quietUntil: null }, now);
  const lookAgainAt = addSeconds(now, world.config.secondLookSeconds);
  const withdrawn = await withdrawVerdicts(trx, network.about.id, from, lookAgainAt);
  for (const grantId of withdrawn) {
    await scheduleLooks(trx, grantId, lookAgainAt);
    await closeIncidents(trx, { grantId }, now);
  }
  await openNetworkIncident(trx, world, network, "network");
  for (const workspaceId of await workspacesOfNetwork(trx, network.about.id))
    await recordEvent(trx, world, {
      workspaceId,
      kind: "verdicts_frozen",
      facts: { network: network.about.name, withdrawn: withdrawn.length },
    });
  return true;
}

async function recover(trx: Queryable, world: World, network: Network, quietUntil: Date | null): Promise<boolean> {
  const now = world.clock.now();
  await saveCondition(trx, network.about.id, { ...well, quietUntil }, now);
  await closeNetworkIncident(trx, world, network, "network");
  await spreadProbes(
    trx,
    network.about.id,
    now,
    Math.min(recoverySpreadSeconds, world.config.probeIntervalSeconds / 2),
  );
  for (const workspaceId of await workspacesOfNetwork(trx, network.about.id))
    await recordEvent(trx, world, { workspaceId, kind: "verdicts_resumed", facts: { network: network.about.name } });
  return true;
}

/** A person who knows better lifts a freeze by hand; the guard keeps quiet for a while, so that it does not close again at once. */
export async function thaw(world: World, network: Network): Promise<void> {
  const now = world.clock.now();
  const quietUntil = addSeconds(now, Math.max(world.config.guardWindowSeconds, 3600));
  await world.db.transaction().execute(async (trx) => {
    await lockCondition(trx, network.about.id, now);
    await recover(trx, world, network, quietUntil);
  });
  await deriveNetwork(world, network.about.id);
}

// ── Our app ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One alarm for the operator, not one for each person (P28). */
export async function appRejected(world: World, network: Network, appId: string): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "rejected", since: now, evidence: null }))) return;
    // One server of many that has forgotten us is nobody's alarm: the next login there registers anew.
    if (!network.servers) await openNetworkIncident(trx, world, network, "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

export async function appAccepted(world: World, network: Network, appId: string): Promise<void> {
  const now = world.clock.now();
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveAppHealth(trx, { id: appId, health: "well", since: now, evidence: null }))) return;
    await closeNetworkIncident(trx, world, network, "app");
    await deriveProfiles(trx, world, await profilesOfApp(trx, appId));
  });
}

// ── Incidents of everybody ──────────────────────────────────────────────────────────────────────────────────────────

async function openNetworkIncident(
  trx: Queryable,
  world: World,
  network: Network,
  reach: "network" | "app",
): Promise<void> {
  const now = world.clock.now();
  const cause = reach === "app" ? "app_rejected" : "network_unavailable";
  const id = newId("incident", now, world.random.bytes(13));
  const incident = await openIncident(trx, {
    id,
    workspaceId: null,
    network: network.about.id,
    reach,
    grantId: null,
    cause,
    evidence: null,
    now,
  });
  for (const workspaceId of incident.isNew ? await workspacesOfNetwork(trx, network.about.id) : []) {
    await recordEvent(trx, world, {
      workspaceId,
      kind: "incident_opened",
      incidentId: incident.id,
      facts: { cause, network: network.about.name },
    });
  }
  await announce(trx, null, { event: "incident", data: { id: incident.id } });
  await announce(trx, null, { event: "network", data: { id: network.about.id } });
}

async function closeNetworkIncident(
  trx: Queryable,
  world: World,
  network: Network,
  reach: "network" | "app",
): Promise<void> {
  const closed = await closeIncidents(trx, { network: network.about.id, reach }, world.clock.now());
  for (const incidentId of closed) {
    for (const workspaceId of await workspacesOfNetwork(trx, network.about.id))
      await recordEvent(trx, world, {
        workspaceId,
        kind: "incident_closed",
        incidentId,
        facts: { network: network.about.name },
      });
    await announce(trx, null, { event: "incident", data: { id: incidentId } });
  }
  await announce(trx, null, { event: "network", data: { id: network.about.id } });
}

const profilesPerTransaction = 200;

async function deriveNetwork(world: World, network: string): Promise<void> {
  const profileIds = await profilesOfNetwork(world.db, network);
  for (let start = 0; start < profileIds.length; start += profilesPerTransaction) {
    const some = profileIds.slice(start, start + profilesPerTransaction);
    await world.db.transaction().execute((trx) => deriveProfiles(trx, world, some));
  }
}

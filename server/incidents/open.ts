import type { Capability } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import { newId } from "#core/id.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { evidenceOfDeath, recordEvent } from "../events/record.ts";
import { nameOf, workspacesThere, type ConditionKey } from "../store/conditions.ts";
import { attachProfiles, closeIncidents, healProfiles, openIncident, type Leaving } from "../store/incidents.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";

type IncidentWorld = Pick<World, "clock" | "random">;

// ── Incidents of one login ──────────────────────────────────────────────────────────────────────────────────────────

/** What a profile has lost, and by which login. */
export interface Loss {
  readonly profile: {
    readonly id: string;
    readonly workspaceId: string;
    readonly network: string;
    readonly name: string;
  };
  readonly cause: Cause;
  readonly lost: readonly Capability[];
  readonly grantId: string;
  /** The token setter's name, for the history. */
  readonly person: string;
  /** The whole login is dead, or this access alone; and since when. */
  readonly reach: "grant" | "access";
  readonly since: Date;
}

/** One cause, one incident: every profile that the same grant loses for the same cause joins the same one. Answers its id. */
export async function joinIncident(trx: Queryable, world: IncidentWorld, loss: Loss): Promise<string> {
  const { profile, cause, grantId, reach, since } = loss;
  const { workspaceId, network } = profile;
  const now = world.clock.now();
  const id = newId("incident", now, world.random.bytes(13));
  const profileId = reach === "access" ? profile.id : null;
  const evidence = await evidenceOfDeath(trx, { grantId, profileId, since });
  const incident = await openIncident(trx, { id, workspaceId, network, reach, grantId, cause, evidence, now });
  await attachProfiles(trx, incident.id, [profile.id]);
  if (incident.isNew)
    await recordEvent(trx, world, {
      workspaceId,
      kind: "incident_opened",
      grantId,
      incidentId: incident.id,
      facts: { cause, person: loss.person, profile: profile.name, lost: loss.lost },
    });
  await announce(trx, workspaceId, { event: "incident", data: { id: incident.id } });
  return incident.id;
}

/** These profiles are in no incident any more but the one they stay in: an incident that affects nobody else is over. */
export async function leaveIncidents(trx: Queryable, world: IncidentWorld, leaving: readonly Leaving[]): Promise<void> {
  const closed = await healProfiles(trx, leaving, world.clock.now());
  for (const { id: incidentId, workspaceId } of closed) {
    await recordEvent(trx, world, { workspaceId, kind: "incident_closed", incidentId });
    await announce(trx, workspaceId, { event: "incident", data: { id: incidentId } });
  }
}

/** The verdict behind them is withdrawn: they end, and nothing is told of it. */
export async function withdrawIncidents(trx: Queryable, grantId: string, now: Date): Promise<void> {
  await closeIncidents(trx, { grantId }, now);
}

// ── Incidents of everybody ──────────────────────────────────────────────────────────────────────────────────────────

/** What is in trouble as a whole: a network, or one of its many servers. */
export interface Place {
  readonly network: Network;
  readonly key: ConditionKey;
  /** What was answered, where one answer speaks for all. */
  readonly evidence?: Record<string, unknown> | undefined;
}

/** `app`: the network or server refuses our app. */
export async function openIncidentOf(
  trx: Queryable,
  world: IncidentWorld,
  place: Place,
  reach: "network" | "app",
): Promise<void> {
  const now = world.clock.now();
  const cause = reach === "app" ? "app_rejected" : "network_unavailable";
  const id = newId("incident", now, world.random.bytes(13));
  const incident = await openIncident(trx, {
    id,
    workspaceId: null,
    ...place.key,
    reach,
    grantId: null,
    cause,
    evidence: place.evidence ?? null,
    now,
  });
  if (incident.isNew)
    await tellAll(trx, world, place, { kind: "incident_opened", incidentId: incident.id, facts: { cause } });
  await announce(trx, null, { event: "incident", data: { id: incident.id } });
  await announce(trx, null, { event: "network", data: { id: place.key.network } });
}

export async function closeIncidentOf(
  trx: Queryable,
  world: IncidentWorld,
  place: Place,
  reach: "network" | "app",
): Promise<void> {
  const closed = await closeIncidents(trx, { ...place.key, reach }, world.clock.now());
  for (const incidentId of closed) {
    await tellAll(trx, world, place, { kind: "incident_closed", incidentId });
    await announce(trx, null, { event: "incident", data: { id: incidentId } });
  }
  await announce(trx, null, { event: "network", data: { id: place.key.network } });
}

/** Every workspace that has a profile there hears of it, under the name of the network or the server. */
export async function tellAll(
  trx: Queryable,
  world: IncidentWorld,
  { network, key }: Place,
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

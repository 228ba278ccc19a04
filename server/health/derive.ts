import { addSeconds } from "#core/backoff.ts";
import { capabilityStates, ofKind } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
import { newId } from "#core/id.ts";
import {
  personDeadline,
  profileState,
  warnsAt,
  type AccessView,
  type Deadline,
  type ProfileState,
  type ProfileStatus,
  type StatusPolicy,
} from "#core/profile-status.ts";
import type { Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent } from "../events/record.ts";
import { findCondition } from "../networks/conditions.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import {
  attachProfiles,
  factsForStatus,
  healProfile,
  openIncident,
  saveStatus,
  type AccessFacts,
  type ProfileFacts,
} from "./queries.ts";
import { probeSeconds } from "./schedule.ts";

type DeriveWorld = Pick<World, "clock" | "random" | "networks" | "config">;

/** Lists sort by this: who needs a person first. */
const urgency = {
  expired: 0,
  limited: 1,
  expiring: 2,
  unverified: 3,
  waiting: 4,
  connected: 5,
  disconnected: 9,
} as const satisfies Record<ProfileStatus, number>;

const batchSize = 500;

/** Derives the status of these profiles anew, inside the caller's transaction; changes become events, incidents and announcements. */
export async function deriveProfiles(trx: Queryable, world: DeriveWorld, profileIds: readonly string[]): Promise<void> {
  for (let start = 0; start < profileIds.length; start += batchSize) {
    const facts = await factsForStatus(trx, profileIds.slice(start, start + batchSize));
    for (const profile of facts) await deriveOne(trx, world, profile);
  }
}

async function deriveOne(trx: Queryable, world: DeriveWorld, profile: ProfileFacts): Promise<void> {
  const network = world.networks.find(profile.network);
  if (!network) return;
  const now = world.clock.now();
  const policy = {
    warnSeconds: world.config.warnDays * 86_400,
    proofSeconds: probeSeconds(world, network) * 1.5 + 120,
  };
  const accesses = profile.accesses.map((access) => asView(access, network, profile.kind));
  const trouble = await troubleOf(trx, world, profile);
  const state = profileState(
    { disconnectedAt: profile.disconnectedAt, enabled: profile.enabled, accesses, trouble },
    policy,
    now,
  );
  const changed = isChanged(profile, state);
  const since = changed.status ? sinceOf(state, now) : profile.statusSince;
  await saveStatus(trx, profile.id, state, {
    urgency: urgency[state.status],
    deriveAt: nextChange(accesses, state, policy, now),
    since,
    now,
  });
  if (changed.status) await tellChange(trx, world, network, profile, state);
}

function asView(access: AccessFacts, network: Network, kind: string): AccessView {
  return {
    id: access.id,
    access: access.access,
    grant: access.grant,
    capabilities: capabilityStates(ofKind(network.capabilities, kind), { scopes: access.scopes, roles: access.roles }),
    provedAt: access.provedAt,
    personDeadline: deadlineOf(access, network),
  };
}

/** The first moment at which a person must have acted for this access. A refused refresh makes the token at hand the last one (P3). */
function deadlineOf(access: AccessFacts, network: Network): Deadline | null {
  if (access.hasOwnToken && access.tokenExpiresAt) return { at: access.tokenExpiresAt, cause: "lifetime_reached" };
  if (access.refreshRefusedCause && access.accessExpiresAt && !access.hasOwnToken)
    return { at: access.accessExpiresAt, cause: access.refreshRefusedCause };
  const { hasRefresh, hasOwnToken, authorisedAt } = access;
  const { endsCause } = network.policy.refresh;
  return personDeadline(access, { selfRenewing: hasRefresh, tokenOutlives: hasOwnToken, authorisedAt, endsCause });
}

async function troubleOf(
  trx: Queryable,
  world: DeriveWorld,
  profile: ProfileFacts,
): Promise<{ cause: Cause; since: Date } | null> {
  const condition = await findCondition(trx, profile.network);
  if (condition.state !== "well") return { cause: "network_unavailable", since: condition.since ?? world.clock.now() };
  const rejected = profile.accesses.filter((access) => access.access.state !== "ended");
  if (rejected.length === 0 || !rejected.every((access) => access.appHealth === "rejected")) return null;
  return { cause: "app_rejected", since: rejected[0]?.appHealthSince ?? world.clock.now() };
}

function isChanged(profile: ProfileFacts, state: ProfileState): { status: boolean } {
  const sameLost = profile.lost.length === state.lost.length && profile.lost.every((one) => state.lost.includes(one));
  return { status: profile.status !== state.status || profile.cause !== state.cause || !sameLost };
}

function sinceOf(state: ProfileState, now: Date): Date {
  return state.status === "expired" || state.status === "waiting" ? (state.since ?? now) : now;
}

/** When time alone will change the status: a warning begins, a deadline passes, a proof grows stale. */
function nextChange(
  accesses: readonly AccessView[],
  state: ProfileState,
  policy: StatusPolicy,
  now: Date,
): Date | null {
  if (state.status === "disconnected") return null;
  const moments = accesses.flatMap((one) => [
    ...(one.personDeadline ? [warnsAt(one.personDeadline, policy), one.personDeadline.at] : []),
    ...(one.provedAt && state.status !== "unverified" ? [addSeconds(one.provedAt, policy.proofSeconds + 1)] : []),
  ]);
  const coming = moments.map((moment) => moment.getTime()).filter((time) => time > now.getTime());
  return coming.length > 0 ? new Date(Math.min(...coming)) : null;
}

const needsPerson = new Set<ProfileStatus>(["expired", "limited"]);
const works = new Set<ProfileStatus>(["connected", "expiring"]);

async function tellChange(
  trx: Queryable,
  world: DeriveWorld,
  network: Network,
  profile: ProfileFacts,
  state: ProfileState,
): Promise<void> {
  const facts = {
    network: network.about.name,
    from: profile.status,
    to: state.status,
    cause: state.cause,
    lost: state.lost,
    until: state.until?.toISOString() ?? null,
  };
  await recordEvent(trx, world, {
    workspaceId: profile.workspaceId,
    kind: "status_changed",
    profileId: profile.id,
    facts,
  });
  if (needsPerson.has(state.status)) await joinIncident(trx, world, profile, state);
  if (works.has(state.status) || state.status === "disconnected") await leaveIncidents(trx, world, profile);
  await announce(trx, profile.workspaceId, {
    event: "profile",
    data: { id: profile.id, status: state.status, was: profile.status, name: profile.name },
  });
}

/** One cause, one incident: every profile that the same grant loses for the same cause joins the same one. */
async function joinIncident(
  trx: Queryable,
  world: DeriveWorld,
  profile: ProfileFacts,
  state: ProfileState,
): Promise<void> {
  const responsible = responsibleAccess(profile.accesses);
  if (!responsible || !state.cause) return;
  const now = world.clock.now();
  const reach = responsible.grant.state === "dead" ? "grant" : "access";
  const id = newId("incident", now, world.random.bytes(13));
  const incident = await openIncident(trx, {
    id,
    workspaceId: profile.workspaceId,
    network: profile.network,
    reach,
    grantId: responsible.grantId,
    cause: state.cause,
    evidence: null,
    now,
  });
  await attachProfiles(trx, incident.id, [profile.id]);
  if (incident.isNew)
    await recordEvent(trx, world, {
      workspaceId: profile.workspaceId,
      kind: "incident_opened",
      grantId: responsible.grantId,
      incidentId: incident.id,
      facts: { cause: state.cause, person: responsible.setterName, profile: profile.name, lost: state.lost },
    });
  await announce(trx, profile.workspaceId, { event: "incident", data: { id: incident.id } });
}

function responsibleAccess(accesses: readonly AccessFacts[]): AccessFacts | undefined {
  const inUse = accesses.filter((one) => one.access.state !== "ended");
  const sinceOfDeath = (one: AccessFacts): number =>
    (one.grant.state === "dead" ? one.grant.since : one.access.since).getTime();
  return inUse.toSorted((a, b) => sinceOfDeath(b) - sinceOfDeath(a))[0];
}

async function leaveIncidents(trx: Queryable, world: DeriveWorld, profile: ProfileFacts): Promise<void> {
  const closed = await healProfile(trx, profile.id, world.clock.now());
  for (const incidentId of closed) {
    await recordEvent(trx, world, { workspaceId: profile.workspaceId, kind: "incident_closed", incidentId });
    await announce(trx, profile.workspaceId, { event: "incident", data: { id: incidentId } });
  }
}

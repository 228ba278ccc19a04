import { addSeconds } from "#core/backoff.ts";
import { capabilityStates, ofKind } from "#core/capability.ts";
import type { Cause } from "#core/diagnosis.ts";
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
import { recordEvent, type NewEvent } from "../events/record.ts";
import { joinIncident, leaveIncidents, type Loss } from "../incidents/open.ts";
import { conditionKeyAt, findCondition, type StoredCondition } from "../store/conditions.ts";
import type { Leaving } from "../store/incidents.ts";
import { saveStatuses, type DerivedStatus } from "../store/profiles.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { factsForStatus, type AccessFacts, type ProfileFacts } from "./queries.ts";
import { probeSeconds, proofSeconds, savedSeconds } from "./schedule.ts";

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
    await deriveSet(trx, world, facts);
  }
}

/** What was derived for one profile, and what it was before. */
interface Derived extends DerivedStatus {
  readonly profile: ProfileFacts;
  readonly network: Network;
  /** `words`: the status is as before, and what is said about it is not. */
  readonly changed: "status" | "words" | undefined;
}

async function deriveSet(trx: Queryable, world: DeriveWorld, set: readonly ProfileFacts[]): Promise<void> {
  const conditions = new Map<string, StoredCondition>();
  const derived: Derived[] = [];
  for (const profile of set) {
    const network = world.networks.find(profile.network);
    if (!network) continue;
    const condition = await conditionOf(trx, network, profile, conditions);
    derived.push(deriveOne(world, network, profile, condition));
  }
  await saveStatuses(trx, derived, world.clock.now());
  await tellChanges(trx, world, derived);
}

/** All that reach one profile are at its server: the server is part of what the profile is called. */
async function conditionOf(
  trx: Queryable,
  network: Network,
  { accesses }: ProfileFacts,
  known: Map<string, StoredCondition>,
): Promise<StoredCondition> {
  const key = conditionKeyAt(network, accesses.find((access) => access.access.state !== "ended")?.appInstance);
  const place = `${key.network} ${key.server}`;
  const condition = known.get(place) ?? (await findCondition(trx, key));
  known.set(place, condition);
  return condition;
}

function deriveOne(world: DeriveWorld, network: Network, profile: ProfileFacts, condition: StoredCondition): Derived {
  const now = world.clock.now();
  const isSaved = profile.accesses.some((one) => one.savedUntil !== null && one.access.state !== "ended");
  const policy = {
    warnSeconds: world.config.warnDays * 86_400,
    proofSeconds: proofSeconds(isSaved ? savedSeconds(world, network) : probeSeconds(world, network)),
  };
  const accesses = profile.accesses.map((access) => asView(access, network, profile.kind));
  const trouble = troubleOf(world, condition, profile);
  const state = profileState(
    { disconnectedAt: profile.disconnectedAt, enabled: profile.enabled, accesses, trouble },
    policy,
    now,
  );
  const changed = isChanged(profile, state);
  const looksSavedUntil = savedUntil(profile, now);
  const isReworded = profile.looksSavedUntil?.getTime() !== looksSavedUntil?.getTime();
  return {
    profileId: profile.id,
    profile,
    network,
    state,
    changed: changed.status ? "status" : isReworded ? "words" : undefined,
    urgency: urgency[state.status],
    deriveAt: firstOf(nextChange(accesses, state, policy, now), looksSavedUntil),
    looksSavedUntil,
    since: changed.status ? sinceOf(state, now) : profile.statusSince,
  };
}

function asView(access: AccessFacts, network: Network, kind: string): AccessView {
  return {
    id: access.id,
    access: access.access,
    grant: access.grant,
    capabilities: capabilityStates(ofKind(network.capabilities, kind), { scopes: access.scopes, roles: access.roles }),
    // While looks are saved the login's own proof stands for it.
    provedAt: access.savedUntil ? laterOf(access.provedAt, access.grantProvedAt) : access.provedAt,
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

function troubleOf(
  world: DeriveWorld,
  condition: StoredCondition,
  profile: ProfileFacts,
): { cause: Cause; since: Date } | null {
  const inUse = profile.accesses.filter((access) => access.access.state !== "ended");
  if (condition.state !== "well") return { cause: "network_unavailable", since: condition.since ?? world.clock.now() };
  if (inUse.length === 0 || !inUse.every((access) => access.appHealth === "rejected")) return null;
  return { cause: "app_rejected", since: inUse[0]?.appHealthSince ?? world.clock.now() };
}

/** Until when nobody looks at this profile because of the month's budget; null: somebody does, or a look would be of no use. */
function savedUntil({ disconnectedAt, accesses }: ProfileFacts, now: Date): Date | null {
  const living = accesses.filter((one) => one.access.state !== "ended" && one.grant.state !== "dead");
  if (disconnectedAt || living.some((one) => one.savedUntil === null)) return null;
  const first = living.reduce<Date | null>((earliest, one) => firstOf(earliest, one.savedUntil), null);
  return first && first > now ? first : null;
}

const firstOf = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b));
const laterOf = (a: Date | null, b: Date | null): Date | null => (a && b ? (a > b ? a : b) : (a ?? b));

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

/** More at once are not told one by one: whoever watches reads everything anew. */
const toldOneByOne = 20;

/** Changes become events, incidents and announcements: the history first, as it happened, then who has to hear of it. */
async function tellChanges(trx: Queryable, world: DeriveWorld, derived: readonly Derived[]): Promise<void> {
  const changed = derived.filter((one) => one.changed === "status");
  await recordEvent(trx, world, ...changed.map(asEvent));
  const leaving: Leaving[] = [];
  for (const { profile, state } of changed) {
    const loss = needsPerson.has(state.status) ? lossOf(profile, state) : undefined;
    // A profile whose cause has changed is in the incident of that cause, and in no other.
    if (loss) leaving.push({ profileId: profile.id, stays: await joinIncident(trx, world, loss) });
    else if (isRepaired(profile, state)) leaving.push({ profileId: profile.id });
  }
  await leaveIncidents(trx, world, leaving);
  const told = derived.filter((one) => one.changed !== undefined);
  for (const [workspaceId, ofWorkspace] of Map.groupBy(told, ({ profile }) => profile.workspaceId))
    await tellWorkspace(trx, workspaceId, ofWorkspace);
}

const asEvent = ({ profile, network, state }: Derived): NewEvent => ({
  workspaceId: profile.workspaceId,
  kind: "status_changed",
  profileId: profile.id,
  facts: {
    network: network.about.name,
    from: profile.status,
    to: state.status,
    cause: state.cause,
    lost: state.lost,
    until: state.until?.toISOString() ?? null,
  },
});

async function tellWorkspace(trx: Queryable, workspaceId: string, told: readonly Derived[]): Promise<void> {
  if (told.length > toldOneByOne) return announce(trx, workspaceId, { event: "refresh", data: {} });
  for (const { profile, state } of told)
    await announce(trx, workspaceId, {
      event: "profile",
      data: { id: profile.id, status: state.status, was: profile.status, name: profile.name },
    });
}

/** It works, nobody wants it any more, or a login that is not dead reaches it and is only not proved yet. */
function isRepaired({ accesses }: ProfileFacts, { status }: ProfileState): boolean {
  if (works.has(status) || status === "disconnected") return true;
  const isAlive = ({ access, grant }: AccessFacts): boolean =>
    access.state !== "ended" && access.state !== "dead" && grant.state !== "dead";
  return !needsPerson.has(status) && accesses.some(isAlive);
}

/** What this profile has lost by the login that died last; undefined when nothing reaches it any more. */
function lossOf(profile: ProfileFacts, { cause, lost }: ProfileState): Loss | undefined {
  const responsible = responsibleAccess(profile.accesses);
  if (!responsible || !cause) return undefined;
  const isDead = responsible.grant.state === "dead";
  return {
    profile,
    cause,
    lost,
    grantId: responsible.grantId,
    person: responsible.setterName,
    reach: isDead ? "grant" : "access",
    since: (isDead ? responsible.grant : responsible.access).since,
  };
}

function responsibleAccess(accesses: readonly AccessFacts[]): AccessFacts | undefined {
  const inUse = accesses.filter((one) => one.access.state !== "ended");
  const sinceOfDeath = (one: AccessFacts): number =>
    (one.grant.state === "dead" ? one.grant.since : one.access.since).getTime();
  return inUse.toSorted((a, b) => sinceOfDeath(b) - sinceOfDeath(a))[0];
}

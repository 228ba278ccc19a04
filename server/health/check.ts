import { addSeconds } from "#core/backoff.ts";
import type { Diagnosis } from "#core/diagnosis.ts";
import { isEnded, isSpent } from "#core/refresh-plan.ts";
import { NetworkFailure, type GrantProof, type LiveAccess, type LiveGrant, type Network } from "#networks/network.ts";
import { appOf, type OpenApp } from "../apps/apps.ts";
import { withCall } from "../calls/call.ts";
import { withinBudget } from "../calls/paid-reads.ts";
import { openGrant } from "../grants/tokens.ts";
import { accessBinding, accessesOfGrant, nextLook, postponeLook, type StoredAccess } from "../store/accesses.ts";
import { scheduleProbe } from "../store/grant-writes.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { considerNetwork } from "./guard.ts";
import { keepAlive, type KeptAlive } from "./keep-alive.ts";
import { recordAccessProof, recordFailure, recordGrantProof, type Look } from "./record.ts";
import { reviveGrant } from "./revive.ts";
import { isOpen, saveLook } from "./saved-looks.ts";
import { nextOrdinaryLook } from "./schedule.ts";
import type { Asked } from "./verdict.ts";
import { seekWitnesses } from "./witnesses.ts";

/** `due`: what is due now. `all`: everything, whatever its next look (somebody pressed "Check now", or a hook said so). */
export interface CheckScope {
  readonly what: "due" | "all";
  readonly profileId?: string;
}

const accessesPerCheck = 200;
/** Another process is at a refresh: its result is looked at so much later. */
const underWaySeconds = 60;
const atOnce = 4;

/**
 * Looks at a grant and at the accesses it gives, with cheap reads; a proof or a failure of each is recorded by itself, so
 * that one exception never stops the rest (P23). Without a usable token no call is made (R4).
 */
export async function checkGrant(world: World, grantId: string, scope: CheckScope): Promise<void> {
  const stored = await findLiving(world, grantId, scope);
  const network = stored && world.networks.find(stored.network);
  if (!stored?.tokensSealed || !network || stored.health.state === "ended" || stored.health.state === "dead") {
    if (stored) await scheduleProbe(world.db, grantId, null);
    return;
  }
  const looks = await lookAtAll(world, network, stored, scope);
  if (looks.some((look) => look.sign !== "none")) await considerNetwork(world, network, stored.appId, looks);
  await scheduleNext(world, network, grantId, looks);
  // Only now: what a witness brings forward must not be put off again.
  if (looks.some(({ sign }) => sign === "proved" || sign === "refused"))
    await seekWitnesses(world, network, { appId: stored.appId, act: "probe" });
}

/** The grant as it is; a dead one is asked once more first, where its death is in doubt. */
async function findLiving(world: World, grantId: string, { what }: CheckScope): Promise<StoredGrant | undefined> {
  const stored = await findGrant(world.db, grantId);
  const network = stored && world.networks.find(stored.network);
  if (!network || !stored.tokensSealed || stored.health.state !== "dead") return stored;
  const lives = await reviveGrant(world, network, stored, what === "all" ? "asked" : "due");
  return lives ? findGrant(world.db, grantId) : stored;
}

async function lookAtAll(
  world: World,
  network: Network,
  stored: StoredGrant,
  scope: CheckScope,
): Promise<readonly Look[]> {
  const usable = await usableGrant(world, network, stored);
  if ("lookAgainAt" in usable) return [usable];
  const app = await appOf(world, usable.appId);
  const dueAt = scope.what === "due" ? { dueAt: world.clock.now() } : {};
  const accesses = await accessesOfGrant(world.db, {
    grantId: usable.id,
    limit: accessesPerCheck,
    ...dueAt,
    ...(scope.profileId ? { profileId: scope.profileId } : {}),
  });
  const look = () => lookAtGrantAndAccesses(world, network, app, { grant: usable, accesses });
  if (isOpen(usable, accesses)) return look();
  const looks = await withinBudget(world, { network, app, account: usable.setter.remoteId }, look);
  return looks === "saved" ? [await saveLook(world, network, usable)] : looks;
}

async function lookAtGrantAndAccesses(
  world: World,
  network: Network,
  app: OpenApp,
  { grant, accesses }: { grant: StoredGrant; accesses: readonly StoredAccess[] },
): Promise<readonly Look[]> {
  const seen = await lookAtGrant(world, network, app, grant);
  if (seen.look.sign !== "proved") return [seen.look];
  const live = openGrant(world, seen.grant);
  const told = await recordTold(world, network, grant.id, seen.told);
  const unseen = accesses.filter((access) => access.id !== told?.accessId);
  const looks = await inSmallGroups(unseen, (access) =>
    isolated(world, network, access, () => lookAtAccess(world, network, app, live, access)),
  );
  return [seen.look, ...(told ? [told.look] : []), ...looks];
}

/** What the answer about the grant proved of an access as well costs no call of its own. */
async function recordTold(
  world: World,
  network: Network,
  grantId: string,
  told: GrantProof["profile"],
): Promise<{ readonly accessId: string; readonly look: Look } | undefined> {
  if (!told) return undefined;
  const [access] = await accessesOfGrant(world.db, { grantId, remoteId: told.remoteId, limit: 1 });
  if (!access || access.tokenSealed !== null) return undefined;
  return { accessId: access.id, look: await recordAccessProof(world, network, access.id, told.proof) };
}

/**
 * A spent token is refreshed first. Where nothing can refresh it the network is asked all the same: that it ended is for the
 * network to say (R55). A look instead of a grant: the token at hand has ended and no fresh one is to be had now.
 */
async function usableGrant(world: World, network: Network, stored: StoredGrant): Promise<StoredGrant | Look> {
  if (!network.oauth.refresh || !isSpent(stored, network.policy.refresh, world.clock.now())) return stored;
  const kept = await keepAlive(world, stored.id, "needed");
  if (kept.outcome === "under-way")
    return { lookAgainAt: addSeconds(world.clock.now(), underWaySeconds), sign: "none" };
  if (kept.outcome === "impossible") return kept.grant?.tokensSealed ? kept.grant : nothingSeen(world, network, stored);
  return isEnded(kept.grant, world.clock.now()) ? (kept.look ?? nothingSeen(world, network, kept.grant)) : kept.grant;
}

/** Nobody was asked: the next attempt to refresh is planned, or is somebody else's. */
function nothingSeen(world: World, network: Network, { refreshAt }: StoredGrant): Look {
  const ordinary = nextOrdinaryLook(world, network);
  const isSooner = refreshAt && refreshAt > world.clock.now() && refreshAt < ordinary;
  return { lookAgainAt: isSooner ? refreshAt : ordinary, sign: "none" };
}

/** The grant first, also where accesses have tokens of their own that outlive it: the adapter knows how to ask then. */
async function lookAtGrant(
  world: World,
  network: Network,
  app: OpenApp,
  grant: StoredGrant,
): Promise<{ readonly grant: StoredGrant } & SeenOfGrant> {
  const first = await askGrant(world, network, app, grant);
  if (first.look) return { grant, ...first };
  const kept = await refreshRejected(world, network, grant, first.failure);
  if (kept?.look) return { grant, look: kept.look };
  if (!kept?.grant?.tokensSealed || kept.outcome === "impossible")
    return { grant, look: await recordFailure(world, network, { grantId: grant.id, ...first }, first.failure) };
  // The refresh decides whether the grant lives, and there was no answer to it yet: more refusals of the token prove nothing.
  if (kept.grant.version === grant.version) return { grant, look: nothingSeen(world, network, kept.grant) };
  const second = await askGrant(world, network, app, kept.grant);
  if (second.look) return { grant: kept.grant, ...second };
  return {
    grant: kept.grant,
    look: await recordFailure(world, network, { grantId: grant.id, ...second }, second.failure),
  };
}

interface SeenOfGrant {
  readonly look: Look;
  readonly told?: GrantProof["profile"];
}

type GrantAnswer = SeenOfGrant | { readonly look?: undefined; readonly failure: NetworkFailure; readonly asked: Asked };

async function askGrant(world: World, network: Network, app: OpenApp, grant: StoredGrant): Promise<GrantAnswer> {
  const live = openGrant(world, grant);
  const asked: Asked = { act: "probe", at: world.clock.now() };
  try {
    const proof = await withCall(world, { network, app, grantId: live.id }, (call) => network.probe.grant(call, live));
    const look = await recordGrantProof(world, network, live.id, { ...proof, askedAt: asked.at });
    return { look, told: proof.profile };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    return { failure, asked };
  }
}

/** A token refused before its time is refreshed once: whether the grant lives is decided by that, not by the token. */
async function refreshRejected(
  world: World,
  network: Network,
  grant: StoredGrant,
  { diagnosis }: NetworkFailure,
): Promise<KeptAlive | undefined> {
  const helps = diagnosis.kind === "token-expired" && diagnosis.retry === "after-refresh";
  return helps && network.oauth.refresh ? keepAlive(world, grant.id, "rejected") : undefined;
}

async function lookAtAccess(
  world: World,
  network: Network,
  app: OpenApp,
  live: LiveGrant,
  access: StoredAccess,
): Promise<Look> {
  const asked: Asked = { act: "probe", at: world.clock.now() };
  try {
    const proof = await withCall(world, { network, app, grantId: live.id, profileId: access.profileId }, (call) =>
      network.probe.access(call, live, openAccess(world, live, access)),
    );
    return await recordAccessProof(world, network, access.id, proof);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const subject = { grantId: live.id, accessId: access.id, asked };
    const look = await recordFailure(world, network, subject, ofThisAccess(failure));
    // What concerns the app or the content says nothing about the access: it is looked at again like the grant, not at once.
    const { reach } = failure.diagnosis;
    if (reach === "app" || reach === "content") await postponeLook(world.db, access.id, look.lookAgainAt);
    return look;
  }
}

/**
 * The grant was proved a moment ago, so what one access's own token meets is no verdict about the grant, whatever the
 * answer says: a stale Page token must not end the person's other Pages. The grant's next look decides about the grant.
 */
function ofThisAccess(failure: NetworkFailure): NetworkFailure {
  if (failure.diagnosis.reach !== "grant") return failure;
  const diagnosis: Diagnosis = { ...failure.diagnosis, reach: "access" };
  return new NetworkFailure(diagnosis, failure.evidence, failure.outcomeUnknown);
}

/** A bug that one access meets is logged and must not stop the others. */
async function isolated(
  world: World,
  network: Network,
  access: StoredAccess,
  look: () => Promise<Look>,
): Promise<Look> {
  try {
    return await look();
  } catch (error) {
    world.log.error({ error, access: access.id }, "a look at an access failed on our side");
    const lookAgainAt = nextOrdinaryLook(world, network);
    await postponeLook(world.db, access.id, lookAgainAt);
    return { lookAgainAt, sign: "none" };
  }
}

export function openAccess(world: Pick<World, "vault">, live: LiveGrant, access: StoredAccess): LiveAccess {
  const token =
    access.tokenSealed === null
      ? live.tokens.accessToken
      : world.vault.open(access.tokenSealed, accessBinding(access.id));
  return { remoteId: access.remoteId, token };
}

async function inSmallGroups<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += atOnce)
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(act))));
  return results;
}

/** The grant comes due again when the first of its parts does. */
async function scheduleNext(world: World, network: Network, grantId: string, looks: readonly Look[]): Promise<void> {
  const after = await findGrant(world.db, grantId);
  if (!after || after.health.state === "dead" || after.health.state === "ended")
    return scheduleProbe(world.db, grantId, null);
  const grantLook = looks[0]?.lookAgainAt ?? nextOrdinaryLook(world, network);
  const firstAccess = await nextLook(world.db, grantId);
  const failing = looks[0] !== undefined && looks[0].sign !== "proved";
  const at = firstAccess && !failing && firstAccess < grantLook ? firstAccess : grantLook;
  await scheduleProbe(world.db, grantId, at < world.clock.now() ? world.clock.now() : at);
}

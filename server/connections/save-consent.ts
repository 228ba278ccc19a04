import { AppError } from "#core/app-error.ts";
import { mergeExpiries, withAssumedEnd, type Expiries, type Tokens } from "#core/grant.ts";
import { newId } from "#core/id.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import { isRefreshable, type OpenApp } from "../apps/apps.ts";
import { attachChosen, type Attached, type Attaching } from "../attaching/attach.ts";
import { beginFollowing, isFollowed } from "../attaching/follow.ts";
import { keepCalls, withCall } from "../calls/call.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent } from "../events/record.ts";
import { openGrant, sealTokens } from "../grants/tokens.ts";
import { deriveProfiles } from "../health/derive.ts";
import { accessBinding, destroyAccessTokens, dropAccesses, lookSoonAt } from "../store/accesses.ts";
import { insertGrant, replaceGrant } from "../store/grant-writes.ts";
import { grantBinding, type NewGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { targetKey } from "./begin.ts";
import { candidateBinding } from "./binding.ts";
import { candidatesByIds, type StoredCandidate } from "./candidate-queries.ts";
import type { OpenConsent } from "./consent.ts";
import { lockFlow, moveFlow } from "./flow-queries.ts";
import { isRenewing, type Flow } from "./flow.ts";
import { findRenewalTarget, useLink } from "./link-queries.ts";
import { linkUsed } from "./links.ts";
import type { OpenFlow } from "./prove-picked.ts";
import { findEarlierGrant, lockReach, reachedAgain, type Reach } from "./reach.ts";

/** A consent that was proved, and what the person wants of it. */
export interface ProvedConsent {
  readonly network: Network;
  readonly app: OpenApp;
  readonly flow: Flow;
  readonly consent: OpenConsent;
  /** Each with how it went; what was refused stays out. */
  readonly picked: readonly StoredCandidate[];
  /** When to look at those that could not be asked. */
  readonly waitUntil: Date | undefined;
  /** What was sent for each, for the log of calls. */
  readonly traces: OpenFlow["traces"];
}

/**
 * Saves a consent in place of the person's earlier one. Throws AppError, and changes nothing, when what the person agreed
 * to is not possible any more. Undefined: the flow has moved on without us.
 */
export async function saveConsent(world: World, proved: ProvedConsent): Promise<string | undefined> {
  const { network, app } = proved;
  const saved = await world.db.transaction().execute((trx) => saveOnce(trx, world, proved));
  if (!saved) return undefined;
  const { grantId, replaced, attached } = saved;
  await keepCalls(
    world,
    attached.map(({ profileId, remoteId }) => ({ grantId, profileId, traces: proved.traces.get(remoteId) ?? [] })),
  );
  if (replaced) await retire(world, network, app, replaced);
  return grantId;
}

interface Saved {
  readonly grantId: string;
  readonly replaced: StoredGrant | undefined;
  readonly attached: readonly Attached[];
}

/** A worker that was believed dead may come as well: the flow's row lets one of them save. */
async function saveOnce(trx: Queryable, world: World, proved: ProvedConsent): Promise<Saved | undefined> {
  const { network, flow } = proved;
  const stands = await lockFlow(trx, flow.id);
  if (stands?.status !== "proving") return undefined;
  const { savedGrantId } = stands.outcome;
  if (savedGrantId) return { grantId: savedGrantId, replaced: undefined, attached: [] };
  if (flow.linkId && !(await useLink(trx, flow.linkId, world.clock.now()))) throw new AppError("gone", linkUsed);
  const picked = await stillWanted(trx, flow, proved.picked);
  const earlier = await findEarlierGrant(trx, flow, proved.consent.person.remoteId);
  const grant = newGrant(world, proved, earlier);
  await (earlier ? replaceGrant(trx, grant) : insertGrant(trx, grant));
  const reach = await lockReach(trx, flow, earlier);
  const refused = picked.filter((one) => one.refused !== null).map((one) => one.remoteId);
  const healed = (await withServed(trx, flow, reach, picked)).filter((one) => !refused.includes(one.remoteId));
  const attached = await attachChosen(trx, world, attaching(world, proved, grant.id), healed);
  // Refused now and connected before: what it has stays untouched until something is proved, and is looked at.
  await lookSoonAt(trx, grant.id, refused, world.clock.now());
  const dropped = await dropUnreached(trx, world, flow, reach);
  await recordEvent(trx, world, {
    workspaceId: flow.workspaceId,
    kind: earlier ? "grant_renewed" : "grant_authorised",
    grantId: grant.id,
    actor: flow.memberId ?? undefined,
    facts: {
      person: proved.consent.person.name,
      network: network.about.name,
      profiles: attached.length,
      declined: flow.scopesDeclined,
    },
  });
  await deriveProfiles(trx, world, [...attached.map((one) => one.profileId), ...dropped]);
  if (isFollowed(network)) {
    const remoteIds = [...healed.map((one) => one.remoteId), ...refused];
    await beginFollowing(trx, world, flow, { grantId: grant.id, remoteIds, isConnect: !isRenewing(flow) });
  }
  await moveFlow(trx, flow.id, ["proving"], {
    outcome: JSON.stringify({ ...flow.outcome, savedGrantId: grant.id }),
    grant_id: grant.id,
  });
  return { grantId: grant.id, replaced: earlier, attached };
}

function attaching(world: World, proved: ProvedConsent, grantId: string): Attaching<StoredCandidate> {
  const { network, flow, picked, waitUntil } = proved;
  const unasked = new Set(picked.filter((one) => !one.proof).map((one) => one.remoteId));
  return {
    workspaceId: flow.workspaceId,
    network,
    grantId,
    person: flow.person?.name ?? null,
    actor: flow.memberId ?? undefined,
    lookAt: ({ remoteId }) => (waitUntil && unasked.has(remoteId) ? waitUntil : world.clock.now()),
    sealToken: (candidate, accessId) => resealed(world, flow, candidate, accessId),
  };
}

/** A renewal never brings back what was disconnected while it went on (P48); what it heals besides is found anew. */
async function stillWanted(
  trx: Queryable,
  flow: Flow,
  chosen: readonly StoredCandidate[],
): Promise<readonly StoredCandidate[]> {
  if (!isRenewing(flow)) return chosen;
  const target = await findRenewalTarget(trx, flow.workspaceId, targetKey(flow));
  if (!target) throw new AppError("conflict", "The profile was disconnected meanwhile.");
  return chosen.filter((one) => one.remoteId === target.remoteId);
}

function newGrant(
  world: World,
  { network, app, flow, consent }: ProvedConsent,
  earlier: StoredGrant | undefined,
): NewGrant {
  const now = world.clock.now();
  const id = earlier?.id ?? newId("grant", now, world.random.bytes(13));
  const { answer } = consent;
  const { tokens, expiries: told } = withKeptRefreshToken(world, consent, earlier);
  const expiries = canRefresh(network, app, tokens)
    ? withAssumedEnd(told, network.policy.refresh.accessSeconds, consent.issuedAt)
    : told;
  const plan = planRefresh(
    { ...expiries, issuedAt: consent.issuedAt, hasRefreshToken: tokens.refreshToken !== undefined },
    network.policy.refresh,
    world.random.fraction(),
  );
  return {
    id,
    workspaceId: flow.workspaceId,
    network: flow.network,
    appId: flow.appId,
    setter: consent.person,
    tokenKind: answer.tokenKind,
    tokensSealed: sealTokens(world, tokens, grantBinding(id)),
    scopesAsked: flow.scopesAsked,
    scopesGranted: answer.scopesGranted,
    scopesDeclined: answer.scopesDeclined ?? [],
    ...expiries,
    refreshAt: "at" in plan && isRefreshable(network, app) ? plan.at : null,
    now,
  };
}

/** Only then is an end that nobody told worth assuming: a fresh token is to be had. */
function canRefresh(network: Network, app: OpenApp, tokens: Tokens): boolean {
  return (
    isRefreshable(network, app) && (network.policy.refresh.model === "extending" || tokens.refreshToken !== undefined)
  );
}

/**
 * Some networks name a refresh token at the first consent only (Google): one that was not named again, and that nothing
 * speaks against, is kept (P18). Impossible expiries are refused (P19).
 */
function withKeptRefreshToken(
  world: World,
  { answer }: OpenConsent,
  earlier: StoredGrant | undefined,
): { tokens: Tokens; expiries: Expiries } {
  const now = world.clock.now();
  const hasOwn = answer.tokens.refreshToken !== undefined && answer.tokens.refreshToken.reveal() !== "";
  const isAlive = earlier?.tokensSealed && earlier.health.state !== "dead" && earlier.tokenKind === answer.tokenKind;
  if (hasOwn || !isAlive) return { tokens: answer.tokens, expiries: mergeExpiries({}, answer, now) };
  const { refreshToken } = openGrant(world, earlier).tokens;
  const { refreshExpiresAt } = earlier;
  return {
    tokens: { ...answer.tokens, refreshToken },
    expiries: mergeExpiries(refreshToken ? { refreshExpiresAt } : {}, answer, now),
  };
}

/** The same person's earlier profiles get the fresh tokens too: one login heals all that it reaches. */
async function withServed(
  trx: Queryable,
  flow: Flow,
  reach: Reach,
  chosen: readonly StoredCandidate[],
): Promise<StoredCandidate[]> {
  const picked = new Set(chosen.map((one) => one.remoteId));
  const missing = reachedAgain(reach).filter((remoteId) => !picked.has(remoteId));
  return [...chosen, ...(await candidatesByIds(trx, flow.id, missing))];
}

async function dropUnreached(trx: Queryable, world: World, flow: Flow, { earlier, served }: Reach): Promise<string[]> {
  if (!earlier) return [];
  const unreached = served.filter((one) => !one.usable);
  // What was lost before keeps its cause; its old token belongs to the replaced consent and must not be used again.
  await destroyAccessTokens(
    trx,
    earlier.id,
    unreached.map((one) => one.profileId),
  );
  const dropped = unreached.filter((one) => !one.lostBefore);
  await dropAccesses(
    trx,
    earlier.id,
    dropped.map((one) => one.profileId),
    world.clock.now(),
  );
  await recordEvent(
    trx,
    world,
    ...dropped.map((one) => ({
      workspaceId: flow.workspaceId,
      kind: "access_dropped" as const,
      profileId: one.profileId,
      grantId: earlier.id,
      facts: { person: earlier.setter.name },
    })),
  );
  return dropped.map((one) => one.profileId);
}

/** The session that this renewal replaced is ended at the network, where it is kept apart from the new one. */
async function retire(world: World, network: Network, app: OpenApp, replaced: StoredGrant): Promise<void> {
  const { retire: retireAt } = network.oauth;
  if (!retireAt || replaced.tokensSealed === null) return;
  try {
    await withCall(world, { network, app, grantId: replaced.id }, (call) => retireAt(call, openGrant(world, replaced)));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    world.log.info(
      { grant: replaced.id, rule: failure.diagnosis.rule },
      "a replaced session was not ended at the network; it ends by itself",
    );
  }
}

/** A candidate's token, sealed for the row of the access that it now belongs to. */
export function resealed(
  world: World,
  flow: Pick<Flow, "id">,
  candidate: StoredCandidate,
  accessId: string,
): string | null {
  if (candidate.tokenSealed === null) return null;
  return world.vault.seal(
    world.vault.open(candidate.tokenSealed, candidateBinding(flow.id, candidate.remoteId)),
    accessBinding(accessId),
  );
}

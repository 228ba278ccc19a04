import { kindFacts } from "#core/diagnosis.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { Network, NetworkFailure } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { together } from "../db/together.ts";
import { asEvidence, recordEvent, type NewEvent } from "../events/record.ts";
import { refreshGrant, type RefreshOutcome, type RefreshReason } from "../grants/refresh.ts";
import { profilesOfGrant, profilesOfGrants } from "../store/accesses.ts";
import {
  saveGrantHealth,
  saveRefreshProofs,
  saveRefusalTold,
  scheduleProbe,
  scheduleRefresh,
} from "../store/grant-writes.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { considerNetwork } from "./guard.ts";
import { recordFailure, type Look } from "./record.ts";
import { nextRefusedAttempt } from "./schedule.ts";
import { lockRefused, type Asked } from "./verdict.ts";
import { dropRefusals } from "./witness-queries.ts";
import { seekWitnesses } from "./witnesses.ts";

/** `look`: the failure counted against the grant, like that of a probe (P9). */
export type KeptAlive = RefreshOutcome & { readonly look?: Look };

/**
 * Refreshes a grant and records what that means for people. A refusal counts against the grant only once the token at
 * hand has ended or is refused itself (P3); until then the profiles are `expiring`: they work, and somebody must act
 * before that date.
 */
export async function keepAlive(world: World, grantId: string, reason: RefreshReason): Promise<KeptAlive> {
  const asked: Asked = { act: "refresh", at: world.clock.now() };
  const result = await refreshGrant(world, grantId, reason);
  if (result.outcome === "refreshed" || result.outcome === "unmoved") await recordAccepted(world, result, asked.at);
  const look =
    result.outcome === "failed" && reason !== "second-chance"
      ? await tellFailed(world, result.grant, result.failure, { reason, asked })
      : undefined;
  if (look?.sign === "refused" && result.grant) await seekWitnessesOf(world, result.grant);
  return look ? { ...result, look } : result;
}

async function seekWitnessesOf(world: World, { network: id, appId }: StoredGrant): Promise<void> {
  const network = world.networks.find(id);
  if (network) await seekWitnesses(world, network, { appId, act: "refresh" });
}

type Accepted = Extract<RefreshOutcome, { outcome: "refreshed" | "unmoved" }>;

/** The network accepted the refresh: that proves the login, also where the fresh token lives no longer than the old one. */
async function recordAccepted(world: World, accepted: Accepted, askedAt: Date): Promise<void> {
  const { grant } = accepted;
  const proof = { grant, askedAt, isMoved: accepted.outcome === "refreshed" };
  if (!isTelling(accepted)) return void (await Promise.all([recordQuietly(world, proof), learnOfPlace(world, grant)]));
  await recordProofs(world, proof);
  await learnOfPlace(world, grant);
}

/** Whether what people see of its profiles could come out differently. For nearly every refresh it does not. */
function isTelling({ before, grant }: Accepted): boolean {
  // As it is after the save, too: a verdict may have fallen while the network was asked.
  const isWell = ({ state, troubles }: StoredGrant["health"]) =>
    (state === "live" || state === "unverified") && troubles === 0;
  if (!isWell(before.health) || !isWell(grant.health) || before.refreshRefused) return true;
  const same = (a: Date | null | undefined, b: Date | null | undefined) => a?.getTime() === b?.getTime();
  const isSameEnd = same(before.endsAt, grant.endsAt) && same(before.dataAccessEndsAt, grant.dataAccessEndsAt);
  const isSameScopes = before.scopesGranted?.join(" ") === grant.scopesGranted?.join(" ");
  return !isSameEnd || !isSameScopes || (before.refreshAt === null) !== (grant.refreshAt === null);
}

interface RefreshProof {
  readonly grant: StoredGrant;
  readonly askedAt: Date;
  /** The fresh token lives longer than the old one did. */
  readonly isMoved: boolean;
}

/** Refreshes that were accepted at the same time are recorded together, and what their profiles' statuses are now. */
const recordProofs = together<World, RefreshProof, void>(async (world, proofs) => {
  const ids = proofs.map(({ grant }) => grant.id);
  await world.db.transaction().execute(async (trx) => {
    await saveRefreshProofs(
      trx,
      proofs.map(({ grant, askedAt }) => ({ id: grant.id, askedAt })),
      world.clock.now(),
    );
    await recordMoved(trx, world, proofs);
    await deriveProfiles(trx, world, await profilesOfGrants(trx, ids));
  });
  return proofs.map(() => undefined);
});

/** The proof itself is saved with the token; the history hears of it. */
const recordQuietly = together<World, RefreshProof, void>(async (world, proofs) => {
  await recordMoved(world.db, world, proofs);
  return proofs.map(() => undefined);
});

async function recordMoved(db: Queryable, world: World, proofs: readonly RefreshProof[]): Promise<void> {
  const ids = proofs.map(({ grant }) => grant.id);
  const moved = proofs.filter(({ isMoved }) => isMoved);
  await Promise.all([
    dropRefusals(db, ids),
    ...(moved.length > 0 ? [recordEvent(db, world, ...moved.map(({ grant }) => asRefreshed(grant)))] : []),
  ]);
}

const asRefreshed = ({ id: grantId, workspaceId, setter, accessExpiresAt }: StoredGrant): NewEvent => ({
  workspaceId,
  kind: "grant_refreshed",
  grantId,
  facts: { person: setter.name, until: accessExpiresAt?.toISOString() ?? null },
});

/** What an accepted refresh says about its network, or its server: once for all that were accepted there at the same time. */
const learnOfPlace = together<World, StoredGrant, void>(async (world, grants) => {
  for (const grant of new Map(grants.map((one) => [one.appId, one])).values()) {
    const network = world.networks.find(grant.network);
    const look = { lookAgainAt: world.clock.now(), sign: "refreshed" } as const;
    if (network) await considerNetwork(world, network, grant.appId, [look]);
    await seekWitnessesOf(world, grant);
  }
  return grants.map(() => undefined);
});

interface Attempt {
  readonly reason: RefreshReason;
  readonly asked: Asked;
}

async function tellFailed(
  world: World,
  grant: StoredGrant,
  failure: NetworkFailure,
  attempt: Attempt,
): Promise<Look | undefined> {
  const network = world.networks.find(grant.network);
  if (!network) return undefined;
  if (attempt.reason === "rejected" || isEnded(grant, world.clock.now()))
    return countAgainst(world, network, grant, { failure, ...attempt });
  const refused = kindFacts[failure.diagnosis.kind].canExpire;
  if (refused) return tellRefusal(world, network, grant, { failure, ...attempt });
  if (failure.outcomeUnknown && grant.refreshTroubles === 1) await tellLost(world, grant, failure);
  return undefined;
}

/** No token works at this moment: from here on it is judged as a failed probe would be. */
async function countAgainst(
  world: World,
  network: Network,
  grant: StoredGrant,
  { failure, reason, asked }: Attempt & { readonly failure: NetworkFailure },
): Promise<Look> {
  // The token at hand was refused by the API before its time, so the refusal is as much the API's as the refresh's.
  const by: Asked = reason === "rejected" ? { ...asked, act: "probe" } : asked;
  const look = await recordFailure(world, network, { grantId: grant.id, asked: by }, failure);
  const after = await findGrant(world.db, grant.id);
  const isDead = after?.health.state === "dead";
  await scheduleProbe(world.db, grant.id, isDead ? null : look.lookAgainAt);
  // Until it is judged nobody who reads asks again: the next attempt is planned.
  if (by.act === "refresh" && look.sign === "refused" && !isDead)
    await scheduleRefresh(world.db, grant.id, look.lookAgainAt);
  await considerNetwork(world, network, grant.appId, [look]);
  return look;
}

/** The token at hand lives: people hear of the refusal like of a death, once it has a witness. */
async function tellRefusal(
  world: World,
  network: Network,
  { id: grantId }: StoredGrant,
  { failure, asked }: Attempt & { readonly failure: NetworkFailure },
): Promise<Look> {
  const { diagnosis } = failure;
  const now = world.clock.now();
  const look = await world.db.transaction().execute(async (trx): Promise<Look> => {
    const seen = { lookAgainAt: now, sign: "none" } as const;
    const refused = await lockRefused(trx, world, network, { grantId, asked, diagnosis });
    if (!refused) return seen;
    const { grant, ruling } = refused;
    await saveGrantHealth(trx, grantId, grant.health, { probedAt: now });
    if (grant.refreshRefused?.isTold || ruling === "pronounce") {
      await recordRefusal(trx, world, grant, failure);
      return seen;
    }
    const lookAgainAt = nextRefusedAttempt(world, grant, ruling);
    await scheduleRefresh(trx, grantId, lookAgainAt);
    return { lookAgainAt, sign: "refused", evidence: asEvidence(failure.evidence, diagnosis) };
  });
  if (look.sign === "refused")
    await considerNetwork(world, network, (await findGrant(world.db, grantId))?.appId ?? "", [look]);
  return look;
}

async function recordRefusal(trx: Queryable, world: World, grant: StoredGrant, failure: NetworkFailure): Promise<void> {
  const facts = {
    cause: failure.diagnosis.cause,
    person: grant.setter.name,
    until: grant.accessExpiresAt?.toISOString() ?? null,
  };
  if (!grant.refreshRefused?.isTold) await saveRefusalTold(trx, grant.id, world.clock.now());
  await recordEvent(trx, world, {
    workspaceId: grant.workspaceId,
    kind: "refresh_refused",
    grantId: grant.id,
    facts,
    evidence: asEvidence(failure.evidence, failure.diagnosis),
  });
  await deriveProfiles(trx, world, await profilesOfGrant(trx, grant.id));
}

/** The refresh token may be spent although no answer came: said once, not at every further attempt. */
async function tellLost(world: World, grant: StoredGrant, failure: NetworkFailure): Promise<void> {
  await recordEvent(world.db, world, {
    workspaceId: grant.workspaceId,
    kind: "refresh_lost",
    grantId: grant.id,
    facts: { person: grant.setter.name },
    evidence: asEvidence(failure.evidence, failure.diagnosis),
  });
}

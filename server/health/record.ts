import { addSeconds } from "#core/backoff.ts";
import { canExpire, isTemporary, type Diagnosis } from "#core/diagnosis.ts";
import { mergeExpiries } from "#core/grant.ts";
import { judge, proved, type Health, type Judgement } from "#core/health.ts";
import type { AccessProof, GrantProof, Network, NetworkFailure } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { asEvidence, recordEvent } from "../events/record.ts";
import { keepLife } from "../lifetimes/lives.ts";
import { findAccess, lockAccess, profilesOfGrant, saveAccessHealth, type StoredAccess } from "../store/accesses.ts";
import { conditionKeyOf, shareCondition } from "../store/conditions.ts";
import { saveGrantFacts, saveGrantHealth } from "../store/grant-writes.ts";
import { lockGrant, type StoredGrant } from "../store/grants.ts";
import { touchProfile } from "../store/profiles.ts";
import type { World } from "../world.ts";
import { deriveProfiles } from "./derive.ts";
import { healthPolicy, nextDailyLook, nextOrdinaryLook, probeSeconds } from "./schedule.ts";
import { giveSecondChance } from "./second-chance.ts";
import { lockRefused, type Asked, type Ruled } from "./verdict.ts";
import { dropRefusal } from "./witness-queries.ts";

/** What a look led to, for whoever looked: when to look again, and whether the network as a whole should be judged. */
export interface Look {
  readonly lookAgainAt: Date;
  /** `refreshed`: the login was proved by a refresh alone, nothing else was asked. */
  readonly sign: "proved" | "silent" | "refused" | "app-rejected" | "refreshed" | "none";
  /** The redacted answer that said no, with what the network's own table makes of it. */
  readonly evidence?: Record<string, unknown>;
}

// ── Proofs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function recordGrantProof(
  world: World,
  network: Network,
  grantId: string,
  { askedAt, ...told }: GrantProof & { readonly askedAt: Date },
): Promise<Look> {
  const lookAgainAt = nextOrdinaryLook(world, network);
  await world.db.transaction().execute(async (trx) => {
    const grant = await lockGrant(trx, grantId);
    if (!grant || grant.health.state === "ended") return;
    const now = world.clock.now();
    const proof = { ...told, ...mergeExpiries({}, told, now) };
    await saveGrantFacts(trx, grantId, proof);
    // Proved is what was asked for, when it was asked: the answer may be late, and the network in trouble since.
    await saveGrantHealth(trx, grantId, proved(grant.health, now), {
      provedAt: askedAt,
      probedAt: now,
      silentAt: null,
    });
    await dropRefusal(trx, grantId, "probe");
    const rightsChanged = await tellChangedRights(trx, world, grant, proof);
    if (grant.health.state !== "live" || grant.health.troubles > 0 || rightsChanged || endsChanged(grant, proof)) {
      await deriveProfiles(trx, world, await profilesOfGrant(trx, grantId));
    }
  });
  return { lookAgainAt, sign: "proved" };
}

function endsChanged(grant: StoredGrant, proof: GrantProof): boolean {
  const differs = (a: Date | null | undefined, b: Date | null | undefined): boolean =>
    b !== undefined && a?.getTime() !== b?.getTime();
  return (
    differs(grant.dataAccessEndsAt, proof.dataAccessEndsAt) ||
    differs(grant.accessExpiresAt, proof.accessExpiresAt) ||
    differs(grant.endsAt, proof.endsAt)
  );
}

async function tellChangedRights(
  trx: Queryable,
  world: World,
  grant: StoredGrant,
  proof: GrantProof,
): Promise<boolean> {
  if (!proof.scopesGranted) return false;
  const before = new Set(grant.scopesGranted ?? []);
  const after = new Set(proof.scopesGranted);
  const lost = [...before].filter((scope) => !after.has(scope));
  const gained = grant.scopesGranted ? [...after].filter((scope) => !before.has(scope)) : [];
  if (lost.length + gained.length === 0) return false;
  await recordEvent(trx, world, {
    workspaceId: grant.workspaceId,
    kind: "rights_changed",
    grantId: grant.id,
    facts: { lost, gained, person: grant.setter.name },
  });
  return true;
}

export async function recordAccessProof(
  world: World,
  network: Network,
  accessId: string,
  proof: AccessProof,
): Promise<Look> {
  const lookAgainAt = nextOrdinaryLook(world, network);
  await world.db.transaction().execute(async (trx) => {
    const access = await lockAccess(trx, accessId);
    if (!access || access.health.state === "ended") return;
    const now = world.clock.now();
    await saveAccessHealth(trx, accessId, proved(access.health, now), {
      provedAt: now,
      lookAt: lookAgainAt,
      evidence: null,
      roles: proof.roles,
      scopes: proof.scopes,
    });
    await touchProfile(trx, access.profileId, { ...proof, provedAt: now });
    await deriveProfiles(trx, world, [access.profileId]);
  });
  return { lookAgainAt, sign: "proved" };
}

// ── Failures ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The one place where a network's no becomes state: for refresh, probe and reported failures alike (P9). */
export async function recordFailure(
  world: World,
  network: Network,
  subject: { grantId: string; accessId?: string | undefined; asked: Asked },
  failure: NetworkFailure,
): Promise<Look> {
  const { diagnosis } = failure;
  if (diagnosis.reach === "content") return { lookAgainAt: nextOrdinaryLook(world, network), sign: "none" };
  const ofAccess = subject.accessId !== undefined && (diagnosis.reach === "access" || diagnosis.reach === "network");
  const judgement = ofAccess
    ? await judgeAccess(world, network, subject.accessId ?? "", failure)
    : await judgeGrant(world, network, subject, failure);
  const lookAgainAt = judgement?.lookAgainAt ?? nextOrdinaryLook(world, network);
  return { lookAgainAt, sign: signOf(diagnosis), evidence: asEvidence(failure.evidence, diagnosis) };
}

/**
 * What is no verdict and no mere trouble (unrecognised, our app refused) is looked at again soon, but not every minute for
 * days: once the last proof is older than an ordinary interval and two second looks, at the ordinary pace.
 */
function paced(world: World, network: Network, provedAt: Date | null, diagnosis: Diagnosis): Date | undefined {
  if (isTemporary(diagnosis) || canExpire(diagnosis)) return undefined;
  const patience = probeSeconds(world, network) + 2 * world.config.secondLookSeconds;
  const isOld = provedAt === null || addSeconds(provedAt, patience) <= world.clock.now();
  return isOld ? nextOrdinaryLook(world, network) : undefined;
}

function signOf(diagnosis: Diagnosis): Look["sign"] {
  if (diagnosis.kind === "unreachable") return "silent";
  if (diagnosis.kind === "app-rejected") return "app-rejected";
  return canExpire(diagnosis) && diagnosis.reach === "grant" ? "refused" : "none";
}

async function judgeGrant(
  world: World,
  network: Network,
  { grantId, asked }: { grantId: string; asked: Asked },
  failure: NetworkFailure,
): Promise<Judgement | undefined> {
  return world.db.transaction().execute(async (trx) => {
    const refused = await lockRefused(trx, world, network, { grantId, asked, diagnosis: failure.diagnosis });
    if (!refused) return undefined;
    const { grant, isWitnessed } = refused;
    const judgement = judged(world, refused, grant.health, failure.diagnosis);
    const now = world.clock.now();
    const silentAt = failure.diagnosis.kind === "unreachable" ? now : null;
    await saveGrantHealth(trx, grantId, judgement.health, { probedAt: now, silentAt });
    if (judgement.died) {
      await keepLife(trx, { grantId, cause: failure.diagnosis.cause, endedAt: judgement.health.since });
      await giveSecondChance(trx, world, { grant, diagnosis: failure.diagnosis, isWitnessed });
    }
    await tellFailure(
      trx,
      world,
      { workspaceId: grant.workspaceId, grantId, person: grant.setter.name },
      grant.health,
      judgement,
      failure,
    );
    if (isTelling(grant.health, judgement.health))
      await deriveProfiles(trx, world, await profilesOfGrant(trx, grantId));
    const lookAgainAt = paced(world, network, grant.provedAt, failure.diagnosis) ?? judgement.lookAgainAt;
    return { ...judgement, lookAgainAt };
  });
}

async function judgeAccess(
  world: World,
  network: Network,
  accessId: string,
  failure: NetworkFailure,
): Promise<Judgement | undefined> {
  return world.db.transaction().execute(async (trx) => {
    const before = await findAccess(trx, accessId);
    if (!before) return undefined;
    const condition = await shareCondition(trx, await conditionKeyOf(trx, network, before.appId), world.clock.now());
    const access = await lockAccess(trx, accessId);
    if (!access) return undefined;
    // The login itself was proved a moment ago: that is a witness.
    const ruling = condition.state === "frozen" ? "pause" : "pronounce";
    const judgement = judged(world, { ruling }, access.health, failure.diagnosis);
    const dead = judgement.health.state === "dead";
    const pace = paced(world, network, access.provedAt, failure.diagnosis);
    const lookAt = dead ? nextDailyLook(world) : (pace ?? judgement.lookAgainAt ?? nextOrdinaryLook(world, network));
    await saveAccessHealth(trx, accessId, judgement.health, {
      lookAt,
      evidence: asEvidence(failure.evidence, failure.diagnosis),
      // The role known before is not held any more; the next proof says what is.
      ...(dead && judgement.health.cause === "role_lost" ? { roles: [] } : {}),
    });
    await tellFailure(trx, world, asSubject(access), access.health, judgement, failure);
    if (isTelling(access.health, judgement.health)) await deriveProfiles(trx, world, [access.profileId]);
    return { ...judgement, lookAgainAt: lookAt };
  });
}

function asSubject(access: StoredAccess): FailureSubject {
  return {
    workspaceId: access.workspaceId,
    grantId: access.grantId,
    profileId: access.profileId,
    profile: access.profileName,
    person: access.setterName,
  };
}

function judged(
  world: World,
  ruled: Pick<Ruled, "ruling" | "refusedSince">,
  health: Health,
  diagnosis: Diagnosis,
): Judgement {
  return judge(health, diagnosis, healthPolicy(world, ruled), world.clock.now(), world.random.fraction());
}

/** Whether the derivation of profiles could come out differently. */
function isTelling(before: Health, after: Health): boolean {
  return before.state !== after.state || before.cause !== after.cause || before.troubles !== after.troubles;
}

interface FailureSubject {
  readonly workspaceId: string;
  readonly grantId: string;
  readonly profileId?: string;
  readonly person?: string;
  readonly profile?: string;
}

async function tellFailure(
  trx: Queryable,
  world: World,
  subject: FailureSubject,
  before: Health,
  judgement: Judgement,
  failure: NetworkFailure,
): Promise<void> {
  const kind = eventKindOf(subject, before, judgement, failure.diagnosis);
  if (!kind) return;
  const { workspaceId, grantId, profileId, person, profile } = subject;
  const facts = {
    cause: failure.diagnosis.cause,
    person: person ?? null,
    profile: profile ?? null,
    how: failure.diagnosis.repair.how,
  };
  await recordEvent(trx, world, {
    workspaceId,
    kind,
    grantId,
    profileId,
    facts,
    evidence: asEvidence(failure.evidence, failure.diagnosis),
  });
}

function eventKindOf(
  subject: FailureSubject,
  before: Health,
  judgement: Judgement,
  diagnosis: Diagnosis,
): "grant_died" | "access_died" | "doubt" | "unrecognised_answer" | undefined {
  if (judgement.died) return subject.profileId ? "access_died" : "grant_died";
  if (diagnosis.kind === "unrecognised") return "unrecognised_answer";
  if (judgement.health.state === "suspect" && before.state !== "suspect") return "doubt";
  return undefined;
}

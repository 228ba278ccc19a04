import { addSeconds, backoffSeconds } from "#core/backoff.ts";
import { isTemporary, kindFacts, type Cause, type Diagnosis } from "#core/diagnosis.ts";
import { isEnded } from "#core/refresh-plan.ts";
import { NetworkFailure } from "#networks/network.ts";
import { saveRefreshTrouble } from "../store/grant-writes.ts";
import { endAttempt, hasUnknownAttempt } from "../store/attempts.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { refreshBackoff } from "./save-answer.ts";

/** Records a refresh that failed, and when it is tried again; a version that came meanwhile counts instead. */
export async function settleFailure(
  world: World,
  grant: StoredGrant,
  attemptId: string,
  failure: NetworkFailure,
): Promise<
  | { readonly outcome: "followed"; readonly grant: StoredGrant }
  | { readonly outcome: "failed"; readonly grant: StoredGrant; readonly failure: NetworkFailure }
> {
  const now = world.clock.now();
  const newer = await findGrant(world.db, grant.id);
  if (newer && newer.version !== grant.version) {
    await endAttempt(world.db, { id: attemptId, outcome: "superseded", evidence: { ...failure.evidence }, now });
    return { outcome: "followed", grant: newer };
  }
  const explained = await explainRotation(world, grant, attemptId, failure);
  const refused = kindFacts[explained.diagnosis.kind].canExpire;
  const troubles = grant.refreshTroubles + 1;
  await saveRefreshTrouble(world.db, {
    id: grant.id,
    version: grant.version,
    troubles,
    refreshAt: nextAttempt(
      explained.diagnosis,
      grant,
      now,
      backoffSeconds(refreshBackoff, troubles, world.random.fraction()),
    ),
    refused: refused ? { at: grant.refreshRefused?.at ?? now, cause: explained.diagnosis.cause } : null,
  });
  await endAttempt(world.db, {
    id: attemptId,
    outcome: outcomeOf(explained, refused),
    evidence: { ...failure.evidence, rule: explained.diagnosis.rule },
    now,
  });
  return { outcome: "failed", grant: (await findGrant(world.db, grant.id)) ?? grant, failure: explained };
}

function outcomeOf(failure: NetworkFailure, refused: boolean): "refused" | "unknown" | "unreachable" {
  if (refused) return "refused";
  return failure.outcomeUnknown ? "unknown" : "unreachable";
}

/** A refusal while the token at hand still works is looked at once more when that one has ended, not before. */
function nextAttempt(diagnosis: Diagnosis, grant: StoredGrant, now: Date, waitSeconds: number): Date | null {
  if (isTemporary(diagnosis)) return diagnosis.until ?? addSeconds(now, waitSeconds);
  if (!kindFacts[diagnosis.kind].canExpire) return addSeconds(now, Math.max(waitSeconds, 300));
  if (isEnded(grant, now)) return null;
  // What a person may mend while the token lives is tried again daily (a private account at Instagram, P29).
  return diagnosis.retry === "daily" ? addSeconds(now, 86_400) : (grant.accessExpiresAt ?? null);
}

/** Causes under which a network refuses a refresh token without saying that it was spent before. */
const silentEnds: ReadonlySet<Cause> = new Set(["revoked_by_person", "session_ended"]);

/** After an attempt with an unknown outcome "invalid refresh token" most likely means that our own spent token came back: say so. */
async function explainRotation(
  world: World,
  grant: StoredGrant,
  attemptId: string,
  failure: NetworkFailure,
): Promise<NetworkFailure> {
  if (failure.diagnosis.kind !== "grant-revoked") return failure;
  if (!silentEnds.has(failure.diagnosis.cause)) return failure;
  if (!(await hasUnknownAttempt(world.db, grant.id, grant.version, attemptId))) return failure;
  const diagnosis: Diagnosis = {
    ...failure.diagnosis,
    cause: "rotation_lost",
    repair: { who: "token_setter", how: "The network's answer was lost on our side; one login repairs it." },
  };
  return new NetworkFailure(diagnosis, failure.evidence, failure.outcomeUnknown);
}

/** An answer that our own code did not survive may have spent the token as well: the next attempt waits, and the bug is told by whoever catches it. */
export async function settleBug(world: World, grant: StoredGrant, attemptId: string): Promise<void> {
  const now = world.clock.now();
  const troubles = grant.refreshTroubles + 1;
  const refreshAt = addSeconds(now, backoffSeconds(refreshBackoff, troubles, world.random.fraction()));
  await saveRefreshTrouble(world.db, { id: grant.id, version: grant.version, troubles, refreshAt, refused: null });
  await endAttempt(world.db, { id: attemptId, outcome: "unknown", evidence: null, now });
}

import { addSeconds } from "#core/backoff.ts";
import type { Capability } from "#core/capability.ts";
import type { Diagnosis, DiagnosisKind } from "#core/diagnosis.ts";
import { redact } from "#networks/kit/redact.ts";
import type { Evidence, Network, Seen } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { keepUnrecognised } from "../calls/unrecognised.ts";
import { asEvidence, recordEvent } from "../events/record.ts";
import type { Caller } from "../http/route.ts";
import { bringLookForward } from "../store/accesses.ts";
import { bringProbeForward } from "../store/grant-writes.ts";
import type { StoredProfile } from "../store/profiles.ts";
import type { World } from "../world.ts";
import { canBeLookedAt, type Login } from "./logins.ts";
import { countReports } from "./queries.ts";

/** What a caller says is never a verdict: what may be one, or what nobody knows, is looked into with a call of our own (P7). */
const leadsToLook = {
  unreachable: false,
  "rate-limited": false,
  "token-expired": true,
  "grant-revoked": true,
  "scope-missing": true,
  "profile-lost": true,
  "app-rejected": true,
  "content-rejected": false,
  unrecognised: true,
} as const satisfies Record<DiagnosisKind, boolean>;

/** So many reports about one profile are acted on at once within the pause before a second look; the others wait for its end. */
const atOnce = 5;

export interface Report {
  readonly profile: StoredProfile;
  readonly network: Network;
  readonly caller: Caller;
  readonly logins: readonly Login[];
  readonly secrets: readonly string[];
  readonly seen: Seen;
  readonly diagnosis: Diagnosis;
}

/** Keeps the redacted answer as evidence and plans the look that it calls for. The accesses themselves are not touched. */
export async function actOnReport(world: World, report: Report): Promise<void> {
  const { profile, network, diagnosis } = report;
  const evidence = evidenceOf(report);
  await keepUnrecognised(world, network, { diagnosis, evidence }, "reported");
  const now = world.clock.now();
  const pause = world.config.secondLookSeconds;
  const isCrowded = (await countReports(world.db, profile.id, addSeconds(now, -pause))) >= atOnce;
  const living = leadsToLook[diagnosis.kind] ? report.logins.filter(canBeLookedAt) : [];
  await lookAt(world, living, isCrowded ? addSeconds(now, pause) : now);
  if (!isCrowded) await tell(world, report, evidence, living.length > 0);
}

function evidenceOf({ seen, caller, secrets }: Report): Evidence {
  return {
    act: seen.act,
    method: "",
    address: caller.via === "api-key" ? "reported by a program" : "reported by a person",
    status: seen.status,
    body: redact(seen.body, secrets),
    at: seen.at,
  };
}

/** Each statement stands alone: rows of grants and accesses are locked in another order elsewhere. */
async function lookAt(world: World, logins: readonly Login[], at: Date): Promise<void> {
  for (const { access, grant } of logins) {
    await bringLookForward(world.db, access.id, at);
    await bringProbeForward(world.db, grant.id, at);
  }
  if (logins.length > 0 && at <= world.clock.now()) await world.jobs.wake();
}

async function tell(world: World, report: Report, evidence: Evidence, looks: boolean): Promise<void> {
  const { profile, network, caller, diagnosis, seen, logins } = report;
  await recordEvent(world.db, world, {
    workspaceId: profile.workspaceId,
    kind: "failure_reported",
    profileId: profile.id,
    actor: caller.name,
    facts: {
      call: seen.act,
      cause: diagnosis.cause,
      looks,
      by: caller.via === "api-key" ? "program" : "person",
      network: network.about.name,
      profile: profile.name,
      person: logins[0]?.grant.setter.name ?? null,
      lost: capabilityOf(seen.act),
    },
    evidence: asEvidence(evidence, diagnosis),
  });
}

function capabilityOf(call: string): Capability[] {
  return call === "publish" || call === "inbox" || call === "analytics" ? [call] : [];
}

/** A diagnosis as callers get it. What a row picked out of the answer may hold what the answer held. */
export function presentDiagnosis(diagnosis: Diagnosis, secrets: readonly string[]): contract.FailureDiagnosis {
  const { kind, cause, repair, retry, confidence, until, scopes, rule, restsOn, source } = diagnosis;
  return {
    kind,
    cause,
    repair: { who: repair.who, how: repair.how },
    retry,
    confidence,
    ...(until ? { until: until.toISOString() } : {}),
    ...(scopes ? { scopes: scopes.slice(0, 50).map((scope) => String(redact(scope, secrets))) } : {}),
    rule,
    ...(restsOn ? { restsOn } : {}),
    source,
  };
}

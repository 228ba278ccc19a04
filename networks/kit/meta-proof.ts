import { canExpire } from "#core/diagnosis.ts";
import { refuse, judgeAnew, type Asking } from "./asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Answer, Call, GrantProof, LiveAccess, LiveGrant } from "../network.ts";
import { dataAccessEnded, permissionsPath, readPermissions, send, sendAsApp } from "./meta-calls.ts";
import { inspect, requireValid, type Inspection } from "./meta-inspect.ts";

/**
 * Subcodes with which a user token ends by itself: its 60 days are over (463), its session was closed (467). A Page token
 * does not end with it: what ends one is a changed password (460), a removed app (458), a checkpoint (459) or a lost role
 * (492). "Get long-lived tokens" (2026-06-30) and recorded answers, read 2026-11-22; Facebook's NOTES.md, "Two clocks".
 */
const ownEnds: readonly unknown[] = [463, 467];

/**
 * `debug_token` is Facebook's own verdict; the permissions are read back with it, so that nothing declined stays unseen (P34).
 * @param scopes what this network asks for
 */
export async function proveUserGrant(call: Call, grant: LiveGrant, scopes: readonly string[]): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const token = grant.tokens.accessToken;
  const seen = await inspect(asking, token);
  if (!seen.facts.is_valid && ownEnds.includes(seen.subcode)) return proveWithoutToken(asking, grant, { seen, scopes });
  const facts = requireValid(asking, seen);
  const answer = await send(asking, { path: "/me/permissions", token });
  return { ...readRights(asking, answer, { facts, scopes }), accessExpiresAt: facts.expires_at };
}

/** The user token is over, the consent is not: Facebook tells an app what a person allowed it, whatever became of the token. */
async function proveWithoutToken(
  asking: Asking,
  grant: LiveGrant,
  { seen, scopes }: { readonly seen: Inspection; readonly scopes: readonly string[] },
): Promise<GrantProof> {
  const { facts } = seen;
  const answer = await sendAsApp(asking, { path: permissionsPath(grant) });
  const now = asking.call.now();
  const isTold = facts.expires_at && facts.expires_at < now;
  return { ...readRights(asking, answer, { facts, scopes }), accessExpiresAt: isTold ? facts.expires_at : now };
}

/**
 * Without the person for 90 days, and none of the permissions we ask for granted any more: then it is the pause that Meta
 * calls the end of data access. The date alone is no verdict, because what it does to Page tokens is not documented.
 */
function readRights(
  asking: Asking,
  answer: Answer,
  { facts, scopes }: { readonly facts: Inspection["facts"]; readonly scopes: readonly string[] },
): GrantProof {
  const permissions = readPermissions(asking, answer);
  const end = facts.data_access_expires_at;
  const isPast = end && end <= asking.call.now();
  const isPaused = isPast && !permissions.scopesGranted.some((scope) => scopes.includes(scope));
  if (isPaused) return refuse(asking, answer, { code: dataAccessEnded, shown: answer.body });
  return { ...permissions, dataAccessEndsAt: end };
}

/** A look at one access with the Page's own token. */
export interface Lent extends Asking {
  readonly grant: LiveGrant;
  readonly access: LiveAccess;
}

/** Whether the user token behind the Page tokens has ended: then only they can still be asked. */
export function isOver(grant: LiveGrant, now: Date): boolean {
  return Boolean(grant.accessExpiresAt && grant.accessExpiresAt <= now);
}

/**
 * After 90 days without the person, a refusal that names no other cause is most likely that. Meta documents the end of data
 * access ("Auth vs. data access"), not the answers of Page tokens after it: so this stays likely, never certain.
 */
export function explainPause(lent: Lent, failure: unknown): unknown {
  if (!(failure instanceof NetworkFailure)) return failure;
  const { kind, rule } = failure.diagnosis;
  const { dataAccessEndsAt } = lent.grant;
  const isVague = kind === "scope-missing" || kind === "unrecognised" || rule.endsWith("/190");
  if (!isVague || !dataAccessEndsAt || dataAccessEndsAt > lent.call.now()) return failure;
  return judgeAnew(lent, failure, dataAccessEnded);
}

/** The user token's own troubles (over, garbled, asked too often) say nothing about a Page whose token has just worked. */
export function isVerdict({ diagnosis }: NetworkFailure): boolean {
  return diagnosis.kind === "profile-lost" || (canExpire(diagnosis) && diagnosis.reach === "grant");
}

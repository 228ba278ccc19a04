import { canExpire } from "#core/diagnosis.ts";
import {
  NetworkFailure,
  type AccessProof,
  type Call,
  type GrantProof,
  type LiveAccess,
  type LiveGrant,
  type Probe,
} from "../network.ts";
import type { Answer } from "../kit/answer.ts";
import { canonicalTasks, scopes } from "./capabilities.ts";
import {
  dataAccessEnded,
  judgeAnew,
  permissionsPath,
  readAs,
  readPermissions,
  refuse,
  send,
  sendAsApp,
  wrongTokenType,
  type Asking,
} from "./graph.ts";
import { inspect, requireValid, scopesOn, type Inspection } from "./inspect.ts";
import { pageEntry, type PageEntry } from "./wire.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/**
 * Subcodes with which a user token ends by itself: its 60 days are over (463), its session was closed (467). A Page token
 * does not end with it: what ends one is a changed password (460), a removed app (458), a checkpoint (459) or a lost role
 * (492). "Get long-lived tokens" (2026-06-30) and recorded answers, read 2026-11-22; NOTES.md, "Two clocks".
 */
const ownEnds: readonly unknown[] = [463, 467];

/** `debug_token` is Facebook's own verdict; the permissions are read back with it, so that nothing declined stays unseen (P34). */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const token = grant.tokens.accessToken;
  const seen = await inspect(asking, token);
  if (!seen.facts.is_valid && ownEnds.includes(seen.subcode)) return proveWithoutToken(asking, grant, seen);
  const facts = requireValid(asking, seen);
  const answer = await send(asking, { path: "/me/permissions", token });
  return { ...readRights(asking, answer, facts), accessExpiresAt: facts.expires_at };
}

/** The user token is over, the consent is not: Facebook tells an app what a person allowed it, whatever became of the token. */
async function proveWithoutToken(asking: Asking, grant: LiveGrant, { facts }: Inspection): Promise<GrantProof> {
  const answer = await sendAsApp(asking, { path: permissionsPath(grant) });
  const now = asking.call.now();
  const isTold = facts.expires_at && facts.expires_at < now;
  return { ...readRights(asking, answer, facts), accessExpiresAt: isTold ? facts.expires_at : now };
}

/**
 * Without the person for 90 days, and none of the permissions we ask for granted any more: then it is the pause that Meta
 * calls the end of data access. The date alone is no verdict, because what it does to Page tokens is not documented.
 */
function readRights(asking: Asking, answer: Answer, facts: Inspection["facts"]): GrantProof {
  const permissions = readPermissions(asking, answer);
  const end = facts.data_access_expires_at;
  const isPast = end && end <= asking.call.now();
  const isPaused = isPast && !permissions.scopesGranted.some((scope) => scopes.includes(scope));
  if (isPaused) return refuse(asking, answer, { code: dataAccessEnded, answer: answer.body });
  return { ...permissions, dataAccessEndsAt: end };
}

/**
 * A read with the Page's own token, the one that work uses; a lost role says so here (492), even while `debug_token`
 * still calls the token valid. What else is worth knowing is asked by the user token, or, once that is over, of the Page token.
 */
async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const lent: Lent = { call, act: "probe", grant, access };
  const page = await readOwnPage(lent);
  const rights = isOver(grant, call.now()) ? await readOwnScopes(lent) : await readOwnTasks(lent);
  return { name: page.name, avatarUrl: page.picture, ...rights };
}

interface Lent extends Asking {
  readonly grant: LiveGrant;
  readonly access: LiveAccess;
}

function isOver(grant: LiveGrant, now: Date): boolean {
  return Boolean(grant.accessExpiresAt && grant.accessExpiresAt <= now);
}

async function readOwnPage(lent: Lent): Promise<PageEntry> {
  const answer = await askWhoIam(lent);
  const page = readAs(lent, answer, pageEntry);
  if (page.id === lent.access.remoteId) return page;
  // A user token where a Page token belongs answers with the person (P13).
  return refuse(lent, answer, { code: wrongTokenType, answer: { id: page.id } });
}

/** Fields that a Page and a person both have: with `username`, a user token would be refused as a bad request instead of being recognised. */
const ownFields = "id,name,picture.type(large)";

async function askWhoIam(lent: Lent): Promise<Answer> {
  try {
    return await send(lent, { path: "/me", token: lent.access.token, query: { fields: ownFields } });
  } catch (failure) {
    throw failure instanceof NetworkFailure ? explained(lent, failure) : failure;
  }
}

/**
 * After 90 days without the person, a refusal that names no other cause is most likely that. Meta documents the end of data
 * access ("Auth vs. data access"), not the answers of Page tokens after it: so this stays likely, never certain.
 */
function explained(lent: Lent, failure: NetworkFailure): NetworkFailure {
  const { kind, rule } = failure.diagnosis;
  const { dataAccessEndsAt } = lent.grant;
  const isVague = kind === "scope-missing" || kind === "unrecognised" || rule === "facebook/190";
  if (!isVague || !dataAccessEndsAt || dataAccessEndsAt > lent.call.now()) return failure;
  return judgeAnew(lent, failure, dataAccessEnded);
}

/** The tasks of the person on the Page. The access is proved already, so only a verdict about role or grant counts here. */
async function readOwnTasks(lent: Lent): Promise<Pick<AccessProof, "roles">> {
  const path = `/${encodeURIComponent(lent.access.remoteId)}`;
  const token = lent.grant.tokens.accessToken;
  try {
    const { tasks } = readAs(lent, await send(lent, { path, token, query: { fields: "id,tasks" } }), pageEntry);
    return { roles: tasks && canonicalTasks(tasks) };
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || isVerdict(failure)) throw failure;
    return {}; // not told by this probe: what was known before stays
  }
}

/** The user token's own troubles (over, garbled, asked too often) say nothing about a Page whose token has just worked. */
function isVerdict({ diagnosis }: NetworkFailure): boolean {
  return diagnosis.kind === "profile-lost" || (canExpire(diagnosis) && diagnosis.reach === "grant");
}

/** The scopes of the Page token itself, the only ones that can still be asked for when the user token is over. */
async function readOwnScopes(lent: Lent): Promise<Pick<AccessProof, "scopes">> {
  const facts = requireValid(lent, await inspect(lent, lent.access.token));
  return { scopes: scopesOn(lent.access.remoteId, facts) };
}

import { canExpire } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import { refuse, judgeAnew, type Asking } from "../kit/asking.ts";
import { dataAccessEnded } from "../kit/meta-calls.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { ask, noProfile } from "./api.ts";
import { basic, scopes } from "./capabilities.ts";
import { explained, isPast, isScopeMissing } from "./explain.ts";
import { inspect } from "./inspect.ts";
import { rightsOf } from "./oauth.ts";
import { asPerson, barest, readProfile } from "./profile.ts";

export const probe: Probe = {
  grant: (call, grant) => {
    const asking: Asking = { call, act: "probe" };
    return explained(asking, grant, () => proveGrant(asking, grant));
  },
  access: (call, grant, access) => proveAccess({ call, act: "probe" }, grant, access),
};

/** The cheapest read there is shows that the token lives, and for whom; `debug_token` adds scopes and dates where it answers. */
async function proveGrant(asking: Asking, grant: LiveGrant): Promise<GrantProof> {
  const token = grant.tokens.accessToken;
  try {
    await readProfile(asking, { token, remoteId: grant.setter.remoteId, fields: barest });
  } catch (failure) {
    if (isScopeMissing(failure)) return proveWithoutBasic(asking, grant, failure);
    throw failure instanceof NetworkFailure && vague.includes(failure.diagnosis.rule)
      ? await confirmed(asking, token, failure)
      : failure;
  }
  const seen = await inspect(asking, token);
  return seen?.facts.is_valid ? { ...rightsOf(seen), accessExpiresAt: seen.facts.expires_at } : {};
}

const vague = ["threads/100", "threads/100-33"];

/**
 * Dead tokens were seen to be answered with code 100 (P7). Of a question as plain as this one it is a verdict, unless Threads
 * itself calls the token valid. An HTTP 500 is none (design rule 1): then only what `debug_token` says counts.
 */
async function confirmed(asking: Asking, token: Secret, failure: NetworkFailure): Promise<NetworkFailure> {
  const seen = await inspect(asking, token);
  if (seen) return seen.facts.is_valid ? failure : refuse(asking, seen.answer);
  return failure.evidence.status < 500 ? judgeAnew(asking, failure, noProfile) : failure;
}

/** The token is known there, and may not even see its profile: either the 90 days of data access are over, or the permission was taken back. */
async function proveWithoutBasic(asking: Asking, grant: LiveGrant, failure: NetworkFailure): Promise<GrantProof> {
  const seen = await inspect(asking, grant.tokens.accessToken);
  if (seen && !seen.facts.is_valid) refuse(asking, seen.answer);
  const dataAccessEndsAt = seen?.facts.data_access_expires_at ?? grant.dataAccessEndsAt;
  if (isPast(dataAccessEndsAt, asking.call.now())) throw judgeAnew(asking, failure, dataAccessEnded);
  // Threads says yes and no at once: nothing to go by.
  if (seen?.facts.scopes?.includes(basic)) throw failure;
  return { scopesGranted: withoutBasic(seen?.facts.scopes ?? grant.scopesGranted), dataAccessEndsAt };
}

const withoutBasic = (held: readonly string[] | undefined): readonly string[] =>
  (held ?? scopes).filter((scope) => scope !== basic);

/** The profile itself, then one cheap read for each permission that has one: what is refused does not work (P34). */
async function proveAccess(asking: Asking, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  try {
    const { name, handle, avatarUrl } = asPerson(await readProfile(asking, access));
    return { name, handle, avatarUrl, scopes: await readScopes(asking, grant, access.token) };
  } catch (failure) {
    if (!isScopeMissing(failure)) throw failure;
    return { scopes: withoutBasic(grant.scopesGranted) };
  }
}

/** A permission is missing if its own read says so; a read that says nothing (trouble, too often) leaves all as it was known. */
async function readScopes(asking: Asking, grant: LiveGrant, token: Secret): Promise<readonly string[] | undefined> {
  const held = grant.scopesGranted ?? scopes;
  const asked = Object.keys(reads).filter((scope) => held.includes(scope));
  const verdicts = await Promise.all(asked.map((scope) => isHeld(asking, token, scope)));
  if (verdicts.includes("not told")) return undefined;
  return held.filter((scope) => !asked.includes(scope) || verdicts[asked.indexOf(scope)] === "held");
}

interface Read {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Hiding and approving replies has no read of its own, so that permission counts as it was granted. */
const reads: Readonly<Record<string, Read>> = {
  threads_content_publish: { path: "/me/threads_publishing_limit", query: { fields: "quota_usage,config" } },
  threads_read_replies: { path: "/me/replies", query: { limit: "1" } },
  threads_manage_mentions: { path: "/me/mentions", query: { limit: "1" } },
  threads_manage_insights: { path: "/me/threads_insights", query: { metric: "likes" } },
};

async function isHeld(asking: Asking, token: Secret, scope: string): Promise<"held" | "missing" | "not told"> {
  const read = reads[scope];
  if (!read) return "not told";
  try {
    await ask(asking, { ...read, token });
    return "held";
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const { diagnosis } = failure;
    // "Nonexisting field" is how a permission that Meta has not approved for the app is refused (recorded for mentions).
    if (diagnosis.kind === "scope-missing" || diagnosis.rule === "threads/100-field") return "missing";
    if (canExpire(diagnosis)) throw failure;
    return "not told";
  }
}

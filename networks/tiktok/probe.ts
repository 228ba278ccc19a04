import { canExpire } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import { z } from "zod";
import type { Asking } from "../kit/asking.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { ask } from "./api.ts";
import { profileScope } from "./capabilities.ts";
import { isScopeGap, readUser, requireAccount } from "./profile.ts";

export const probe: Probe = { grant: proveGrant, access: proveAccess };

/** TikTok has no introspection; the cheapest read there is says whether the token lives (NOTES.md, "Health"). */
async function proveGrant(call: Call, grant: LiveGrant): Promise<GrantProof> {
  const asking: Asking = { call, act: "probe" };
  const user = await readUser(asking, { token: grant.tokens.accessToken, scopes: undefined });
  requireAccount(asking, user, grant.setter.remoteId);
  return {};
}

/** A read with every scope that work needs: the only way to notice that one was taken back since (P34). */
async function proveAccess(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const asking: Asking = { call, act: "probe" };
  const held = grant.scopesGranted;
  const user = await readUser(asking, { token: access.token, scopes: held });
  requireAccount(asking, user, access.remoteId);
  // A user name in the answer proves the scope that it needs.
  const open = (held ?? []).filter(
    (scope) => checks[scope] && !(user.username !== undefined && scope === profileScope),
  );
  const missing = await missingScopes(asking, access.token, open);
  return {
    name: user.display_name,
    handle: user.username,
    avatarUrl: user.avatar_url,
    scopes: held?.filter((scope) => !missing.includes(scope)),
  };
}

type Check = (asking: Asking, token: Secret) => Promise<unknown>;

const userField =
  (field: string): Check =>
  (asking, token) =>
    ask(asking, { path: "/v2/user/info/", token, query: { fields: field } }, z.unknown());

/** The cheapest read of each scope. `creator_info` also names bans before the hour of a post comes (20 calls a minute). */
const checks: Readonly<Record<string, Check>> = {
  [profileScope]: userField("username"),
  "user.info.stats": userField("follower_count"),
  "video.list": (asking, token) =>
    ask(asking, { path: "/v2/video/list/", token, query: { fields: "id" }, json: { max_count: 1 } }, z.unknown()),
  "video.publish": (asking, token) =>
    ask(asking, { path: "/v2/post/publish/creator_info/query/", token, json: {} }, z.unknown()),
};

async function missingScopes(asking: Asking, token: Secret, open: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const scope of open) if (await isMissing(asking, token, scope)) missing.push(scope);
  return missing;
}

/**
 * The account itself is proved already. So only a missing scope and a verdict count here (a ban, a token that died in
 * between); a limit, an app over its quota of users or a server in trouble says nothing about this account.
 */
async function isMissing(asking: Asking, token: Secret, scope: string): Promise<boolean> {
  try {
    await checks[scope]?.(asking, token);
    return false;
  } catch (failure) {
    if (isScopeGap(failure)) return true;
    if (!(failure instanceof NetworkFailure) || canExpire(failure.diagnosis)) throw failure;
    return false;
  }
}

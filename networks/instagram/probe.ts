import { readAs, type Asking } from "../kit/asking.ts";
import { proveUserGrant } from "../kit/meta-proof.ts";
import { NetworkFailure } from "../network.ts";
import type { AccessProof, Call, GrantProof, LiveAccess, LiveGrant, Probe } from "../network.ts";
import { readAccount } from "./profile.ts";
import { ask, wayOf } from "./api.ts";
import { pageScopes } from "./capabilities.ts";
import { proveLinked } from "./probe-linked.ts";
import { mediaAnswer } from "./wire.ts";

export const probe: Probe = {
  grant: (call, grant) => (wayOf(call) === "page" ? proveUserGrant(call, grant, pageScopes) : proveLogin(call, grant)),
  access: (call, grant, access) =>
    wayOf(call) === "page" ? proveLinked(call, grant, access) : proveOwn(call, grant, access),
};

/** Nothing tells an Instagram token's facts (no documented debug_token, no list of permissions): a read shows that it lives. */
async function proveLogin(call: Call, grant: LiveGrant): Promise<GrantProof> {
  await readAccount({ call, act: "probe" }, grant.tokens.accessToken);
  return {};
}

/** The account itself, then one cheap read for each permission that has one: what is refused was withdrawn (P34). */
async function proveOwn(call: Call, grant: LiveGrant, access: LiveAccess): Promise<AccessProof> {
  const asking: Asking = { call, act: "probe" };
  const account = await readAccount(asking, access.token);
  const found = {
    name: account.name ?? account.username,
    handle: account.username,
    avatarUrl: account.profile_picture_url,
  };
  return { ...found, scopes: await readScopes(asking, grant, access) };
}

/** A withdrawn permission is told by its read alone; a read that says nothing (trouble, too often) leaves all as it was known. */
async function readScopes(
  asking: Asking,
  grant: LiveGrant,
  access: LiveAccess,
): Promise<readonly string[] | undefined> {
  const granted = grant.scopesGranted;
  if (!granted) return undefined;
  const asked = Object.keys(reads).filter((scope) => granted.includes(scope));
  const verdicts = await Promise.all(asked.map((scope) => isHeld(() => reads[scope]?.(asking, access))));
  if (verdicts.includes("not told")) return undefined;
  const missing = asked.filter((_scope, place) => verdicts[place] === "missing");
  return granted.filter((scope) => !missing.includes(scope));
}

type Read = (asking: Asking, access: LiveAccess) => Promise<unknown>;

/** Messages have no read that is documented for this login, so their permission counts as it was granted. */
const reads: Readonly<Record<string, Read>> = {
  instagram_business_content_publish: (asking, { remoteId, token }) =>
    ask(asking, {
      path: `/${encodeURIComponent(remoteId)}/content_publishing_limit`,
      token,
      query: { fields: "quota_usage,config" },
    }),
  instagram_business_manage_insights: (asking, { remoteId, token }) =>
    ask(asking, {
      path: `/${encodeURIComponent(remoteId)}/insights`,
      token,
      query: { metric: "reach", period: "day" },
    }),
  instagram_business_manage_comments: readComments,
};

/** An account without any media has no comments to read: then nothing speaks against the permission. */
async function readComments(asking: Asking, { remoteId, token }: LiveAccess): Promise<void> {
  const answer = await ask(asking, { path: `/${encodeURIComponent(remoteId)}/media`, token, query: { limit: "1" } });
  const [newest] = readAs(asking, answer, mediaAnswer).data;
  if (newest) await ask(asking, { path: `/${encodeURIComponent(newest.id)}/comments`, token, query: { limit: "1" } });
}

async function isHeld(read: () => Promise<unknown> | undefined): Promise<"held" | "missing" | "not told"> {
  try {
    await read();
    return "held";
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const { kind, cause } = failure.diagnosis;
    if (kind === "scope-missing" && cause === "scope_missing") return "missing";
    // Restricted, gone, ended: a verdict about the account, whichever read met it.
    if (kind === "profile-lost" || kind === "grant-revoked" || kind === "token-expired") throw failure;
    return kind === "content-rejected" ? "held" : "not told";
  }
}

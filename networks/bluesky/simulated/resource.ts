import { json, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { base32From, findAccount, isShut, standingOf, type Account, type Standing } from "./accounts.ts";
import { checkProof, invalidProof } from "./proofs.ts";
import { documentOf } from "./identity.ts";
import { challenge, refuseXrpc } from "./refusals.ts";
import { belongingOf, type Belonging } from "./sessions.ts";

const profileCollection = "app.bsky.actor.profile";

/** The session behind a call with a DPoP token; fact sheet §5. */
function openCall(play: Play, call: Call): Belonging {
  const [, kind, value = ""] = /^(\S+) (\S+)$/.exec(call.headers["authorization"] ?? "") ?? [];
  if (kind === undefined) throw refuseXrpc(401, "AuthMissing", "Authentication Required");
  if (kind.toLowerCase() !== "dpop") throw refuseXrpc(400, "InvalidToken", "Token could not be verified");
  const jkt = checkProof(play, call, "resource", value);
  const refuse = (why: string) => challenge("invalid_token", why, "message");
  if (value.split(".").length !== 3) throw refuse("Malformed token");
  const token = play.state.tokens[value];
  const belonging = token?.kind === "access" && !token.ended ? belongingOf(play, token) : undefined;
  if (!belonging) throw refuse("Invalid token");
  if (jkt === undefined) throw invalidProof("DPoP proof required", "resource");
  if (jkt !== belonging.session.jkt) throw refuse("Invalid DPoP key binding");
  if (belonging.account.pds !== call.host) throw refuse("Invalid audience");
  const { app, person, page, expiresAt } = belonging.token;
  const seen = { app, person, page: page ?? undefined };
  if ((expiresAt ?? 0) <= play.now() || play.fault("token_expired", seen))
    throw refuse('"exp" claim timestamp check failed');
  const lies = ["revoked", "signed_out", "role_lost", "page_unticked", "password_changed"] as const;
  if (lies.some((lie) => play.fault(lie, seen))) throw refuse("Invalid token");
  return belonging;
}

/** Whatever a PDS does not know it hands on, for those who are signed in; nothing stands behind it here. */
export function handOn(play: Play, call: Call): Answer {
  openCall(play, call);
  throw refuseXrpc(502, "UpstreamFailure", "Upstream service unreachable");
}

/** `com.atproto.server.getSession`: answers for an account that its owner switched off as well. */
export function getSession(play: Play, call: Call): Answer {
  const { account, session } = openCall(play, call);
  const { did, handle, owner } = account;
  const seesEmail = session.scope.split(" ").some((scope) => scope === "transition:email" || scope === "account:email");
  return json({
    did,
    handle,
    didDoc: documentOf(account),
    ...(seesEmail && { email: owner?.email, emailConfirmed: true }),
    ...activity(standingOf(play, account)),
  });
}

const activity = (standing: Standing) =>
  standing === "active" ? { active: true } : { active: false, status: standing };

/** The account of a server that a call asks about without a token. */
function lookUp(play: Play, call: Call, name: string): { account: Account; standing: Standing } {
  const asked = call.query.get(name) ?? "";
  const account = findAccount(play, asked);
  const standing = account && standingOf(play, account);
  if (!account || account.pds !== call.host || standing === "deleted" || !standing)
    throw refuseXrpc(400, "RepoNotFound", `Could not find repo for DID: ${asked}`);
  return { account, standing };
}

/** `com.atproto.sync.getRepoStatus`. */
export function getRepoStatus(play: Play, call: Call): Answer {
  const { account, standing } = lookUp(play, call, "did");
  const { did } = account;
  return json({ did, ...activity(standing), ...(standing === "active" && { rev: revision(did) }) });
}

/** `com.atproto.repo.describeRepo`. */
export function describeRepo(play: Play, call: Call): Answer {
  const { account, standing } = lookUp(play, call, "repo");
  const { did, handle } = account;
  if (isShut(standing)) throw refuseXrpc(400, "RepoTakendown", `Repo has been takendown: ${did}`);
  if (standing === "deactivated") throw refuseXrpc(400, "RepoDeactivated", `Repo has been deactivated: ${did}`);
  return json({ handle, did, didDoc: documentOf(account), collections: [profileCollection], handleIsCorrect: true });
}

const revision = (did: string): string => `3${base32From(`${did}/rev`, 12)}`;
const cidOf = (text: string): string => `bafkrei${base32From(text, 52)}`;

/** `com.atproto.repo.getRecord`: every account here has written down its name and its picture, and nothing else. */
export function getRecord(play: Play, call: Call): Answer {
  const { query } = call;
  const account = findAccount(play, query.get("repo") ?? "");
  const isHere = account?.pds === call.host && standingOf(play, account) === "active";
  if (!account || !isHere) throw refuseXrpc(400, "InvalidRequest", "Could not locate record");
  const uri = `at://${account.did}/${query.get("collection") ?? ""}/${query.get("rkey") ?? ""}`;
  if (uri !== `at://${account.did}/${profileCollection}/self`)
    throw refuseXrpc(400, "RecordNotFound", `Could not locate record: ${uri}`);
  const picture = { $type: "blob", ref: { $link: pictureOf(account) }, mimeType: "image/svg+xml", size: 800 };
  const value = { $type: profileCollection, displayName: account.name, avatar: picture };
  return json({ uri, cid: cidOf(uri), value });
}

const pictureOf = ({ name }: Account): string => cidOf(`picture of ${name}`);

/** `com.atproto.sync.getBlob`. */
export function getBlob(play: Play, call: Call): Answer {
  const { account, standing } = lookUp(play, call, "did");
  if (standing !== "active" || call.query.get("cid") !== pictureOf(account))
    throw refuseXrpc(400, "BlobNotFound", "Blob not found");
  return svg(portrait(account.name));
}

/** `app.bsky.actor.getProfile`: at the app view for anybody, at a PDS with a token, which hands it on. */
export function getProfile(play: Play, call: Call): Answer {
  const account = findAccount(play, call.query.get("actor") ?? "");
  const standing = account && standingOf(play, account);
  if (!account || standing === "deleted") throw refuseXrpc(400, "InvalidRequest", "Profile not found");
  if (standing === "deactivated") throw refuseXrpc(400, "AccountDeactivated", "Account is deactivated");
  if (standing !== "active") throw refuseXrpc(400, "AccountTakedown", "Account has been suspended");
  const { did, handle, name, pds } = account;
  const avatar = `https://${pds}/xrpc/com.atproto.sync.getBlob?${new URLSearchParams({ did, cid: pictureOf(account) }).toString()}`;
  return json({ did, handle, displayName: name, avatar, followersCount: 417, followsCount: 63, postsCount: 1208 });
}

export function getProfileWithToken(play: Play, call: Call): Answer {
  openCall(play, call);
  return getProfile(play, call);
}

import { json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appView, directory, isHome, isIssuer } from "./hosts.ts";
import { didDocument, resolveHandle, wellKnownDid } from "./identity.ts";
import { resourceMetadata, serverMetadata } from "./metadata.ts";
import { nextNonce } from "./proofs.ts";
import { Refusal, refuseXrpc } from "./refusals.ts";
import { push } from "./requests.ts";
import {
  describeRepo,
  getBlob,
  getProfile,
  getProfileWithToken,
  getRecord,
  getRepoStatus,
  getSession,
  handOn,
} from "./resource.ts";
import { revoke, token } from "./token.ts";
import { counted } from "./trouble.ts";

type Route = (play: Play, call: Call) => Answer | Promise<Answer>;

const health: Route = () => json({ version: "0.5.35" });

const ofIssuers: Record<string, Route> = {
  "GET /.well-known/oauth-authorization-server": serverMetadata,
  "POST /oauth/par": push,
  "POST /oauth/token": token,
  "POST /oauth/revoke": revoke,
};

/** What handles are asked at: an entryway and a PDS of one's own alike. */
const ofEverybody: Record<string, Route> = {
  "GET /xrpc/_health": health,
  "GET /xrpc/com.atproto.identity.resolveHandle": resolveHandle,
};

const ofHomes: Record<string, Route> = {
  ...ofEverybody,
  "GET /.well-known/oauth-protected-resource": resourceMetadata,
  "GET /xrpc/com.atproto.server.getSession": getSession,
  "GET /xrpc/com.atproto.sync.getRepoStatus": getRepoStatus,
  "GET /xrpc/com.atproto.sync.getBlob": getBlob,
  "GET /xrpc/com.atproto.repo.describeRepo": describeRepo,
  "GET /xrpc/com.atproto.repo.getRecord": getRecord,
  "GET /xrpc/app.bsky.actor.getProfile": getProfileWithToken,
};

const ofAppView: Record<string, Route> = { ...ofEverybody, "GET /xrpc/app.bsky.actor.getProfile": getProfile };

function routeOf({ host, method, path }: Call): Route | undefined {
  const name = `${method} ${path}`;
  if (host === directory) return didDocument;
  if (host === appView) return ofAppView[name];
  if (isHome(host) || isIssuer(host))
    return (isIssuer(host) ? ofIssuers[name] : undefined) ?? (isHome(host) ? ofHomes : ofEverybody)[name];
  return path === "/.well-known/atproto-did" ? wellKnownDid : undefined;
}

export async function answerApi(play: Play, call: Call): Promise<Answer> {
  return dressed(play, call, await answered(play, call));
}

async function answered(play: Play, call: Call): Promise<Answer> {
  try {
    const route = routeOf(call);
    if (!route && call.path.startsWith("/xrpc/")) {
      if (isHome(call.host)) return handOn(play, call);
      throw refuseXrpc(501, "MethodNotImplemented", "Method Not Implemented");
    }
    return route ? await route(play, call) : json({ error: "NotFound", message: "Not Found" }, 404);
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.answer;
    throw refusal;
  }
}

/** Whoever takes proofs tells its next nonce with each answer; XRPC tells its limit. */
function dressed(play: Play, call: Call, answer: Answer): Answer {
  const takesProof = call.headers["dpop"] !== undefined || call.path.startsWith("/oauth/");
  const counts = call.path.startsWith("/xrpc/") ? counted(play, answer) : answer;
  return takesProof ? withHeaders(counts, nextNonce(play, call)) : counts;
}

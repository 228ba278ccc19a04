import { json, type Answer, type Call, type Play } from "#simulator/play.ts";
import { openAsking, type Asking, type Authentication } from "./client-auth.ts";
import { remember, type Client } from "./clients.ts";
import { refuseOAuth } from "./refusals.ts";

/** What was pushed, and what became of it; kept as the only scope of a code whose value is its id. */
export interface PushedRequest {
  readonly client: string;
  readonly auth: Authentication;
  readonly issuer: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
  readonly mode: string;
  readonly challenge: string;
  readonly jkt: string | undefined;
  readonly hint: string | null;
  readonly prompt: string | null;
  readonly createdAt: number;
}

/** A pushed request lives five minutes, and five more each time that somebody looks at it. */
export const requestMs = 5 * 60_000;
const uriStart = "urn:ietf:params:oauth:request_uri:";

/** `POST /oauth/par`: RFC 9126 with the atproto profile on top. */
export async function push(play: Play, call: Call): Promise<Answer> {
  // The proof may come as late as with the code (reference server); everybody sends it here.
  const asking = await openAsking(play, call, false);
  const request = readRequest(play, call, asking);
  remember(play, asking.client);
  const id = `req-${play.secret(32).toLowerCase()}`;
  play.state.codes[id] = {
    value: id,
    app: request.client,
    person: "",
    redirectUri: request.redirectUri,
    scopes: [JSON.stringify(request)],
    expiresAt: play.now() + requestMs,
    usedAt: null,
  };
  return json({ request_uri: uriStart + id, expires_in: requestMs / 1000 - 1 }, 201);
}

function readRequest(play: Play, { form, host }: Call, { client, auth, jkt }: Asking): PushedRequest {
  const refuse = (why: string) => refuseOAuth("invalid_request", why);
  const redirectUri = form.get("redirect_uri") ?? "";
  const challenge = form.get("code_challenge") ?? "";
  if (form.get("response_type") !== "code") throw refuse('atproto only supports the "code" response_type');
  if (!client.redirectUris.some((uri) => isSameRedirect(uri, redirectUri)))
    throw refuse(`Invalid redirect_uri ${redirectUri}`);
  if (challenge === "") throw refuse("Use of PKCE is required");
  if (form.get("code_challenge_method") !== "S256")
    throw refuse('atproto requires use of "S256" code_challenge_method');
  const hint = form.get("login_hint")?.toLowerCase() ?? null;
  if (hint !== null && !/^(did:[a-z]+:.+|([a-z0-9-]+\.)+[a-z0-9-]+)$/.test(hint))
    throw refuse(`Invalid login_hint "${hint}"`);
  return {
    client: client.id,
    auth,
    issuer: host,
    redirectUri,
    scope: readScope(form.get("scope") ?? "", client),
    state: form.get("state"),
    mode: form.get("response_mode") ?? "query",
    challenge,
    jkt,
    hint,
    prompt: readPrompt(form.get("prompt"), client),
    createdAt: play.now(),
  };
}

/** RFC 8252 §7.3: a loopback address that was named without a port holds for all of them. */
function isSameRedirect(allowed: string, asked: string): boolean {
  if (allowed === asked) return true;
  const [one, other] = [URL.parse(allowed), URL.parse(asked)];
  const isLoopback = one?.hostname === "127.0.0.1" || one?.hostname === "[::1]";
  if (!one || !other || !isLoopback || one.port !== "") return false;
  other.port = "";
  return one.href === other.href;
}

function readScope(asked: string, client: Client): string {
  const scopes = asked.split(" ");
  const strange = scopes.find((scope) => !client.scopes.includes(scope));
  if (asked !== "" && strange !== undefined)
    throw refuseOAuth("invalid_scope", `Scope "${strange}" is not declared in the client metadata`);
  if (!scopes.includes("atproto")) throw refuseOAuth("invalid_scope", 'The "atproto" scope is required');
  return [...new Set(scopes)].join(" ");
}

/** Nobody knows who a public client is: its people are asked each time, whatever it wants. */
function readPrompt(asked: string | null, client: Client): string | null {
  if (client.isConfidential || asked === "create") return asked;
  if (asked === "none") throw refuseOAuth("invalid_request", "Public clients are not allowed to use silent-sign-on");
  return "consent";
}

/** The request that an address of the authorisation page names; undefined once it is gone. */
export function findRequest(play: Play, { query, host }: Call): { id: string; request: PushedRequest } | undefined {
  const id = (query.get("request_uri") ?? "").slice(uriStart.length);
  const kept = play.state.codes[id];
  if (!kept || !id.startsWith("req-")) return undefined;
  const request = JSON.parse(kept.scopes[0] ?? "{}") as PushedRequest;
  const isTheirs = request.client === query.get("client_id") && request.issuer === host;
  return isTheirs ? { id, request } : undefined;
}

export const isOver = (play: Play, id: string): boolean => (play.state.codes[id]?.expiresAt ?? 0) <= play.now();

export function keepAlive(play: Play, id: string): void {
  const kept = play.state.codes[id];
  if (kept) kept.expiresAt = play.now() + requestMs;
}

export const forgetRequest = (play: Play, id: string): void => {
  delete play.state.codes[id];
};

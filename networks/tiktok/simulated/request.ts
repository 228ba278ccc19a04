import type { App, Call, Play } from "#simulator/play.ts";
import { isDisabled } from "#simulator/play.ts";
import { findClient } from "./accounts.ts";
import { readList, scopes } from "./scopes.ts";

/** Why the page cannot even begin; shown on TikTok, the browser is not sent back. */
export class PageProblem extends Error {
  override name = "PageProblem";
}

/** Why TikTok sends the browser back without asking anybody. */
export class SentBack extends Error {
  override name = "SentBack";
  readonly error: string;
  readonly redirectUri: string;
  constructor(redirectUri: string, error: string, description: string) {
    super(description);
    this.error = error;
    this.redirectUri = redirectUri;
  }
}

/** What an app asks for; fact sheet §1.1. */
export interface AuthorizeRequest {
  app: App;
  redirectUri: string;
  scopes: string[];
  /** Set for desktop apps. */
  challenge: string | null;
  /** `disable_auto_auth=1`: ask, even somebody who agreed before. */
  alwaysAsk: boolean;
}

/** Reads and checks the query of `/v2/auth/authorize/`. */
export function readRequest(play: Play, { query }: Call): AuthorizeRequest {
  const app = findClient(play, query.get("client_key"));
  if (!app) throw new PageProblem("client_key");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.some((one) => matches(one, redirectUri)) || !isAllowed(redirectUri))
    throw new PageProblem("redirect_uri");
  const sendBack = (error: string, description: string): SentBack => new SentBack(redirectUri, error, description);
  if (query.get("response_type") !== "code")
    throw sendBack("unsupported_response_type", "The response type is not supported by the authorization server.");
  if (isDisabled(play, app))
    throw sendBack("unauthorized_client", "The client is not authorized to request an authorization code.");
  const asked = readList(query.get("scope") ?? "");
  const approved = app.approvedScopes ?? Object.keys(scopes);
  if (asked.length === 0 || asked.some((one) => !scopes[one] || !approved.includes(one)))
    throw sendBack("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
  return {
    app,
    redirectUri,
    scopes: asked,
    challenge: readChallenge(query, redirectUri, sendBack),
    alwaysAsk: query.get("disable_auto_auth") === "1",
  };
}

const loopback = new Set(["localhost", "127.0.0.1"]);
const isDesktop = (uri: string): boolean => loopback.has(URL.parse(uri)?.hostname ?? "");

/** Web: absolute https, no query, no fragment, under 512 characters. Desktop: http on the machine itself (§1.5). */
function isAllowed(uri: string): boolean {
  const { protocol, search, hash } = URL.parse(uri) ?? { protocol: "", search: "", hash: "" };
  const isStatic = search === "" && hash === "" && uri.length < 512;
  return isStatic && (protocol === "https:" || (protocol === "http:" && isDesktop(uri)));
}

/** Byte by byte, except that a desktop app may register `*` for the port. */
function matches(registered: string, asked: string): boolean {
  if (registered === asked) return true;
  if (!registered.includes(":*") || !isDesktop(asked)) return false;
  return registered.replace(":*", `:${URL.parse(asked)?.port}`) === asked;
}

/** Desktop apps must bring a challenge in hexadecimal; a web app needs none. */
function readChallenge(
  query: URLSearchParams,
  redirectUri: string,
  sendBack: (error: string, description: string) => SentBack,
): string | null {
  const challenge = query.get("code_challenge");
  if (challenge === null && !isDesktop(redirectUri)) return null;
  if (query.get("code_challenge_method") === "S256" && /^[0-9a-f]{64}$/.test(challenge ?? "")) return challenge;
  throw sendBack("invalid_request", "Code verifier or code challenge is invalid.");
}

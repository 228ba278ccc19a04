import { isDisabled } from "../play.ts";
import type { App, Call, Play } from "../play.ts";
import type { GoogleProduct } from "./product.ts";
import { isKnown, readScopes } from "./scopes.ts";

/** Why the page cannot even begin; shown at Google, the browser is not sent back. */
export class PageProblem extends Error {
  override name = "PageProblem";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an app asks for; fact sheet §1. */
export interface AuthorizeRequest {
  product: GoogleProduct;
  app: App;
  redirectUri: string;
  state: string | null;
  scopes: string[];
  prompts: string[];
  offline: boolean;
  challenge: string | null;
  includeGranted: boolean;
}

/** Reads and checks the query of `/o/oauth2/v2/auth`. */
export function readRequest(play: Play, { query }: Call, product: GoogleProduct): AuthorizeRequest {
  const app = play.state.apps[query.get("client_id") ?? ""];
  if (!app) throw new PageProblem("401: invalid_client", "The OAuth client was not found.");
  if (isDisabled(play, app)) throw new PageProblem("401: deleted_client", "The OAuth client was deleted.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri))
    throw new PageProblem(
      "400: redirect_uri_mismatch",
      `You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. The redirect URI ${redirectUri} is not registered.`,
    );
  if (query.get("response_type") !== "code")
    throw new PageProblem("400: invalid_request", "Required parameter is missing: response_type");
  const scopes = readScopes(query.get("scope") ?? "");
  const approved = (scope: string) => isKnown(product, scope) && (app.approvedScopes?.includes(scope) ?? true);
  const stranger = scopes.find((scope) => !approved(scope));
  if (scopes.length === 0 || stranger !== undefined)
    throw new PageProblem("400: invalid_scope", `Some requested scopes were invalid: ${stranger ?? "none named"}`);
  return {
    product,
    app,
    redirectUri,
    state: query.get("state"),
    scopes,
    prompts: (query.get("prompt") ?? "").split(/\s+/).filter(Boolean),
    offline: query.get("access_type") === "offline",
    challenge: readChallenge(query),
    includeGranted: query.get("include_granted_scopes") === "true",
  };
}

function readChallenge(query: URLSearchParams): string | null {
  const challenge = query.get("code_challenge");
  if (challenge !== null && query.get("code_challenge_method") !== "S256")
    throw new PageProblem("400: invalid_request", "Only S256 is played here.");
  return challenge;
}

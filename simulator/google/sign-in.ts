import { json, signedIn, type Answer, type Call, type Caller, type Fault, type HostKind, type Play } from "../play.ts";
import { bearerOf } from "./bearer.ts";
import { authorizePage } from "./dialog.ts";
import { OAuthRefusal, oauthRefused } from "./errors.ts";
import { revokeEndpoint, tokenInfo } from "./inspect.ts";
import { certificates, publicKeys } from "./keys.ts";
import { errorPage } from "./look.ts";
import { personPictures } from "./people.ts";
import type { GoogleProduct } from "./product.ts";
import { isKnown, readScopes } from "./scopes.ts";
import { answerPicture, permissionsPage, pictured } from "./site.ts";
import { tokenEndpoint } from "./token.ts";
import { brokenPage, garbage, internal, troubleAtTokens } from "./trouble.ts";
import { discovery, riscConfiguration } from "./well-known.ts";

/** Every host of Google's sign-in; a simulated product of Google's has them beside its own. */
export const signInHosts: Record<string, HostKind> = {
  "accounts.google.com": "site",
  "myaccount.google.com": "site",
  "oauth2.googleapis.com": "api",
  "www.googleapis.com": "api",
  [personPictures]: "files",
};

/** What the sign-in answers; undefined: the path is the product's own. */
export function answerSignIn(play: Play, call: Call, product: GoogleProduct): Answer | undefined {
  if (call.host === "accounts.google.com") return answerAccounts(play, call, product);
  if (call.host === "myaccount.google.com") return permissionsPage(play, call);
  if (call.host === "oauth2.googleapis.com") return answerTokens(play, call);
  if (call.host === personPictures) return answerPicture(play, call);
  return keysAt(call)?.();
}

const keyPaths: Record<string, () => Answer> = {
  "/oauth2/v3/certs": () => json(publicKeys()),
  "/oauth2/v1/certs": () => json(certificates()),
};

const keysAt = (call: Call): (() => Answer) | undefined =>
  call.host === "www.googleapis.com" ? keyPaths[call.path] : undefined;

function answerAccounts(play: Play, call: Call, product: GoogleProduct): Answer {
  if (call.path === "/o/oauth2/v2/auth") return authorizePage(play, call, product);
  if (call.path === "/.well-known/openid-configuration") return discovery();
  if (call.path === "/.well-known/risc-configuration") return riscConfiguration();
  return errorPage("404. That’s an error.", "The requested URL was not found on this server.");
}

const tokenPaths: Record<string, (play: Play, call: Call) => Answer> = {
  "/token": tokenEndpoint,
  "/revoke": revokeEndpoint,
  "/tokeninfo": tokenInfo,
};

function answerTokens(play: Play, call: Call): Answer {
  const answer = tokenPaths[call.path];
  if (!answer) return json({ error: "invalid_request", error_description: "Not Found" }, 404);
  try {
    return answer(play, call);
  } catch (refusal) {
    if (!(refusal instanceof OAuthRefusal)) throw refusal;
    return oauthRefused(refusal);
  }
}

/** The token or code that a call shows. */
const shownIn = (call: Call): string =>
  call.form.get("refresh_token") ??
  call.form.get("token") ??
  call.query.get("token") ??
  call.form.get("code") ??
  call.form.get("access_token") ??
  bearerOf(call);

const clientIn = (call: Call): string | undefined =>
  call.form.get("client_id") ?? call.query.get("client_id") ?? undefined;

const holds = ({ state }: Play, shown: string): boolean =>
  Object.hasOwn(state.tokens, shown) || Object.hasOwn(state.codes, shown);

/** Whose call it is, for faults and the log. */
export function callerAtGoogle(play: Play, call: Call): Caller {
  const { tokens, codes } = play.state;
  const token = tokens[shownIn(call)];
  const about = token ?? codes[shownIn(call)];
  const app = about?.app ?? clientIn(call);
  return { person: about?.person ?? signedIn(play, call)?.person.id, page: token?.page ?? undefined, app };
}

/** Of several products behind the sign-in, is this call about this one? By client, by token or code, by scopes, by person. */
export function knowsAtGoogle(play: Play, call: Call, product: GoogleProduct): boolean {
  const others = play.besides(call.host);
  const client = clientIn(call);
  const isAtHome = ({ state }: Play): boolean => client !== undefined && Object.hasOwn(state.apps, client);
  if (client !== undefined && (!isAtHome(play) || !others.some(isAtHome))) return isAtHome(play);
  const shown = shownIn(call);
  if ([play, ...others].some((one) => holds(one, shown))) return holds(play, shown);
  if (client !== undefined) return readScopes(call.query.get("scope") ?? "").every((scope) => isKnown(product, scope));
  const email = call.form.get("email");
  if (email !== null) return Object.values(play.state.people).some((one) => one.email === email);
  return signedIn(play, call) !== undefined || Object.hasOwn(play.state.people, pictured(call));
}

/** How the sign-in words its own troubles; undefined: the call is the product's own. */
export function troubleAtSignIn(call: Call, fault: Fault): Answer | undefined {
  if (call.host === "accounts.google.com" || call.host === "myaccount.google.com") return brokenPage();
  if (fault.kind === "garbage") return garbage();
  if (call.host === "oauth2.googleapis.com") return troubleAtTokens(fault);
  return keysAt(call) && internal();
}

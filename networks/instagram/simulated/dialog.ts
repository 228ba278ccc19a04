import {
  authorize,
  findAuthorization,
  issueCode,
  lettersFrom,
  redirect,
  signIn,
  signOut,
  signedIn,
  type Answer,
  type App,
  type BrowserSession,
  type Call,
  type Page,
  type Person,
  type Play,
} from "#simulator/play.ts";
import { accountsOf, findLogin, isProfessional } from "./accounts.ts";
import { isDisabled } from "./bearer.ts";
import { errorPage } from "./look.ts";
import { accountMark } from "./oauth.ts";
import { basic, permissions, readScopes } from "./permissions.ts";
import { accountsScreen, checkpointScreen, consentScreen, here, loginScreen, personalScreen } from "./screens.ts";

/** What an app asks for; fact sheet §1B. */
interface Request {
  app: App;
  redirectUri: string;
  state: string | null;
  scopes: string[];
}

/** `/oauth/authorize`: every step is the same address; a form's `step` says what the person did. */
export function dialog(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  if ("body" in request) return request;
  const step = call.method === "POST" ? (call.form.getAll("step").at(-1) ?? "") : "";
  if (step === "cancel") return refuse(request);
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const login = signedIn(play, call);
  const isForced = call.query.get("force_reauth") === "true";
  if (!login || (isForced && call.query.get("fresh") !== freshLogin(login.session))) return loginScreen(play, call);
  const { person } = login;
  if (step === "passed") person.blocked = null;
  if (person.blocked === "checkpoint" || person.blocked === "unconfirmed") return checkpointScreen(call);
  return consent(play, call, { request, person, step });
}

/** Checks the query; what is wrong with it is shown at Instagram, the browser is not sent back. Wordings: not in the sheet. */
function readRequest(play: Play, { query }: Call): Request | Answer {
  const app = play.state.apps[query.get("client_id") ?? ""];
  if (!app) return errorPage("Invalid platform app", "The client_id is not that of an Instagram app.");
  if (isDisabled(play, app)) return errorPage("App not active", "This app is not accessible right now.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri))
    return errorPage("Invalid redirect_uri", "The redirect_uri is not in the app's list of OAuth redirect URIs.");
  if (query.get("response_type") !== "code") return errorPage("Invalid request", "response_type must be code.");
  const scopes = readScopes(query.get("scope") ?? "");
  const approved = app.approvedScopes ?? Object.keys(permissions);
  const invalid = scopes.filter((scope) => !permissions[scope] || !approved.includes(scope));
  if (invalid.length > 0) return errorPage("Invalid scopes", `Invalid Scopes: ${invalid.join(", ")}`);
  if (!scopes.includes(basic)) return errorPage("Invalid scopes", `${basic} is required.`);
  return { app, redirectUri, state: query.get("state"), scopes };
}

function consent(play: Play, call: Call, at: { request: Request; person: Person; step: string }): Answer {
  const { request, person, step } = at;
  const { app } = request;
  if (app.mode === "development" && !app.testers.includes(person.id))
    return errorPage("Insufficient developer role", "This app is in development and you are not one of its testers.");
  const account = chosenAccount(play, call, person);
  if (!account) return accountsScreen(call, app, accountsOf(play, person));
  if (!isProfessional(account)) return personalScreen(call, account);
  if (step !== "save") return consentScreen(call, app, { account, scopes: request.scopes });
  const granted = request.scopes.filter((scope) => scope === basic || call.form.getAll("scope").includes(scope));
  allow(play, request, { person, account, granted });
  const code = issueCode(play, {
    app: app.id,
    person: person.id,
    redirectUri: request.redirectUri,
    scopes: [...granted, `${accountMark}${account.id}`],
    lifetimeSeconds: 3600,
  });
  return goBack(request, { code: code.value }, "#_");
}

function chosenAccount(play: Play, call: Call, person: Person): Page | undefined {
  const own = accountsOf(play, person);
  const named = call.form.get("account") ?? call.query.get("account");
  return own.find((one) => one.id === named) ?? (own.length === 1 ? own[0] : undefined);
}

/** One account's choice leaves what the person's other accounts allowed as it was. */
function allow(
  play: Play,
  { app, scopes }: Request,
  given: { person: Person; account: Page; granted: string[] },
): void {
  const { person, account, granted } = given;
  for (const token of Object.values(play.state.tokens))
    if (token.app === app.id && token.page === account.id)
      token.scopes = token.scopes.filter((scope) => granted.includes(scope));
  const old = findAuthorization(play, app, person);
  const others = Object.values(play.state.tokens).filter(
    (token) => token.app === app.id && token.person === person.id && token.page !== account.id && !token.ended,
  );
  const isHeld = (scope: string): boolean =>
    granted.includes(scope) || others.some((token) => token.scopes.includes(scope));
  const pages = [...new Set([...(Array.isArray(old?.pages) ? old.pages : []), account.id])];
  const statuses = scopes.map((scope) => [scope, isHeld(scope) ? "granted" : "declined"] as const);
  authorize(play, app, person, { scopes: Object.fromEntries(statuses), pages });
}

function refuse(request: Request): Answer {
  return goBack(request, {
    error: "access_denied",
    error_reason: "user_denied",
    error_description: "The user denied your request",
  });
}

/** Instagram ends the address with `#_`, which is no part of the code (§1B). */
function goBack({ redirectUri, state }: Request, result: Record<string, string>, end = ""): Answer {
  const params = new URLSearchParams(result);
  if (state !== null) params.set("state", state);
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${params.toString()}${end}`);
}

/** Proof, for this address, that the password was given in this very login and not at some earlier time. */
const freshLogin = (session: BrowserSession): string => lettersFrom(`${session.id}/fresh`, 16);

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call): Answer {
  const found = findLogin(play, call.form.get("email") ?? "");
  if (!found || found.person.password !== call.form.get("pass"))
    return loginScreen(play, call, "Sorry, your password was incorrect. Please double-check your password.");
  const { session, remember } = signIn(play, call, found.person);
  call.query.delete("account");
  const account = found.account ? { account: found.account.id } : {};
  return remember(redirect(here(call, { fresh: freshLogin(session), ...account }), 303));
}

/** Logs out and stays at the same address. */
export function logOut(play: Play, call: Call): Answer {
  call.query.delete("fresh");
  call.query.delete("account");
  return signOut(play, call)(redirect(here(call), 303));
}

import { type LoginRequest, backRefused, backWithCode } from "#simulator/meta/login.ts";
import { authorize, findAuthorization, isDisabled, issueCode } from "#simulator/play.ts";
import type { Answer, App, Call, Page, Person, Play } from "#simulator/play.ts";
import { letIn, loginScreen, stepOf } from "#simulator/site.ts";
import { accountsOf, isProfessional } from "./accounts.ts";
import { errorPage } from "./look.ts";
import { accountMark } from "./oauth.ts";
import { basic, permissions, readScopes } from "./permissions.ts";
import { door, freshLogin } from "./login.ts";
import { accountsScreen, consentScreen, personalScreen } from "./screens.ts";

/** What an app asks for; fact sheet §1B. */
interface Request extends LoginRequest {
  app: App;
  scopes: string[];
}

/** `/oauth/authorize`: every step is the same address; a form's `step` says what the person did. */
export function dialog(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  if ("body" in request) return request;
  const step = stepOf(call);
  if (step === "cancel") return backRefused(request);
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person, session } = entered;
  const isForced = call.query.get("force_reauth") === "true";
  if (isForced && call.query.get("fresh") !== freshLogin(session)) return loginScreen(call, door(play).rules.form);
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
  return backWithCode(request, code.value);
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
  authorize(play, { app, person }, { scopes: Object.fromEntries(statuses), pages });
}

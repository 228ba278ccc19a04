import { type LoginRequest, backRefused, backWithCode } from "#simulator/meta/login.ts";
import { authorize, findAuthorization, issueCode, redirect, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Page, Person, Play } from "#simulator/play.ts";
import { here, letIn, stepOf } from "#simulator/site.ts";
import { windowError } from "./errors.ts";
import { noticePage } from "./look.ts";
import { profileMark } from "./oauth.ts";
import { mayUse, profilesOf, suspendedOf } from "./profiles.ts";
import { door } from "./login.ts";
import { consentScreen, profilesScreen } from "./screens.ts";
import { basic, readScopes, scopeWords } from "./scopes.ts";

/** What an app asks for; fact sheet §1. */
interface Request extends LoginRequest {
  app: App;
  scopes: string[];
}

/** `/oauth/authorize`: every step is the same address; a form's `step` says what the person did. */
export function authorizeWindow(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  if ("body" in request) return request;
  const step = stepOf(call);
  if (step === "cancel") return backRefused(request);
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  if (!mayUse(request.app, person)) return notInvited();
  const profile = chosenProfile(play, call, person);
  if (!profile) return chooser(play, call, request.app, person);
  if (step === "pages") return redirect(here(call, { profile: profile.id }), 303);
  return step === "save"
    ? allow(play, call, request, { person, profile })
    : consentScreen(call, request.app, { profile, scopes: request.scopes });
}

const notInvited = (): Answer => windowError("The user has not accepted the invite to test the app", 1_349_245);

/** Checks the query; what is wrong is shown as JSON, the browser is not sent back. Texts without a number are not in the sheet. */
function readRequest(play: Play, { query }: Call): Request | Answer {
  const id = query.get("client_id") ?? "";
  if (!/^\d+$/.test(id)) return windowError("No app ID was provided in the request", 4_476_002);
  const app = play.state.apps[id];
  if (!app) return windowError("No application data was given", 1_349_026);
  if (isDisabled(play, app)) return windowError("This app is not available right now");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isSecure(redirectUri)) return windowError("insecure login blocked", 1_349_187);
  if (!app.redirectUris.includes(redirectUri)) return windowError("Blocked redirect_uri");
  if (query.get("response_type") !== "code") return windowError("response_type must be code");
  const scopes = readScopes(query.get("scope") ?? "");
  const approved = app.approvedScopes ?? Object.keys(scopeWords);
  const invalid = scopes.filter((scope) => !scopeWords[scope] || !approved.includes(scope));
  if (invalid.length > 0) return windowError(`Invalid scopes: ${invalid.join(", ")}`);
  if (!scopes.includes(basic)) return windowError(`${basic} is required`);
  return { app, redirectUri, state: query.get("state"), scopes };
}

/** Threads takes https alone. The machine at hand is let through, or a demo without a certificate could not be tried. */
function isSecure(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol !== "http:" || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
}

function chosenProfile(play: Play, call: Call, person: Person): Page | undefined {
  const own = profilesOf(play, person);
  const named = call.form.get("page") ?? call.query.get("profile");
  const takesFirst = own.length === 1 || call.form.get("pages") === "all";
  return own.find((one) => one.id === named) ?? (takesFirst ? own[0] : undefined);
}

function chooser(play: Play, call: Call, app: App, person: Person): Answer {
  const usable = profilesOf(play, person);
  const suspended = suspendedOf(play, person);
  if (usable.length > 0) return profilesScreen(call, app, { usable, suspended });
  return noticePage("No profile", "There is no Threads profile with this login that can be used.", 403);
}

/** One profile's choice leaves what the person's other profiles allowed as it was; what a token holds never grows. */
function allow(
  play: Play,
  call: Call,
  request: Request,
  { person, profile }: { person: Person; profile: Page },
): Answer {
  const { app, redirectUri, scopes } = request;
  const granted = scopes.filter((scope) => scope === basic || call.form.getAll("scope").includes(scope));
  const old = findAuthorization(play, app, person);
  const others = Object.values(play.state.tokens).filter(
    (token) => token.app === app.id && token.person === person.id && token.page !== profile.id && !token.ended,
  );
  const isHeld = (scope: string): boolean =>
    granted.includes(scope) || others.some((token) => token.scopes.includes(scope));
  const pages = [...new Set([...(Array.isArray(old?.pages) ? old.pages : []), profile.id])];
  const statuses = scopes.map((scope) => [scope, isHeld(scope) ? "granted" : "declined"] as const);
  authorize(play, { app, person }, { scopes: Object.fromEntries(statuses), pages });
  const { value } = issueCode(play, {
    app: app.id,
    person: person.id,
    redirectUri,
    scopes: [...granted, `${profileMark}${profile.id}`],
    lifetimeSeconds: 3600,
  });
  return backWithCode(request, value);
}

import { authorize, endTokens, findAuthorization, issueCode, redirect, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Person, Play } from "#simulator/play.ts";
import { letIn, stepOf } from "#simulator/site.ts";
import { errorPage } from "./look.ts";
import { readScopes, scopes } from "./scopes.ts";
import { door } from "./login.ts";
import { consentScreen } from "./screens.ts";

interface Request {
  app: App;
  redirectUri: string;
  state: string | null;
  asked: string[];
}

/** `/oauth/v2/authorization`: every step is the same address; a form's `step` says what the person did. */
export function authorization(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  return "status" in request ? request : takeStep(play, call, request);
}

/** What LinkedIn cannot even begin ends on a page of its own; a scope that the app does not own goes back to the app (fact sheet §1.1). */
function readRequest(play: Play, { query }: Call): Request | Answer {
  const app = play.state.apps[query.get("client_id") ?? ""];
  if (!app || isDisabled(play, app))
    return errorPage("Bummer, something went wrong.", "The passed in client_id is invalid");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.some((one) => withoutQuery(one) === withoutQuery(redirectUri)))
    return errorPage("Bummer, something went wrong.", "The redirect_uri does not match the registered value");
  if (query.get("response_type") !== "code")
    return errorPage("Bummer, something went wrong.", "The response_type is not supported");
  const asked = readScopes(query.get("scope") ?? "");
  const request = { app, redirectUri, state: query.get("state"), asked };
  const stranger = asked.find((scope) => !scopes[scope]);
  if (stranger !== undefined || asked.length === 0)
    return errorPage("Bummer, something went wrong.", `Invalid scope: ${stranger ?? "none"}`);
  const refused = asked.find((scope) => app.approvedScopes && !app.approvedScopes.includes(scope));
  return refused === undefined ? request : refuse(request, "unauthorized_scope_error", unauthorized(refused));
}

/** LinkedIn ignores the query when it compares; a fragment is not allowed. */
const withoutQuery = (address: string): string => address.split("?")[0] ?? "";
const unauthorized = (scope: string): string => `Scope "${scope}" is not authorized for your application`;

function takeStep(play: Play, call: Call, request: Request): Answer {
  const { app, asked } = request;
  const step = stepOf(call);
  if (step === "cancel-login") return refuse(request, "user_cancelled_login", "The user cancelled LinkedIn login");
  if (step === "cancel") return refuse(request, "user_cancelled_authorize", "The user cancelled the authorization");
  const entered = letIn(play, call, door(play, call, app));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  // No consent page where a signed-in member granted the very same scopes before (fact sheet §1.1).
  if (!hasGranted(play, app, person, asked) && step !== "continue") return consentScreen({ call, app, person }, asked);
  return accept(play, request, person);
}

function hasGranted(play: Play, app: App, person: Person, asked: string[]): boolean {
  const held = findAuthorization(play, app, person)?.scopes;
  return (
    held !== undefined && asked.length === Object.keys(held).length && asked.every((one) => held[one] === "granted")
  );
}

const codeLife = 30 * 60;

/** Another set of scopes than before ends every earlier token of this member for this app (fact sheet §1.4). */
function accept(play: Play, request: Request, person: Person): Answer {
  const { app, asked, redirectUri } = request;
  if (!hasGranted(play, app, person, asked)) {
    endTokens(play, "other_scopes", (token) => token.app === app.id && token.person === person.id);
    const { state } = play;
    state.authorizations = state.authorizations.filter((one) => one.app !== app.id || one.person !== person.id);
  }
  const granted = Object.fromEntries(asked.map((scope) => [scope, "granted"] as const));
  authorize(play, { app, person }, { scopes: granted, pages: "all" });
  const code = { app: app.id, person: person.id, redirectUri, scopes: asked, lifetimeSeconds: codeLife };
  return goBack(request, { code: issueCode(play, code).value });
}

const refuse = (request: Request, error: string, error_description: string): Answer =>
  goBack(request, { error, error_description });

function goBack({ redirectUri, state }: Request, result: Record<string, string>): Answer {
  const query = new URLSearchParams({ ...result, ...(state !== null && { state }) });
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query.toString()}`);
}

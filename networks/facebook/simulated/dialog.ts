import { authorize, findAuthorization, issueCode, pagesOf, redirect } from "#simulator/play.ts";
import type { Answer, App, Authorization, Call, Play } from "#simulator/play.ts";
import { letIn, loginScreen, stepOf } from "#simulator/site.ts";
import { door, freshLogin } from "./login.ts";
import { errorPage } from "./look.ts";
import { accountsOf, asksForAccounts } from "./instagram.ts";
import { startUserToken } from "./oauth.ts";
import { asksForPages } from "./permissions.ts";
import { DialogProblem, readRequest, type DialogRequest } from "./request.ts";
import { againScreen, continueScreen, pagesScreen, permissionsScreen, type Scene } from "./screens.ts";

/** `/dialog/oauth`: every step is the same address; a form's `step` says what the person did. */
export function dialog(play: Play, call: Call): Answer {
  try {
    return takeStep(play, call, readRequest(play, call));
  } catch (problem) {
    if (problem instanceof DialogProblem) return errorPage(problem.title, problem.message);
    throw problem;
  }
}

function takeStep(play: Play, call: Call, request: DialogRequest): Answer {
  const { app } = request;
  const step = stepOf(call);
  if (step === "cancel") return refuse(request);
  const entered = letIn(play, call, door(play, app.name));
  if ("answer" in entered) return entered.answer;
  const { person, session } = entered;
  if (request.authTypes.includes("reauthenticate") && call.query.get("fresh") !== freshLogin(session))
    return loginScreen(call, door(play, app.name).rules.form);
  if (app.mode === "development" && !app.testers.includes(person.id))
    return step === "continue" ? refuse(request, 200) : continueScreen({ call, app, person });
  return consent(play, request, { scene: { call, app, person }, step });
}

function consent(play: Play, request: DialogRequest, { scene, step }: { scene: Scene; step: string }): Answer {
  const { call, app, person } = scene;
  const old = findAuthorization(play, app, person);
  const ask = scopesToAsk(request, old, call.query.has("edit"));
  if (old && ask.length === 0) {
    if (step !== "again") return againScreen(scene);
    authorize(play, { app, person }, { scopes: {}, pages: null });
    return accept(play, request, person.id);
  }
  const pages = readPages(play, scene);
  const ticked = ask.filter((scope) => !call.query.has("edit") || old?.scopes[scope] !== "declined");
  const whole = request.configuration !== null;
  if (step === "save") {
    if (asksForPages(ask) && pages === null) return continueScreen(scene);
    const granted = whole ? ask : ["public_profile", ...call.form.getAll("scope")];
    const scopes = Object.fromEntries(
      ask.map((scope) => [scope, granted.includes(scope) ? "granted" : "declined"] as const),
    );
    authorize(play, { app, person }, { scopes, pages });
    return accept(play, request, person.id);
  }
  if (step === "pages" && pages !== null && (pages === "all" || pages.length > 0))
    return permissionsScreen(scene, { scopes: ask, ticked, whole, pages });
  if (step !== "continue" && step !== "pages" && !call.query.has("edit")) return continueScreen(scene);
  if (!asksForPages(ask)) return permissionsScreen(scene, { scopes: ask, ticked, whole, pages: null });
  return pagesScreen(scene, {
    pages: pagesOf(play, person),
    accounts: asksForAccounts(request.scopes) ? accountsOf(play, person) : null,
    chosen: old?.pages ?? "all",
    ...(step === "pages" && { problem: "Choose at least one Page." }),
  });
}

/** What is put to the person: the new; what they declined only with `rerequest`; everything when they edit. */
function scopesToAsk(request: DialogRequest, old: Authorization | undefined, editing: boolean): string[] {
  if (!old || editing) return request.scopes;
  const again = request.authTypes.includes("rerequest");
  const open = request.scopes.filter((scope) => {
    const status = old.scopes[scope];
    // All or nothing: what is missing of a configuration is asked for again without being told to.
    const retry = again || request.configuration !== null;
    return status === undefined || (status === "declined" && retry);
  });
  // `rerequest` is also the way to change the choice of Pages when no permission is open.
  return again && open.length === 0 ? request.scopes : open;
}

function readPages(play: Play, { call, person }: Scene): "all" | string[] | null {
  const choice = call.form.get("pages");
  if (choice === "all") return "all";
  if (choice !== "some") return null;
  const own = new Set([...pagesOf(play, person), ...accountsOf(play, person)].map((one) => one.id));
  return call.form.getAll("page").filter((id) => own.has(id));
}

// Ten minutes: the sheet only says that a code expires.
const codeLife = 600;

function accept(play: Play, request: DialogRequest, personId: string): Answer {
  const { app, redirectUri, responseTypes } = request;
  const granted = Object.entries(findAuthorization(play, app, { id: personId })?.scopes ?? {})
    .filter(([, status]) => status === "granted")
    .map(([scope]) => scope);
  const result: Record<string, string> = {};
  if (responseTypes.includes("code"))
    result.code = issueCode(play, {
      app: app.id,
      person: personId,
      redirectUri,
      scopes: granted,
      lifetimeSeconds: codeLife,
    }).value;
  if (responseTypes.includes("token")) Object.assign(result, tokenResult(play, app, personId));
  if (responseTypes.includes("granted_scopes")) result.granted_scopes = granted.join(",");
  return goBack(request, result);
}

function tokenResult(play: Play, app: App, personId: string): Record<string, string> {
  const token = startUserToken(play, app, { id: personId }, { lifetimeSeconds: 5105, longLived: false });
  return { access_token: token.value, expires_in: "5105" };
}

// With a configuration, or where the app may not be used, an error code comes along (fact sheet §1.2).
function refuse(request: DialogRequest, code: number | null = null): Answer {
  const withCode = code ?? (request.configuration === null ? null : 200);
  return goBack(request, {
    error: "access_denied",
    ...(withCode !== null && { error_code: String(withCode) }),
    error_description: "Permissions error",
    error_reason: "user_denied",
  });
}

function goBack(request: DialogRequest, result: Record<string, string>): Answer {
  const params = new URLSearchParams(result);
  if (request.state !== null) params.set("state", request.state);
  const { redirectUri: to } = request;
  if (request.responseTypes.includes("token")) return redirect(`${to}#${params.toString()}`);
  return redirect(`${to}${to.includes("?") ? "&" : "?"}${params.toString()}`);
}

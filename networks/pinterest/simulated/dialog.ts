import { authorize, html, issueCode, redirect, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Person, Play } from "#simulator/play.ts";
import { here, letIn, stepOf } from "#simulator/site.ts";
import { pictureHost, usernameOf } from "./accounts.ts";
import { door, suspended } from "./login.ts";
import { errorPage, pinterestPage } from "./look.ts";
import { readScopes, scopes } from "./scopes.ts";

interface DialogRequest {
  app: App;
  redirectUri: string;
  state: string | null;
  scopes: string[];
}

/**
 * `/oauth/`: every step is the same address; a form's `step` says what the person did. Whoever is logged in is asked, and
 * nothing lets them be somebody else here (fact sheet §1.1).
 */
export function dialog(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  if (typeof request === "string") return errorPage("We couldn't connect this app", request);
  const step = stepOf(call);
  if (step === "cancel") return goBack(request, { error: "access_denied" });
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  const refused = suspended(person);
  if (refused) return refused;
  return step === "continue" ? accept(play, request, person) : consentScreen(play, call, request, person);
}

/** The request, or what is wrong with it; the wording of each is unconfirmed. */
function readRequest(play: Play, { query }: Call): DialogRequest | string {
  const app = play.state.apps[query.get("client_id") ?? ""];
  if (!app) return "The app is not known to Pinterest: check the client_id.";
  if (isDisabled(play, app)) return "This app is not allowed to connect.";
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri)) return "The redirect_uri is not registered for this app.";
  if (query.get("response_type") !== "code") return "The response_type must be code.";
  const asked = readScopes(query.get("scope") ?? "");
  const stranger = asked.find((scope) => !Object.hasOwn(scopes, scope));
  if (asked.length === 0 || stranger !== undefined) return `The scope ${stranger ?? ""} is not valid.`;
  return { app, redirectUri, state: query.get("state"), scopes: asked };
}

/** No tick boxes: all of it or nothing. */
function consentScreen(play: Play, call: Call, request: DialogRequest, person: Person): Answer {
  const { app } = request;
  const step = (name: string, button: ReturnType<typeof html>) =>
    html`<form method="post" action="${here(call)}">
      <input type="hidden" name="step" value="${name}" />${button}
    </form>`;
  return pinterestPage(
    `Connect ${app.name}`,
    html`<div class="card">
      <div class="pair">
        <span class="app" aria-hidden="true">${app.name[0]}</span
        ><img src="/${pictureHost}/people/${person.id}.svg" alt="" />
      </div>
      <h1>Give ${app.name} access to your Pinterest account?</h1>
      <p class="soft center">You are logged in as @${usernameOf(play, person)}.</p>
      <h2>${app.name} will be able to</h2>
      <ul>
        ${request.scopes.map((scope) => html`<li>${scopes[scope]} <small>${scope}</small></li>`)}
      </ul>
      <p class="soft">You can take this back any time in your settings, under Security, Connected apps.</p>
      <div class="actions">
        ${step("cancel", html`<button>Cancel</button>`)}${step("continue", html`<button class="primary">Give access</button>`)}
      </div>
    </div>`,
  );
}

// About ten minutes, unconfirmed (§1.1).
const codeSeconds = 600;

/** A code stands for everything this person approved for the app, now or earlier (§1.2). */
function accept(play: Play, { app, redirectUri, state, scopes: asked }: DialogRequest, person: Person): Answer {
  const granted = Object.fromEntries(asked.map((scope) => [scope, "granted"] as const));
  const consent = authorize(play, { app, person }, { scopes: granted, pages: "all" });
  const all = Object.keys(consent.scopes).filter((scope) => consent.scopes[scope] === "granted");
  const code = { app: app.id, person: person.id, redirectUri, scopes: all, lifetimeSeconds: codeSeconds };
  return goBack({ redirectUri, state }, { code: issueCode(play, code).value });
}

function goBack({ redirectUri, state }: Pick<DialogRequest, "redirectUri" | "state">, result: Record<string, string>) {
  const params = new URLSearchParams({ ...result, ...(state !== null && { state }) });
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${params.toString()}`);
}

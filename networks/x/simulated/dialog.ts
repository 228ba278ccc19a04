import { authorize, findAuthorization, html, issueCode, redirect, trusted, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Page, Person, Play } from "#simulator/play.ts";
import { here, letIn, stepOf } from "#simulator/site.ts";
import { accountsOf, isSuspended, pictureHost, usableOf } from "./accounts.ts";
import { door } from "./login.ts";
import { errorPage, xPage } from "./look.ts";
import { readScopes, scopes } from "./scopes.ts";
import { challengeOf, challengesOf } from "./token.ts";

interface DialogRequest {
  app: App;
  redirectUri: string;
  state: string;
  scopes: string[];
  challenge: string;
}

/** `/i/oauth2/authorize`: every step is the same address; a form's `step` says what the person did. */
export function dialog(play: Play, call: Call): Answer {
  const request = readRequest(play, call);
  if (!request) return errorPage("You weren't able to give access to the App. Go back and try logging in again.", 400);
  const step = stepOf(call);
  if (step === "cancel") return goBack(request, { error: "access_denied" });
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  if (person.blocked === "policy") return errorPage("Your account is suspended.", 403);
  const accounts = accountsOf(play, person);
  const account = chosen(call, step, accounts);
  if (!account) return accountsScreen(call, request, accounts);
  if (step === "pages") return redirect(here(call, { account: account.id }), 303);
  return step === "continue" ? accept(play, request, person, account) : consentScreen(call, request, account);
}

/** Whatever is wrong with a request, X says the same of it. */
function readRequest(play: Play, { query }: Call): DialogRequest | undefined {
  const app = play.state.apps[query.get("client_id") ?? ""];
  const redirectUri = query.get("redirect_uri") ?? "";
  const state = query.get("state") ?? "";
  const asked = readScopes(query.get("scope") ?? "");
  const challenge = readChallenge(query);
  if (!app || isDisabled(play, app)) return undefined;
  if (!app.redirectUris.includes(redirectUri) || query.get("response_type") !== "code") return undefined;
  if (state === "" || state.length > 500) return undefined;
  if (challenge === undefined) return undefined;
  if (asked.length === 0 || !asked.every((scope) => Object.hasOwn(scopes, scope))) return undefined;
  return { app, redirectUri, state, scopes: asked, challenge };
}

/** `S256` or `plain` (fact sheet §1). The most used client writes `s256` (twitter-api-v2 1.29.1), so the case is free. Kept as S256 makes it. */
function readChallenge(query: URLSearchParams): string | undefined {
  const challenge = query.get("code_challenge") ?? "";
  const method = query.get("code_challenge_method")?.toLowerCase();
  if (method === "s256" && /^[\w-]{43}$/.test(challenge)) return challenge;
  return method === "plain" && /^[\w.~-]{43,128}$/.test(challenge) ? challengeOf(challenge) : undefined;
}

/** Which account: the only one there is, the one that was chosen, or the active one where "Next" was pressed without choosing. */
function chosen(call: Call, step: string | null | undefined, accounts: Page[]): Page | undefined {
  const usable = usableOf(accounts);
  const id = step === "pages" ? call.form.get("page") : call.query.get("account");
  const named = usable.find((one) => one.id === id);
  return named ?? (step === "pages" || (accounts.length === 1 && usable.length === 1) ? usable[0] : undefined);
}

const picture = (account: Page) => `/${pictureHost}/profile_images/${account.id}/logo_normal.svg`;

/** The accounts this browser is signed in to; X's switcher, its form unconfirmed. One consent is one account. */
function accountsScreen(call: Call, { app }: DialogRequest, accounts: Page[]): Answer {
  const [active] = usableOf(accounts);
  const row = (account: Page) =>
    isSuspended(account)
      ? html`<div class="row off">
          <span
            ><b>${account.name}</b
            ><small
              >@${account.username} is suspended. No app can be connected until X lifts the suspension.</small
            ></span
          >
        </div>`
      : html`<div class="row">
          <label
            ><input type="radio" name="page" value="${account.id}" ${account === active && trusted("checked")} /><img
              src="${picture(account)}"
              alt=""
            /><b>${account.name}</b></label
          ><small>@${account.username}</small>
        </div>`;
  return xPage(
    "Choose an account",
    html`<h1>Which account should ${app.name} use?</h1>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="pages" />
        ${accounts.map(row)}
        ${active ? html`<button class="primary">Next</button>` : html`<p>No account here can be used by an app.</p>`}
        <button name="step" value="cancel">Cancel</button>
      </form>
      ${anotherLogin(call)}`,
  );
}

const anotherLogin = (call: Call) =>
  html`<form method="post" action="${here(call)}">
    <input type="hidden" name="step" value="logout" /><button class="link">Log in to another account</button>
  </form>`;

/** No tick boxes: all of it or nothing (fact sheet §1, unconfirmed). */
function consentScreen(call: Call, { app, scopes: asked }: DialogRequest, account: Page): Answer {
  return xPage(
    "Authorize app",
    html`<div class="pair"><span class="app" aria-hidden="true">${app.name[0]}</span><b>${app.name}</b></div>
      <h1>${app.name} wants to access your X account.</h1>
      <div class="who">
        <img src="${picture(account)}" alt="" /><span><b>${account.name}</b><small>@${account.username}</small></span>
      </div>
      <h2>Things this App can do...</h2>
      <ul>
        ${asked.map((scope) => html`<li>${scopes[scope]}</li>`)}
      </ul>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="continue" /><button class="primary">Authorize app</button>
      </form>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="cancel" /><button>Cancel</button>
      </form>
      <p class="soft">
        You can remove this access at any time in your settings, under Security and account access, Apps and sessions.
      </p>`,
  );
}

/** 30 seconds after approval (fact sheet §1). */
const codeSeconds = 30;

function accept(play: Play, request: DialogRequest, person: Person, account: Page): Answer {
  const { app, redirectUri, challenge } = request;
  const before = findAuthorization(play, app, person)?.pages ?? [];
  const others = before === "all" ? [] : before.filter((id) => id !== account.id);
  const granted = Object.fromEntries(request.scopes.map((scope) => [scope, "granted"] as const));
  authorize(play, { app, person }, { scopes: granted, pages: [...others, account.id] });
  const code = { app: app.id, person: person.id, redirectUri, scopes: request.scopes, lifetimeSeconds: codeSeconds };
  const { value } = issueCode(play, code);
  challengesOf(account.notes)[value] = challenge;
  return goBack(request, { code: value });
}

function goBack({ redirectUri, state }: DialogRequest, result: Record<string, string>): Answer {
  const params = new URLSearchParams({ state, ...result });
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${params.toString()}`);
}

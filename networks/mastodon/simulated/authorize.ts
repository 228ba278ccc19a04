import { authorize, html, issueCode, redirect, signOut, trusted } from "#simulator/play.ts";
import type { Answer, App, Call, Markup, Person, Play } from "#simulator/play.ts";
import { here, letIn, loginScreen, stepOf } from "#simulator/site.ts";
import { accountsOf, type Account } from "./accounts.ts";
import { described, type OAuthError } from "./answers.ts";
import { findClient, scopesOf } from "./apps.ts";
import { door } from "./login.ts";
import { errorPage, serverPage } from "./look.ts";
import { asScopes } from "./oauth.ts";
import { holds, scopeLabels } from "./scopes.ts";
import { isHollo } from "./servers.ts";

const codeSeconds = 10 * 60;

/** `/oauth/authorize`: log in, then all scopes or none. A form's `step` says what the person did. */
export function authorizeScreens(play: Play, call: Call): Answer {
  const { query, form } = call;
  const app = findClient(play, call, query.get("client_id") ?? "");
  // Without a client there is nowhere to go back to: the person stays here, as at every Doorkeeper.
  if (!app) return errorPage(call, "An error has occurred", described("invalid_client").error_description, 401);
  if (!app.redirectUris.includes(query.get("redirect_uri") ?? ""))
    return errorPage(call, "An error has occurred", "The redirect uri included is not valid.", 400);
  if (!scopesIn(call).every((scope) => holds(scopesOf(app), scope))) return sendBack(call, described("invalid_scope"));
  const step = stepOf(call);
  if (query.get("force_login") === "true" && step !== "login" && step !== "logout") return anew(play, call);
  const entered = letIn(play, call, door(play, call));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  if (person.blocked) return loginScreen(call, door(play, call).rules.form);
  if (step === "cancel") return deny(call);
  const accounts = accountsOf(play, person, call.host);
  const chosen = accounts.find((one) => keyOf(one) === (form.get("page") ?? "")) ?? accounts[0];
  if (!chosen) return errorPage(call, "An error has occurred", "There is no account with this login.", 403);
  if (step === "continue" || (step === "pages" && accounts.length > 1))
    return allow(play, call, { app, person, chosen });
  return askScreen(call, { app, person, accounts });
}

const scopesIn = ({ query }: Call): string[] => (query.get("scope") ?? "read").split(" ");

const keyOf = ({ page }: Account): string => page?.id ?? "";

/** `force_login=true` ends the browser's login once, then goes on without it. */
function anew(play: Play, call: Call): Answer {
  const query = new URLSearchParams(call.query);
  query.delete("force_login");
  return signOut(play, call)(redirect(`/${call.host}${call.path}?${query.toString()}`, 303));
}

function sendBack(call: Call, result: Record<string, string>): Answer {
  const target = new URL(call.query.get("redirect_uri") ?? "");
  const state = call.query.get("state");
  for (const [name, value] of Object.entries({ ...result, ...(state !== null && { state }) }))
    target.searchParams.set(name, value);
  return redirect(target.href);
}

/** Hollo forgets `state` when somebody says no (fact sheet §10). */
function deny(call: Call): Answer {
  const no: { error: OAuthError; error_description: string } = described("access_denied");
  if (!isHollo(call.host)) return sendBack(call, no);
  const query = new URLSearchParams(call.query);
  query.delete("state");
  return sendBack({ ...call, query }, no);
}

function allow(play: Play, call: Call, consent: { app: App; person: Person; chosen: Account }): Answer {
  const { app, person, chosen } = consent;
  const scopes = scopesIn(call);
  const granted = Object.fromEntries(scopes.map((scope) => [scope, "granted" as const]));
  authorize(play, { app, person }, { scopes: granted, pages: "all" });
  const challenge = call.query.get("code_challenge") ?? "";
  const notes = asScopes({ server: call.host, account: keyOf(chosen), challenge });
  const { value } = issueCode(play, {
    app: app.id,
    person: person.id,
    redirectUri: call.query.get("redirect_uri") ?? "",
    scopes: [...scopes, ...notes],
    lifetimeSeconds: codeSeconds,
  });
  return sendBack(call, { code: value });
}

const picture = ({ server, username }: Account): string => `/${server}/avatars/${username}.svg`;

const accountRow = (account: Account, isFirst: boolean): Markup =>
  html`<div class="row">
    <label
      ><input type="radio" name="page" value="${keyOf(account)}" ${isFirst && trusted(" checked")} /><img
        src="${picture(account)}"
        alt=""
      /><strong>${account.name}</strong></label
    ><small>@${account.username}</small>
  </div>`;

interface Scene {
  app: App;
  person: Person;
  accounts: Account[];
}

/** One account: whose it is. Several: which one; one consent is one account. Enter presses the first button of a form. */
function askScreen(call: Call, { app, person, accounts }: Scene): Answer {
  const [first] = accounts;
  const one = accounts.length === 1 ? first : undefined;
  return serverPage(
    call,
    "Authorization required",
    html`<div class="card">
      <h1>Authorization required</h1>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="${one ? "continue" : "pages"}" />
        ${
          one
            ? html`<div class="who">
                <img src="${picture(one)}" alt="" /><span
                  ><strong>${one.name}</strong><small>@${one.username}@${call.host}</small></span
                >
              </div>`
            : html`<h2>Which account?</h2>
                <div class="list">${accounts.map((each) => accountRow(each, each === first))}</div>`
        }
        <p>
          <strong>${app.name}</strong> would like permission to access your account. Only approve this request if you
          recognise and trust this source.
        </p>
        <h2>Review permissions</h2>
        <ul class="scopes">
          ${scopesIn(call).map((scope) => html`<li>${scopeLabels[scope] ?? scope}<code>${scope}</code></li>`)}
        </ul>
        <button class="primary">${isHollo(call.host) ? "Allow" : "Authorize"}</button
        ><button name="step" value="cancel">Deny</button>
      </form>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="logout" /><small>Logged in as ${person.email}.</small>
        <button class="link">Log out</button>
      </form>
    </div>`,
  );
}

import {
  endAuthorization,
  html,
  portrait,
  redirect,
  signedIn,
  svg,
  type Answer,
  type Call,
  type Play,
} from "#simulator/play.ts";
import { accountsAt } from "./accounts.ts";
import { findClient } from "./apps.ts";
import { authorizeScreens } from "./authorize.ts";
import { here, logIn, loginScreen, logOut } from "./login.ts";
import { errorPage, serverPage } from "./look.ts";

/** The consent, and the little of a server's own pages that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  const { path, host } = call;
  if (path === "/oauth/authorize") return authorizeScreens(play, call);
  if (path === "/" || path === "/oauth/authorized_applications") return settings(play, call);
  const [, folder, name = ""] = /^\/(@|avatars\/)([a-z0-9_]+)(\.svg)?$/.exec(path) ?? [];
  const account = folder && accountsAt(play, host).find((one) => one.username === name);
  if (!account) return errorPage(call, "The page you are looking for isn't here.", "The link may be broken.", 404);
  if (folder !== "@") return svg(portrait(account.name));
  return serverPage(
    call,
    account.name,
    html`<div class="card">
      <div class="who">
        <img src="/${host}/avatars/${name}.svg" alt="" /><span
          ><strong>${account.name}</strong><small>@${name}@${host}</small></span
        >
      </div>
      ${account.movedTo !== null && html`<p>${account.name} has indicated that their new account is now @${account.movedTo}.</p>`}
    </div>`,
  );
}

/** Preferences, Account, Authorised apps. */
function settings(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : undefined;
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  const removed = step === "remove" ? findClient(play, call, call.form.get("app") ?? "") : undefined;
  if (removed) {
    endAuthorization(play, removed, person);
    return redirect(here(call), 303);
  }
  const rows = play.state.authorizations
    .filter((one) => one.person === person.id && findClient(play, call, one.app))
    .map(
      (one) =>
        html`<form method="post" action="${here(call)}" class="row">
          <input type="hidden" name="app" value="${one.app}" /><label>${play.state.apps[one.app]?.name}</label
          ><button class="link" name="step" value="remove">Revoke</button>
        </form>`,
    );
  return serverPage(
    call,
    "Your authorized applications",
    html`<div class="card">
      <h1>Your authorized applications</h1>
      <p class="soft">You are logged in as ${person.email}.</p>
      <div class="list">${rows.length > 0 ? rows : html`<p>No application can access your account.</p>`}</div>
      <form method="post" action="${here(call)}"><button name="step" value="logout">Log out</button></form>
    </div>`,
  );
}

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
import { dialog } from "./dialog.ts";
import { here, lockedScreen, logIn, loginScreen, logOut } from "./login.ts";
import { errorPage, xPage } from "./look.ts";

/** Answers x.com: the consent, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (call.path === "/i/oauth2/authorize") return dialog(play, call);
  if (/^\/(settings(\/connected_apps)?\/?)?$/.test(call.path)) return connectedApps(play, call);
  return errorPage("Hmm...this page doesn't exist. Try searching for something else.", 404);
}

/** Settings → Security and account access → Connected apps (fact sheet §6). */
function connectedApps(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : null;
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  if (step === "passed" && person.blocked !== "policy") person.blocked = null;
  if (person.blocked && person.blocked !== "policy") return lockedScreen(call);
  const app = play.state.apps[call.form.get("app") ?? ""];
  if (step === "remove" && app) {
    endAuthorization(play, app, person);
    return redirect(here(call), 303);
  }
  const rows = play.state.authorizations
    .filter((one) => one.person === person.id)
    .map(
      (one) =>
        html`<form method="post" action="${here(call)}" class="row">
          <input type="hidden" name="app" value="${one.app}" /><span
            ><b>${play.state.apps[one.app]?.name}</b> <small>${Object.keys(one.scopes).length} permissions</small></span
          ><button name="step" value="remove">Revoke app permissions</button>
        </form>`,
    );
  return xPage(
    "Connected apps",
    html`<h1>Connected apps</h1>
      <p class="soft">These are the apps you connected to your X account. ${person.name} is signed in.</p>
      ${rows.length > 0 ? rows : html`<p>You have no connected apps.</p>`}
      <form method="post" action="${here(call)}"><button name="step" value="logout">Log out</button></form>`,
  );
}

/** Answers the picture host. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, id = ""] = /^\/profile_images\/(\d+)\//.exec(call.path) ?? [];
  const account = play.state.pages[id];
  return account ? svg(portrait(account.name)) : errorPage("There is no such picture.", 404);
}

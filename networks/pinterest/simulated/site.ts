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
import { businessOf, usernameOf } from "./accounts.ts";
import { dialog } from "./dialog.ts";
import { here, logIn, loginScreen, logOut, safeModeScreen } from "./login.ts";
import { errorPage, pinterestPage } from "./look.ts";

/** Answers www.pinterest.com: the consent, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^\/oauth\/?$/.test(call.path)) return dialog(play, call);
  if (/^\/(settings(\/security)?\/?)?$/.test(call.path)) return settings(play, call);
  return errorPage("We couldn't find that page", "The link may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings, Security, Connected apps. Apps are not told of a removal. */
function settings(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : null;
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  if (step === "passed") person.blocked = null;
  if (person.blocked) return safeModeScreen(call);
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
            >${play.state.apps[one.app]?.name}<br /><small>${Object.keys(one.scopes).length} permissions</small></span
          ><button name="step" value="remove">Revoke access</button>
        </form>`,
    );
  return pinterestPage(
    "Connected apps",
    html`<div class="card">
      <h1>Connected apps</h1>
      <p class="soft center">You are logged in as @${usernameOf(play, person)}.</p>
      ${rows.length > 0 ? rows : html`<p class="center">No app has access to your account.</p>`}
      <form method="post" action="${here(call)}" class="actions">
        <button name="step" value="logout">Log out</button>
      </form>
    </div>`,
  );
}

/** Answers the picture host: portraits of people, covers of boards. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^(?:\/\w+)?\/(people|boards)\/(\d+)\.svg$/.exec(call.path) ?? [];
  const person = play.state.people[id];
  const owner = kind === "people" ? person && (businessOf(play, person) ?? person) : play.state.pages[id];
  if (!owner) return errorPage("Not found", "There is no such picture.", 404);
  return svg(portrait(owner.name));
}

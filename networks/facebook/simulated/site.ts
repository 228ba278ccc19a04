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
import { checkpointScreen, logIn, loginScreen, logOut } from "./login.ts";
import { errorPage, facebookPage } from "./look.ts";
import { deauthorized } from "./signed-request.ts";
import { here } from "./screens.ts";

/** Answers www.facebook.com: the login dialog, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^(\/v\d+\.\d+)?\/dialog\/oauth\/?$/.test(call.path)) return dialog(play, call);
  if (call.path === "/" || call.path === "/settings") return settings(play, call);
  return errorPage("This page isn't available", "The link may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings → Business integrations. */
function settings(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : null;
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const login = signedIn(play, call);
  if (!login) return loginScreen(play, call);
  const { person } = login;
  if (step === "passed") person.blocked = null;
  if (person.blocked === "checkpoint" || person.blocked === "unconfirmed") return checkpointScreen(call);
  const app = play.state.apps[call.form.get("app") ?? ""];
  if (step === "remove" && app) {
    endAuthorization(play, app, person);
    const notice = deauthorized(play, app, person);
    if (notice) play.post(notice);
    return redirect(here(call), 303);
  }
  const allowed = play.state.authorizations.filter((one) => one.person === person.id);
  const rows = allowed.map(
    (one) =>
      html`<form method="post" action="${here(call)}" class="row">
        <input type="hidden" name="app" value="${one.app}" /><span
          >${play.state.apps[one.app]?.name}<small
            >${Object.values(one.scopes).filter((status) => status === "granted").length} permissions,
            ${one.pages === "all" ? "all" : one.pages.length} Pages</small
          ></span
        ><button name="step" value="remove">Remove</button>
      </form>`,
  );
  return facebookPage(
    "Business integrations",
    html`<div class="card">
      <div class="body">
        <h1>Business integrations</h1>
        <p class="soft">You are logged in as ${person.name}.</p>
        ${rows.length > 0 ? rows : html`<p>No app has access to your account.</p>`}
      </div>
      <form method="post" action="${here(call)}" class="actions">
        <button name="step" value="logout">Log out</button>
      </form>
    </div>`,
  );
}

/** Answers the picture host: portraits of people and Pages. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^\/(people|pages)\/(\d+)\.svg$/.exec(call.path) ?? [];
  const owner = kind === "people" ? play.state.people[id] : play.state.pages[id];
  if (!owner) return errorPage("Not found", "There is no such picture.", 404);
  return svg(portrait(owner.name));
}

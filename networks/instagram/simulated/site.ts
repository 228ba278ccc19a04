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
import { dialog, logIn, logOut } from "./dialog.ts";
import { errorPage, instagramPage } from "./look.ts";
import { checkpointScreen, here, loginScreen } from "./screens.ts";
import { deauthorized } from "./signed-request.ts";

/** Answers www.instagram.com: the login, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^\/oauth\/authorize\/?$/.test(call.path)) return dialog(play, call);
  if (call.path === "/" || call.path === "/accounts/manage_access/") return settings(play, call);
  return errorPage("Sorry, this page isn't available.", "The link you followed may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings → Website permissions → Apps and websites (§6). */
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
    const notice = deauthorized(play, app, person);
    endAuthorization(play, app, person);
    if (notice) play.post(notice);
    return redirect(here(call), 303);
  }
  const allowed = play.state.authorizations.filter((one) => one.person === person.id);
  const rows = allowed.map(
    (one) =>
      html`<form method="post" action="${here(call)}" class="row">
        <input type="hidden" name="app" value="${one.app}" /><span
          >${play.state.apps[one.app]?.name}<small
            >${one.pages === "all" ? "all accounts" : one.pages.map((id) => play.state.pages[id]?.username).join(", ")}</small
          ></span
        ><button name="step" value="remove">Remove</button>
      </form>`,
  );
  return instagramPage(
    "Apps and websites",
    html`<div class="card">
      <h1>Apps and websites</h1>
      <p class="soft middle">You are logged in as ${person.name}.</p>
      ${rows.length > 0 ? rows : html`<p class="middle">You have not authorized any apps.</p>`}
      <form method="post" action="${here(call)}"><button name="step" value="logout">Log out</button></form>
    </div>`,
  );
}

/** Answers the picture host: portraits of accounts. */
export function answerPicture(play: Play, call: Call): Answer {
  const account = play.state.pages[/^\/(\d+)\.svg$/.exec(call.path)?.[1] ?? ""];
  return account ? svg(portrait(account.name)) : errorPage("Not found", "There is no such picture.", 404);
}

import {
  endAuthorization,
  html,
  portrait,
  redirect,
  signedIn,
  svg,
  type Answer,
  type Call,
  type Person,
  type Play,
} from "#simulator/play.ts";
import { noticePage, threadsPage } from "./look.ts";
import { checkpointScreen, here, loginScreen } from "./screens.ts";
import { deauthorized } from "./signed-request.ts";
import { authorizeWindow, logIn, logOut } from "./window.ts";

/** The address under which Threads lives now; the older ones lead there (§1). */
export const siteHost = "threads.com";

/** Answers threads.com: the window, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (call.host !== siteHost) return redirect(`/${siteHost}${call.path}?${call.query.toString()}`);
  if (/^\/oauth\/authorize\/?$/.test(call.path)) return authorizeWindow(play, call);
  if (call.path === "/" || call.path === "/settings/website_permissions") return settings(play, call);
  return noticePage("Not all who wander are lost", "…but this page is. The link may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings → Account → Website permissions (§6, the path unconfirmed). */
function settings(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : null;
  if (step === "login") return logIn(play, call);
  if (step === "logout") return logOut(play, call);
  const login = signedIn(play, call);
  if (!login) return loginScreen(play, call);
  const { person } = login;
  if (step === "passed") person.blocked = null;
  if (person.blocked === "checkpoint" || person.blocked === "unconfirmed") return checkpointScreen(call);
  return step === "remove" ? remove(play, call, person) : websitePermissions(play, call, person);
}

function remove(play: Play, call: Call, person: Person): Answer {
  const app = play.state.apps[call.form.get("app") ?? ""];
  if (app) {
    const notice = deauthorized(play, app, person);
    endAuthorization(play, app, person);
    if (notice) play.post(notice);
  }
  return redirect(here(call), 303);
}

function websitePermissions(play: Play, call: Call, person: Person): Answer {
  const allowed = play.state.authorizations.filter((one) => one.person === person.id);
  const rows = allowed.map(
    (one) =>
      html`<form method="post" action="${here(call)}" class="row">
        <input type="hidden" name="app" value="${one.app}" /><span
          >${play.state.apps[one.app]?.name}<small
            >${one.pages === "all" ? "all profiles" : one.pages.map((id) => play.state.pages[id]?.username).join(", ")}</small
          ></span
        ><button name="step" value="remove">Remove</button>
      </form>`,
  );
  return threadsPage(
    "Website permissions",
    html`<div class="card">
      <h1>Website permissions</h1>
      <p class="soft middle">You are logged in as ${person.name}.</p>
      ${rows.length > 0 ? rows : html`<p class="middle">You have not let any app in.</p>`}
      <form method="post" action="${here(call)}"><button name="step" value="logout">Log out</button></form>
    </div>`,
  );
}

/** Answers the picture host: portraits of profiles. */
export function answerPicture(play: Play, call: Call): Answer {
  const profile = play.state.pages[/^\/(\d+)\.svg$/.exec(call.path)?.[1] ?? ""];
  return profile ? svg(portrait(profile.name)) : noticePage("Not found", "There is no such picture.", 404);
}

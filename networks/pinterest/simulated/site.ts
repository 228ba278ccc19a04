import { html, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { businessOf, usernameOf } from "./accounts.ts";
import { dialog } from "./dialog.ts";
import { door } from "./login.ts";
import { errorPage, pinterestPage } from "./look.ts";

/** Answers www.pinterest.com: the consent, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^\/oauth\/?$/.test(call.path)) return dialog(play, call);
  if (/^\/(settings(\/security)?\/?)?$/.test(call.path)) return settings(play, call);
  return errorPage("We couldn't find that page", "The link may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings, Security, Connected apps. Apps are not told of a removal. */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Connected apps",
    page: pinterestPage,
    row: (app, { scopes }) =>
      html`<span>${app?.name}<br /><small>${Object.keys(scopes).length} permissions</small></span>`,
    remove: "Revoke access",
    logOut: { form: "actions" },
    whole: (person, rows, out) =>
      html`<div class="card">
        <h1>Connected apps</h1>
        <p class="soft center">You are logged in as @${usernameOf(play, person)}.</p>
        ${rows.length > 0 ? rows : html`<p class="center">No app has access to your account.</p>`}${out}
      </div>`,
  });

/** Answers the picture host: portraits of people, covers of boards. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^(?:\/\w+)?\/(people|boards)\/(\d+)\.svg$/.exec(call.path) ?? [];
  const person = play.state.people[id];
  const owner = kind === "people" ? person && (businessOf(play, person) ?? person) : play.state.pages[id];
  if (!owner) return errorPage("Not found", "There is no such picture.", 404);
  return svg(portrait(owner.name));
}

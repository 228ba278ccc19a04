import { html, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage, namesOf } from "#simulator/site.ts";
import { dialog } from "./dialog.ts";
import { door } from "./login.ts";
import { errorPage, instagramPage } from "./look.ts";
import { deauthorized } from "./signed-request.ts";

/** Answers www.instagram.com: the login, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^\/oauth\/authorize\/?$/.test(call.path)) return dialog(play, call);
  if (call.path === "/" || call.path === "/accounts/manage_access/") return settings(play, call);
  return errorPage("Sorry, this page isn't available.", "The link you followed may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings → Website permissions → Apps and websites (§6). */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Apps and websites",
    page: instagramPage,
    row: (app, { pages }) => html`<span>${app?.name}<small>${namesOf(play, pages) ?? "all accounts"}</small></span>`,
    remove: "Remove",
    notice: (app, person) => deauthorized(play, app, person),
    whole: ({ name }, rows, out) =>
      html`<div class="card">
        <h1>Apps and websites</h1>
        <p class="soft middle">You are logged in as ${name}.</p>
        ${rows.length > 0 ? rows : html`<p class="middle">You have not authorized any apps.</p>`}${out}
      </div>`,
  });

/** Answers the picture host: portraits of accounts. */
export function answerPicture(play: Play, call: Call): Answer {
  const account = play.state.pages[/^\/(\d+)\.svg$/.exec(call.path)?.[1] ?? ""];
  return account ? svg(portrait(account.name)) : errorPage("Not found", "There is no such picture.", 404);
}

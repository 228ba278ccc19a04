import { html, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { dialog } from "./dialog.ts";
import { door } from "./login.ts";
import { errorPage, facebookPage } from "./look.ts";
import { deauthorized } from "./signed-request.ts";

/** Answers www.facebook.com: the login dialog, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (/^(\/v\d+\.\d+)?\/dialog\/oauth\/?$/.test(call.path)) return dialog(play, call);
  if (call.path === "/" || call.path === "/settings") return settings(play, call);
  return errorPage("This page isn't available", "The link may be broken.", 404);
}

/** Who is logged in here, and which apps they let in: Settings → Business integrations. */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Business integrations",
    page: facebookPage,
    row: (app, { scopes, pages }) =>
      html`<span
        >${app?.name}<small
          >${Object.values(scopes).filter((status) => status === "granted").length} permissions,
          ${pages === "all" ? "all" : pages.length} Pages</small
        ></span
      >`,
    remove: "Remove",
    notice: (app, person) => deauthorized(play, app, person),
    logOut: { form: "actions" },
    whole: ({ name }, rows, out) =>
      html`<div class="card">
        <div class="body">
          <h1>Business integrations</h1>
          <p class="soft">You are logged in as ${name}.</p>
          ${rows.length > 0 ? rows : html`<p>No app has access to your account.</p>`}
        </div>
        ${out}
      </div>`,
  });

/** Answers the picture host: portraits of people and Pages. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^\/(people|pages)\/(\d+)\.svg$/.exec(call.path) ?? [];
  const owner = kind === "people" ? play.state.people[id] : play.state.pages[id];
  if (!owner) return errorPage("Not found", "There is no such picture.", 404);
  return svg(portrait(owner.name));
}

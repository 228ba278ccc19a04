import { html, portrait, redirect, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage, namesOf } from "#simulator/site.ts";
import { noticePage, threadsPage } from "./look.ts";
import { door } from "./login.ts";
import { deauthorized } from "./signed-request.ts";
import { authorizeWindow } from "./window.ts";

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
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Website permissions",
    page: threadsPage,
    row: (app, { pages }) => html`<span>${app?.name}<small>${namesOf(play, pages) ?? "all profiles"}</small></span>`,
    remove: "Remove",
    notice: (app, person) => deauthorized(play, app, person),
    whole: ({ name }, rows, out) =>
      html`<div class="card">
        <h1>Website permissions</h1>
        <p class="soft middle">You are logged in as ${name}.</p>
        ${rows.length > 0 ? rows : html`<p class="middle">You have not let any app in.</p>`}${out}
      </div>`,
  });

/** Answers the picture host: portraits of profiles. */
export function answerPicture(play: Play, call: Call): Answer {
  const profile = play.state.pages[/^\/(\d+)\.svg$/.exec(call.path)?.[1] ?? ""];
  return profile ? svg(portrait(profile.name)) : noticePage("Not found", "There is no such picture.", 404);
}

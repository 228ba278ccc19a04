import { html, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { dialog } from "./dialog.ts";
import { door } from "./login.ts";
import { errorPage, xPage } from "./look.ts";

/** Answers x.com: the consent, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (call.path === "/i/oauth2/authorize") return dialog(play, call);
  if (/^\/(settings(\/connected_apps)?\/?)?$/.test(call.path)) return connectedApps(play, call);
  return errorPage("Hmm...this page doesn't exist. Try searching for something else.", 404);
}

/** Settings → Security and account access → Connected apps (fact sheet §6). */
const connectedApps = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Connected apps",
    page: xPage,
    row: (app, { scopes }) =>
      html`<span><b>${app?.name}</b> <small>${Object.keys(scopes).length} permissions</small></span>`,
    remove: "Revoke app permissions",
    whole: ({ name }, rows, out) =>
      html`<h1>Connected apps</h1>
        <p class="soft">These are the apps you connected to your X account. ${name} is signed in.</p>
        ${rows.length > 0 ? rows : html`<p>You have no connected apps.</p>`}${out}`,
  });

/** Answers the picture host. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, id = ""] = /^\/profile_images\/(\d+)\//.exec(call.path) ?? [];
  const account = play.state.pages[id];
  return account ? svg(portrait(account.name)) : errorPage("There is no such picture.", 404);
}

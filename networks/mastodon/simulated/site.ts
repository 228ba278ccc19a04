import { html, portrait, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { accountsAt } from "./accounts.ts";
import { findClient } from "./apps.ts";
import { authorizeScreens } from "./authorize.ts";
import { door } from "./login.ts";
import { errorPage, serverPage } from "./look.ts";

/** The consent, and the little of a server's own pages that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  const { path, host } = call;
  if (path === "/oauth/authorize") return authorizeScreens(play, call);
  if (path === "/" || path === "/oauth/authorized_applications") return settings(play, call);
  const [, folder, name = ""] = /^\/(@|avatars\/)([a-z0-9_]+)(\.svg)?$/.exec(path) ?? [];
  const account = folder && accountsAt(play, host).find((one) => one.username === name);
  if (!account) return errorPage(call, "The page you are looking for isn't here.", "The link may be broken.", 404);
  if (folder !== "@") return svg(portrait(account.name));
  return serverPage(
    call,
    account.name,
    html`<div class="card">
      <div class="who">
        <img src="/${host}/avatars/${name}.svg" alt="" /><span
          ><strong>${account.name}</strong><small>@${name}@${host}</small></span
        >
      </div>
      ${account.movedTo !== null && html`<p>${account.name} has indicated that their new account is now @${account.movedTo}.</p>`}
    </div>`,
  );
}

/** Preferences, Account, Authorised apps. */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play, call),
    title: "Your authorized applications",
    page: (title, content, status) => serverPage(call, title, content, status),
    lists: ({ app }) => findClient(play, call, app) !== undefined,
    row: (app) => html`<label>${app?.name}</label>`,
    remove: "Revoke",
    removeLooks: "link",
    whole: ({ email }, rows, out) =>
      html`<div class="card">
        <h1>Your authorized applications</h1>
        <p class="soft">You are logged in as ${email}.</p>
        <div class="list">${rows.length > 0 ? rows : html`<p>No application can access your account.</p>`}</div>
        ${out}
      </div>`,
  });

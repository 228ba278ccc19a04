import { html, portrait, redirect, svg } from "#simulator/play.ts";
import type { Answer, Authorization, Call, Markup, Page, Play } from "#simulator/play.ts";
import { here, letIn, stepOf } from "#simulator/site.ts";
import { findAccount, pictureSignature } from "./accounts.ts";
import { authorizePage } from "./authorize.ts";
import { removeAccount } from "./bearer.ts";
import { door } from "./login.ts";
import { errorPage, tiktokPage } from "./look.ts";
import { picture } from "./screens.ts";
import { removalOf } from "./webhooks.ts";

/** Answers www.tiktok.com: the consent, and the settings where a person takes it back. */
export function answerSite(play: Play, call: Call): Answer {
  if (call.path === "/v2/auth/authorize/" || call.path === "/v2/auth/authorize") return authorizePage(play, call);
  if (call.path === "/" || call.path === "/setting") return settings(play, call);
  return errorPage("Page not available", call.path, 404);
}

/** Settings and privacy → Security & permissions → Apps and services permissions (fact sheet §6). */
function settings(play: Play, call: Call): Answer {
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  const allowed = play.state.authorizations.filter((one) => one.person === person.id);
  if (stepOf(call) === "remove") {
    remove(play, call, allowed);
    return redirect(here(call), 303);
  }
  const rows = allowed.flatMap((one) =>
    accountsIn(play, one).map((account) => permissionRow(play, call, one, account)),
  );
  return tiktokPage(
    "Apps and services permissions",
    html`<h1>Apps and services permissions</h1>
      <p class="soft">You are logged in as ${person.name}.</p>
      <div class="list">${rows.length > 0 ? rows : html`<p>No app has access to your accounts.</p>`}</div>
      <form method="post" action="${here(call)}">
        <button class="wide" name="step" value="logout">Log out</button>
      </form>`,
  );
}

const accountsIn = (play: Play, { pages }: Authorization): Page[] =>
  pages === "all" ? [] : pages.flatMap((id) => findAccount(play, id) ?? []);

const permissionRow = (play: Play, call: Call, { app }: Authorization, account: Page): Markup =>
  html`<form method="post" action="${here(call)}" class="row">
    <input type="hidden" name="app" value="${app}" /><input type="hidden" name="account" value="${account.id}" /><img
      src="${picture(account)}"
      alt=""
    /><span><strong>${play.state.apps[app]?.name}</strong><small>@${account.username}</small></span
    ><button name="step" value="remove">Remove access</button>
  </form>`;

function remove(play: Play, { form }: Call, allowed: Authorization[]): void {
  const authorization = allowed.find((one) => one.app === form.get("app"));
  const account = authorization && accountsIn(play, authorization).find((one) => one.id === form.get("account"));
  const app = play.state.apps[authorization?.app ?? ""];
  if (!authorization || !account || !app) return;
  removeAccount(play, authorization, account);
  const notice = removalOf(play, app, account);
  if (notice) play.post(notice);
}

/** Answers the host of pictures. A signed address ends; TikTok's own pages use one without. */
export function answerPicture(play: Play, call: Call): Answer {
  const account = findAccount(play, /^\/(\d+)\.svg$/.exec(call.path)?.[1]);
  const expires = call.query.get("x-expires");
  const isStale =
    expires !== null &&
    (Number(expires) * 1000 <= play.now() ||
      call.query.get("x-signature") !== pictureSignature(account?.id ?? "", Number(expires)));
  if (!account || isStale) return errorPage("Access denied", call.path, 403);
  return svg(portrait(account.name));
}

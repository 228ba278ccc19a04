import { html, json, portrait, redirect, signOut, svg, type Answer, type Call, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { accessToken, introspectToken, revoke } from "./access-token.ts";
import { authorization } from "./authorization.ts";
import { traced } from "./errors.ts";
import { discovery, keySet } from "./id-token.ts";
import { errorPage, linkedinPage } from "./look.ts";
import { door } from "./login.ts";
import { whoIs } from "./screens.ts";

const forPrograms: Record<string, (play: Play, call: Call) => Promise<Answer>> = {
  "/oauth/v2/accessToken": accessToken,
  "/oauth/v2/introspectToken": introspectToken,
  "/oauth/v2/revoke": revoke,
};

/** Answers www.linkedin.com: the OAuth endpoints, and the little of the site that people need around them. */
export async function answerSite(play: Play, call: Call): Promise<Answer> {
  const endpoint = forPrograms[call.path];
  if (endpoint && call.method === "POST") return traced(play, await endpoint(play, call));
  if (call.path === "/oauth/.well-known/openid-configuration") return json(discovery());
  if (call.path === "/oauth/openid/jwks") return json(await keySet());
  if (call.path === "/oauth/v2/authorization") return authorization(play, call);
  if (call.path === "/m/logout/") return signOut(play, call)(redirect(`/${call.host}/`, 303));
  if (call.path === "/" || call.path === "/psettings/permitted-services") return settings(play, call);
  return errorPage("This page doesn't exist", "Please check your URL or return to LinkedIn home.", 404);
}

/** Who is signed in here, which apps they let in (Data privacy → Permitted services), and the way to sign out. */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play, call),
    title: "Permitted services",
    page: linkedinPage,
    row: (app, { scopes }) => html`<span>${app?.name}<small>${Object.keys(scopes).length} permissions</small></span>`,
    remove: "Remove",
    logOut: { words: "Sign out" },
    whole: (person, rows, out) =>
      html`<div class="card">
        ${whoIs(person)}
        <div class="body">
          <h1>Permitted services</h1>
          ${rows.length > 0 ? rows : html`<p class="soft">No service has access to your account.</p>`}
        </div>
        <div class="actions">${out}</div>
      </div>`,
  });

/** Answers the picture host: portraits of members and pages. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^\/dms\/image\/(people|pages)\/(\w+)\.svg$/.exec(call.path) ?? [];
  const owner = kind === "people" ? play.state.people[id] : play.state.pages[id];
  return owner ? svg(portrait(owner.name)) : errorPage("Not found", "There is no such picture.", 404);
}

import {
  endAuthorization,
  html,
  json,
  portrait,
  redirect,
  signedIn,
  signOut,
  svg,
  type Answer,
  type Call,
  type Play,
} from "#simulator/play.ts";
import { accessToken, introspectToken, revoke } from "./access-token.ts";
import { authorization } from "./authorization.ts";
import { traced } from "./errors.ts";
import { discovery, keySet } from "./id-token.ts";
import { errorPage, linkedinPage } from "./look.ts";
import { checkScreen, here, logIn, loginScreen, step, whoIs } from "./screens.ts";

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
function settings(play: Play, call: Call): Answer {
  const act = call.method === "POST" ? call.form.get("step") : null;
  if (act === "login") return logIn(play, call);
  if (act === "sign-out") return signOut(play, call)(redirect(here(call), 303));
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  if (act === "passed") person.blocked = null;
  if (person.blocked) return checkScreen(call);
  const app = play.state.apps[call.form.get("app") ?? ""];
  if (act === "remove" && app) {
    endAuthorization(play, app, person);
    return redirect(here(call), 303);
  }
  const rows = play.state.authorizations
    .filter((one) => one.person === person.id)
    .map(
      (one) =>
        html`<form method="post" action="${here(call)}" class="row">
          <input type="hidden" name="app" value="${one.app}" /><span
            >${play.state.apps[one.app]?.name}<small>${Object.keys(one.scopes).length} permissions</small></span
          ><button name="step" value="remove">Remove</button>
        </form>`,
    );
  return linkedinPage(
    "Permitted services",
    html`<div class="card">
      ${whoIs(person)}
      <div class="body">
        <h1>Permitted services</h1>
        ${rows.length > 0 ? rows : html`<p class="soft">No service has access to your account.</p>`}
      </div>
      <div class="actions">${step(call, "sign-out", html`<button>Sign out</button>`)}</div>
    </div>`,
  );
}

/** Answers the picture host: portraits of members and pages. */
export function answerPicture(play: Play, call: Call): Answer {
  const [, kind, id = ""] = /^\/dms\/image\/(people|pages)\/(\w+)\.svg$/.exec(call.path) ?? [];
  const owner = kind === "people" ? play.state.people[id] : play.state.pages[id];
  return owner ? svg(portrait(owner.name)) : errorPage("Not found", "There is no such picture.", 404);
}

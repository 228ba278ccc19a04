import { html, portrait, redirect, signedIn, svg, type Answer, type Call, type Play } from "../play.ts";
import { here } from "../site.ts";
import { removeProject } from "./inspect.ts";
import { logIn, loginScreen, logOut } from "./login.ts";
import { errorPage, googlePage } from "./look.ts";

/** myaccount.google.com/permissions: which apps have access, to whatever product of Google's, and the way to end it. */
export function permissionsPage(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.get("step") : null;
  if (step === "login") return logIn(play, call);
  if (step === "other") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  const plays = [play, ...play.besides(call.host)];
  if (step === "remove") {
    removeProject(play, { id: call.form.get("app") ?? "" }, person);
    return redirect(here(call), 303);
  }
  const given = plays.flatMap(({ state }) =>
    state.authorizations.filter((one) => one.person === person.id).map((one) => state.apps[one.app]),
  );
  const rows = given.map(
    (app) =>
      html`<form method="post" action="${here(call)}" class="line">
        <input type="hidden" name="app" value="${app?.id}" /><span
          >${app?.name}<small>Has access to your Google Account</small></span
        ><button name="step" value="remove">Delete all connections</button>
      </form>`,
  );
  return googlePage(
    "Third-party apps & services",
    html`<h1>Your connections to third-party apps &amp; services</h1>
      <p class="soft">Signed in as ${person.email}.</p>
      ${rows.length > 0 ? rows : html`<p>No app has access to your account.</p>`}
      <form method="post" action="${here(call)}" class="actions">
        <button name="step" value="other">Sign out</button>
      </form>`,
  );
}

/** Pictures of people and of what they manage. */
export function answerPicture(play: Play, call: Call): Answer {
  const id = pictured(call);
  const owner = play.state.people[id] ?? play.state.pages[id];
  return owner ? svg(portrait(owner.name)) : errorPage("Not found", "There is no such picture.");
}

/** Whose picture an address is. */
export const pictured = (call: Call): string => /\/([\w-]+?)(?:=s\d+)?\.svg$/.exec(call.path)?.[1] ?? "";

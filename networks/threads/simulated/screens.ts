import { html, trusted, type Answer, type App, type Call, type Markup, type Page } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { pictureHost } from "./graph.ts";
import { threadsPage } from "./look.ts";
import { basic, scopeWords } from "./scopes.ts";

const picture = (profile: Page, size: number): Markup =>
  html`<img src="/${pictureHost}/${profile.id}.svg" alt="" width="${size}" height="${size}" />`;

/** Somebody who has several profiles says which: one consent is for one of them. */
export function profilesScreen(call: Call, app: App, seen: { usable: Page[]; suspended: Page[] }): Answer {
  return threadsPage(
    "Choose a profile",
    html`<div class="card">
      <h1>Choose a profile to use with ${app.name}</h1>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="pages" />
        <fieldset class="pick">
          ${seen.usable.map(
            (profile, place) =>
              html`<div class="row">
                ${picture(profile, 36)}<label
                  ><input
                    type="radio"
                    name="page"
                    value="${profile.id}"
                    ${place === 0 && trusted(" checked")}
                  />${profile.name}</label
                ><small>${profile.username}</small>
              </div>`,
          )}${seen.suspended.map(
            (profile) =>
              html`<div class="row off">
                ${picture(profile, 36)}<span
                  >${profile.name}<small>Suspended. Open the Threads app to see why, and to appeal.</small></span
                >
              </div>`,
          )}
        </fieldset>
        <button class="primary">Continue</button>
      </form>
      ${otherLogin(call)}
    </div>`,
  );
}

const otherLogin = (call: Call): Markup =>
  html`<form method="post" action="${here(call)}">
    <input type="hidden" name="step" value="logout" /><button class="link">Log in to another account</button>
  </form>`;

/** What the app may do: a switch for each permission but the first. Enter presses the first button, so "Cancel" comes last. */
export function consentScreen(call: Call, app: App, asked: { profile: Page; scopes: string[] }): Answer {
  const { profile, scopes } = asked;
  return threadsPage(
    "Allow access",
    html`<div class="card">
      <div class="face">${picture(profile, 72)}<strong>${profile.username}</strong></div>
      <h1>${app.name} wants to access your Threads profile</h1>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="save" />
        <fieldset>
          <legend>Choose what ${app.name} may do</legend>
          ${scopes.map((scope) =>
            scope === basic
              ? html`<div class="row">
                  <span>${scopeWords[scope]}<small>Required</small></span>
                </div>`
              : html`<div class="row">
                  <label><input type="checkbox" name="scope" value="${scope}" checked="" />${scopeWords[scope]}</label>
                </div>`,
          )}
        </fieldset>
        <button class="primary">Allow</button><button name="step" value="cancel">Cancel</button>
      </form>
      ${otherLogin(call)}
    </div>`,
  );
}

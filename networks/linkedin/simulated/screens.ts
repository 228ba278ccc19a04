import { html, type Answer, type App, type Call, type Markup, type Person } from "#simulator/play.ts";
import { oneButton } from "#simulator/site.ts";
import { pictureHost } from "./bearer.ts";
import { linkedinPage } from "./look.ts";
import { scopes } from "./scopes.ts";

const picture = (person: Person): string => `/${pictureHost}/dms/image/people/${person.id}.svg`;

/** Who is signed in here. LinkedIn offers no other login at this place: whoever is signed in is taken. */
export const whoIs = (person: Person): Markup =>
  html`<div class="who">
    <img src="${picture(person)}" alt="" /><span><b>${person.name}</b><small>${person.email}</small></span>
  </div>`;

/** The one consent screen: all or nothing, there is nothing to tick. */
export function consentScreen(
  { call, app, person }: { call: Call; app: App; person: Person },
  asked: string[],
): Answer {
  const asks = [...new Set(asked.map((scope) => scopes[scope] ?? scope))];
  return linkedinPage(
    `Allow ${app.name}`,
    html`<div class="card">
      ${whoIs(person)}
      <div class="body">
        <h1>${app.name} would like to:</h1>
        <ul class="asks">
          ${asks.map((text) => html`<li>${text}</li>`)}
        </ul>
        <p class="soft">
          You can stop this access at any time in your settings, under Data privacy, Permitted services.
        </p>
      </div>
      <div class="actions">
        ${oneButton(call, "cancel", html`<button>Cancel</button>`)}${oneButton(call, "continue", html`<button class="primary">Allow</button>`)}
      </div>
    </div>`,
  );
}

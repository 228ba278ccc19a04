import {
  html,
  redirect,
  signIn,
  type Answer,
  type App,
  type Call,
  type Markup,
  type Person,
  type Play,
} from "#simulator/play.ts";
import { pictureHost } from "./bearer.ts";
import { linkedinPage } from "./look.ts";
import { scopes } from "./scopes.ts";

/** The address of this screen, as the simulator serves it. */
export const here = (call: Call): string => `/${call.host}${call.path}?${call.query.toString()}`;

const picture = (person: Person): string => `/${pictureHost}/dms/image/people/${person.id}.svg`;

/** Everything a form needs to take its step at the same address. */
export const step = (call: Call, name: string, body: Markup): Markup =>
  html`<form method="post" action="${here(call)}"><input type="hidden" name="step" value="${name}" />${body}</form>`;

/** Who is signed in here. LinkedIn offers no other login at this place: whoever is signed in is taken. */
export const whoIs = (person: Person): Markup =>
  html`<div class="who">
    <img src="${picture(person)}" alt="" /><span><b>${person.name}</b><small>${person.email}</small></span>
  </div>`;

/** E-mail and password, the only place where a password is typed. `app`: on the way to a consent, which can be called off here. */
export function loginScreen(play: Play, call: Call, shown: { app?: App | undefined; problem?: string } = {}): Answer {
  const { app, problem } = shown;
  return linkedinPage(
    "LinkedIn Login, Sign in",
    html`<div class="card">
        <form method="post" action="${here(call)}" class="body">
          <input type="hidden" name="step" value="login" />
          <h1>Sign in</h1>
          <p class="soft">${app ? `to continue to ${app.name}` : "Stay updated on your professional world"}</p>
          ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}<label for="email"
            >Email</label
          ><input
            type="email"
            id="email"
            name="email"
            autocomplete="off"
            required
            value="${call.form.get("email") ?? ""}"
          /><label for="pass">Password</label
          ><input type="password" id="pass" name="pass" autocomplete="off" required /><button class="primary">
            Sign in
          </button>
        </form>
        ${
          app &&
          html`<div class="actions">
            ${step(call, "cancel-login", html`<button class="quiet">Back to ${app.name}</button>`)}
          </div>`
        }
      </div>
      <details>
        <summary>People of this simulation</summary>
        <ul>
          ${Object.values(play.state.people).map(
            (one) => html`<li>${one.name}: <code>${one.email}</code>, password <code>${one.password}</code></li>`,
          )}
        </ul>
      </details>`,
    problem === undefined ? 200 : 401,
  );
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call, app?: App): Answer {
  const email = (call.form.get("email") ?? "").trim().toLowerCase();
  const person = Object.values(play.state.people).find((one) => one.email.toLowerCase() === email);
  if (!person) return loginScreen(play, call, { app, problem: "Couldn't find a LinkedIn account with this email." });
  if (person.password !== call.form.get("pass"))
    return loginScreen(play, call, { app, problem: "That's not the right password." });
  return signIn(play, call, person).remember(redirect(here(call), 303));
}

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
        ${step(call, "cancel", html`<button>Cancel</button>`)}${step(call, "continue", html`<button class="primary">Allow</button>`)}
      </div>
    </div>`,
  );
}

/** LinkedIn's security check, for a restricted member. */
export const checkScreen = (call: Call): Answer =>
  linkedinPage(
    "Security verification",
    html`<div class="card">
      <div class="body">
        <h1>Let's do a quick security check</h1>
        <p>Your access to LinkedIn is restricted for now. Confirm that this is you to go on.</p>
        ${step(call, "passed", html`<button class="primary">Confirm it's me</button>`)}
      </div>
    </div>`,
  );

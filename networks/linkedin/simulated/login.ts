import { html, type Answer, type App, type Call, type Play } from "#simulator/play.ts";
import { everybody, oneButton, type Door } from "#simulator/site.ts";
import { linkedinPage } from "./look.ts";

/** LinkedIn's login. `app`: on the way to a consent, which can be called off here. A restricted member has to pass a check. */
export const door = (play: Play, call: Call, app?: App): Door => ({
  rules: {
    form: {
      title: "LinkedIn Login, Sign in",
      page: linkedinPage,
      above: html`<h1>Sign in</h1>
        <p class="soft">${app ? `to continue to ${app.name}` : "Stay updated on your professional world"}</p>`,
      name: { label: "Email", type: "email" },
      button: "Sign in",
      looks: { around: "card", form: "body" },
      below:
        app &&
        html`<div class="actions">
          ${oneButton(call, "cancel-login", html`<button class="quiet">Back to ${app.name}</button>`)}
        </div>`,
      cast: everybody(play),
    },
    unknown: "Couldn't find a LinkedIn account with this email.",
    wrong: "That's not the right password.",
  },
  check: { screen: checkScreen, blocks: ["checkpoint", "unconfirmed", "policy"] },
});

/** LinkedIn's security check, for a restricted member. */
function checkScreen(call: Call): Answer {
  return linkedinPage(
    "Security verification",
    html`<div class="card">
      <div class="body">
        <h1>Let's do a quick security check</h1>
        <p>Your access to LinkedIn is restricted for now. Confirm that this is you to go on.</p>
        ${oneButton(call, "passed", html`<button class="primary">Confirm it's me</button>`)}
      </div>
    </div>`,
  );
}

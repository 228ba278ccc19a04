import { html, type Answer, type Call, type Person, type Play } from "#simulator/play.ts";
import { everybody, here, type Door } from "#simulator/site.ts";
import { errorPage, pinterestPage } from "./look.ts";

/** Pinterest's login: an e-mail address and a password, and nobody on who is in safe mode. */
export const door = (play: Play): Door => ({
  rules: {
    form: {
      title: "Log in",
      page: pinterestPage,
      above: html`<h1>Log in to see more</h1>`,
      name: { label: "Email", type: "email" },
      button: "Log in",
      looks: { form: "card" },
      cast: everybody(play),
    },
    unknown: "The email you entered does not belong to any account.",
    wrong: "The password you entered is incorrect.",
    refused: suspended,
  },
  check: { screen: safeModeScreen },
});

/** Whom Pinterest has suspended, it shows nothing but that. */
export const suspended = ({ blocked }: Person): Answer | undefined =>
  blocked === "policy"
    ? errorPage("Your account was suspended", "It went against our community guidelines.", 403)
    : undefined;

/** Safe mode: Pinterest lets nobody in until the owner has confirmed the account. */
function safeModeScreen(call: Call): Answer {
  return pinterestPage(
    "Secure your account",
    html`<form method="post" action="${here(call)}" class="card">
      <input type="hidden" name="step" value="passed" />
      <h1>Your account is in safe mode</h1>
      <p class="center">We noticed something unusual. Confirm that this is your account to go on.</p>
      <button class="primary">Confirm it's mine</button>
    </form>`,
  );
}

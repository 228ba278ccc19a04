import { html, type Answer, type Call, type Play } from "#simulator/play.ts";
import { everybody, here, type Door } from "#simulator/site.ts";
import { accountsOf } from "./accounts.ts";
import { xPage } from "./look.ts";

/** X's login: an e-mail address and a password, and nobody on who has been locked. */
export const door = (play: Play): Door => ({
  rules: {
    form: {
      title: "Log in to X",
      page: xPage,
      above: html`<h1>Sign in to X</h1>`,
      name: { label: "Email address", type: "text" },
      button: "Log in",
      looks: { label: "field" },
      cast: everybody(
        play,
        (one) =>
          html`; signed in to ${accountsOf(play, one).map((account) => html` <code>@${account.username}</code>`)}`,
      ),
    },
    unknown: "Sorry, we could not find your account.",
    wrong: "Wrong password!",
    forgets: ["account"],
  },
  check: { screen: lockedScreen },
});

/** X lets nobody on who has been locked until they have shown that they are human. */
function lockedScreen(call: Call): Answer {
  return xPage(
    "Account access",
    html`<form method="post" action="${here(call)}">
      <input type="hidden" name="step" value="passed" />
      <h1>Your account has been locked.</h1>
      <p>What happened? We have detected unusual activity on your account. To unlock it, confirm that you are human.</p>
      <button class="primary">Start</button>
    </form>`,
  );
}

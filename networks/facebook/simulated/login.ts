import { html, lettersFrom, type Answer, type BrowserSession, type Call, type Play } from "#simulator/play.ts";
import { everybody, here, type Door } from "#simulator/site.ts";
import { facebookPage } from "./look.ts";

/** Proof, for this address, that the password was given in this very login and not at some earlier time. */
export const freshLogin = (session: BrowserSession): string => lettersFrom(`${session.id}/fresh`, 16);

/** Facebook's login: an e-mail address and a password, and a security check for some. */
export const door = (play: Play, app?: string): Door => ({
  rules: {
    form: {
      title: "Log in to Facebook",
      page: facebookPage,
      above: html`<h1>
        ${app === undefined ? "Log in to Facebook" : `Log in to use your Facebook account with ${app}`}
      </h1>`,
      name: { label: "Email address", type: "email" },
      button: "Log in",
      looks: { form: "card", body: "body", button: "primary wide" },
      cast: everybody(play),
    },
    unknown: "The email address you entered isn't connected to an account.",
    wrong: "The password that you've entered is incorrect.",
    forgets: ["fresh"],
    keeps: (session) => ({ fresh: freshLogin(session) }),
  },
  check: { screen: checkpointScreen },
});

/** Facebook's security check: passing it brings the person's tokens back (fact sheet §5, 459 and 464). */
function checkpointScreen(call: Call): Answer {
  return facebookPage(
    "Security check",
    html`<form method="post" action="${here(call)}" class="card">
      <input type="hidden" name="step" value="passed" />
      <div class="body">
        <h1>Confirm that this is you</h1>
        <p>We noticed something unusual on your account. Confirm your identity to go on.</p>
        <button class="primary wide">Confirm it's me</button>
      </div>
    </form>`,
  );
}

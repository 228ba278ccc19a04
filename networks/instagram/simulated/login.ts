import { accountDoor } from "#simulator/meta/door.ts";
import { html, lettersFrom, type Answer, type BrowserSession, type Call, type Play } from "#simulator/play.ts";
import { here, type Door } from "#simulator/site.ts";
import { instagramPage } from "./look.ts";

/** Proof, for this address, that the password was given in this very login and not at some earlier time. */
export const freshLogin = (session: BrowserSession): string => lettersFrom(`${session.id}/fresh`, 16);

/** Instagram's login. */
export const door = (play: Play): Door =>
  accountDoor(play, {
    page: instagramPage,
    above: false,
    castTitle: "Accounts of this simulation",
    wrong: "Sorry, your password was incorrect. Please double-check your password.",
    chosen: "account",
    forgets: ["fresh", "account"],
    keeps: (session) => ({ fresh: freshLogin(session) }),
    check: checkpointScreen,
  });

/** Instagram's security check: passing it brings the person's tokens back. */
function checkpointScreen(call: Call): Answer {
  return instagramPage(
    "Security check",
    html`<form method="post" action="${here(call)}" class="card">
      <input type="hidden" name="step" value="passed" />
      <h1>Confirm it's you</h1>
      <p class="middle">We noticed an unusual login. Confirm your identity to go on.</p>
      <button class="primary">Confirm it's me</button>
    </form>`,
  );
}

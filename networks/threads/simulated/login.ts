import { accountDoor } from "#simulator/meta/door.ts";
import { html, type Answer, type Call, type Play } from "#simulator/play.ts";
import { here, type Door } from "#simulator/site.ts";
import { threadsPage } from "./look.ts";

/** Threads' login, with an Instagram account. */
export const door = (play: Play): Door =>
  accountDoor(play, {
    page: threadsPage,
    above: html`<h1>Log in with your Instagram account</h1>`,
    castTitle: "Profiles of this simulation",
    wrong: "Incorrect password. Check it and try again.",
    chosen: "profile",
    forgets: ["profile"],
    check: checkpointScreen,
  });

/** The security check: passing it brings the person's tokens back. */
function checkpointScreen(call: Call): Answer {
  return threadsPage(
    "Security check",
    html`<form method="post" action="${here(call)}" class="card">
      <input type="hidden" name="step" value="passed" />
      <h1>Confirm it's you</h1>
      <p class="middle">We noticed an unusual login. Confirm your identity to go on.</p>
      <button class="primary">It's me</button>
    </form>`,
  );
}

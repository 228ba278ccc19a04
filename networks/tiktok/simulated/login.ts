import { html, type Answer, type Call, type Play } from "#simulator/play.ts";
import { everybody, here, type Door } from "#simulator/site.ts";
import { accountsOf, findLogin } from "./accounts.ts";
import { tiktokPage } from "./look.ts";

/** TikTok's login: a user name leads straight to that account, an e-mail address to the list of the person's. */
export const door = (play: Play, app?: string): Door => ({
  rules: {
    form: {
      title: "Log in",
      page: tiktokPage,
      above: html`<h1>Log in</h1>
        ${app !== undefined && html`<p class="soft">to continue to ${app}</p>`}`,
      name: { label: "Email or username", type: "text" },
      button: "Log in",
      looks: { button: "primary wide" },
      cast: everybody(
        play,
        (one) => html`${accountsOf(play, one).map((account) => html`<br /><code>${account.username}</code>`)}`,
      ),
    },
    unknown: "Account doesn't exist",
    wrong: "Username or password doesn't match our records. Try again.",
    find: (_, typed) =>
      findLogin(play, typed).map(({ person, account }) => ({
        person,
        ...(account && { chosen: { account: account.id } }),
      })),
    forgets: ["account", "list"],
  },
  check: { screen: checkScreen },
});

/** TikTok's check of somebody who looks odd to it; passing it lets the person in again. */
function checkScreen(call: Call): Answer {
  return tiktokPage(
    "Verify",
    html`<form method="post" action="${here(call)}">
      <input type="hidden" name="step" value="passed" />
      <h1>Verify it's really you</h1>
      <p>Something about this login looked unusual. Confirm it to go on.</p>
      <button class="primary wide">Confirm</button>
    </form>`,
  );
}

import { html, redirect, signIn, signOut, type Answer, type Call, type Play } from "#simulator/play.ts";
import { accountsOf, findLogin } from "./accounts.ts";
import { tiktokPage } from "./look.ts";
import { here } from "./screens.ts";

/** Asks who somebody is. A user name leads straight to that account, an e-mail address to the list of the person's. */
export function loginScreen(play: Play, call: Call, shown: { for?: string; problem?: string } = {}): Answer {
  const people = Object.values(play.state.people);
  return tiktokPage(
    "Log in",
    html`<form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="login" />
        <h1>Log in</h1>
        ${shown.for !== undefined && html`<p class="soft">to continue to ${shown.for}</p>`}
        ${shown.problem !== undefined && html`<p class="problem" role="alert">${shown.problem}</p>`}<label for="email"
          >Email or username</label
        ><input
          type="text"
          id="email"
          name="email"
          autocomplete="off"
          autocapitalize="none"
          required
          value="${call.form.get("email") ?? ""}"
        /><label for="pass">Password</label
        ><input type="password" id="pass" name="pass" autocomplete="off" required /><button class="primary wide">
          Log in
        </button>
      </form>
      <details>
        <summary>People of this simulation</summary>
        <ul>
          ${people.map(
            (one) =>
              html`<li>
                ${one.name}: <code>${one.email}</code>, password
                <code>${one.password}</code
                >${accountsOf(play, one).map((account) => html`<br /><code>${account.username}</code>`)}
              </li>`,
          )}
        </ul>
      </details>`,
    shown.problem === undefined ? 200 : 401,
  );
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call, appName?: string): Answer {
  const shown = appName === undefined ? {} : { for: appName };
  const found = findLogin(play, call.form.get("email") ?? "");
  const match = found.find(({ person }) => person.password === call.form.get("pass"));
  if (!match)
    return loginScreen(play, call, {
      ...shown,
      problem:
        found.length === 0 ? "Account doesn't exist" : "Username or password doesn't match our records. Try again.",
    });
  forgetChoice(call);
  const { remember } = signIn(play, call, match.person);
  return remember(redirect(here(call, match.account ? { account: match.account.id } : {}), 303));
}

function forgetChoice({ query }: Call): void {
  query.delete("account");
  query.delete("list");
}

/** Logs out and stays at the same address. */
export function logOut(play: Play, call: Call): Answer {
  forgetChoice(call);
  return signOut(play, call)(redirect(here(call), 303));
}

/** TikTok's check of somebody who looks odd to it; passing it lets the person in again. */
export const checkScreen = (call: Call): Answer =>
  tiktokPage(
    "Verify",
    html`<form method="post" action="${here(call)}">
      <input type="hidden" name="step" value="passed" />
      <h1>Verify it's really you</h1>
      <p>Something about this login looked unusual. Confirm it to go on.</p>
      <button class="primary wide">Confirm</button>
    </form>`,
  );

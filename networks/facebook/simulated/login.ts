import {
  html,
  lettersFrom,
  redirect,
  signIn,
  signOut,
  type Answer,
  type BrowserSession,
  type Call,
  type Play,
} from "#simulator/play.ts";
import { facebookPage } from "./look.ts";
import { here } from "./screens.ts";

/** Proof, for this address, that the password was given in this very login and not at some earlier time. */
export const freshLogin = (session: BrowserSession): string => lettersFrom(`${session.id}/fresh`, 16);

/** E-mail and password, the only place where a password is typed. */
export function loginScreen(play: Play, call: Call, shown: { for?: string; problem?: string } = {}): Answer {
  const people = Object.values(play.state.people);
  return facebookPage(
    "Log in to Facebook",
    html`<form method="post" action="${here(call)}" class="card">
        <input type="hidden" name="step" value="login" />
        <div class="body">
          <h1>${shown.for ? `Log in to use your Facebook account with ${shown.for}` : "Log in to Facebook"}</h1>
          ${shown.problem !== undefined && html`<p class="problem" role="alert">${shown.problem}</p>`}<label for="email"
            >Email address</label
          ><input
            type="email"
            id="email"
            name="email"
            autocomplete="off"
            required
            value="${call.form.get("email") ?? ""}"
          /><label for="pass">Password</label
          ><input type="password" id="pass" name="pass" autocomplete="off" required /><button class="primary wide">
            Log in
          </button>
        </div>
      </form>
      <details>
        <summary>People of this simulation</summary>
        <ul>
          ${people.map((one) => html`<li>${one.name}: <code>${one.email}</code>, password <code>${one.password}</code></li>`)}
        </ul>
      </details>`,
    shown.problem === undefined ? 200 : 401,
  );
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call, appName?: string): Answer {
  const email = (call.form.get("email") ?? "").trim().toLowerCase();
  const person = Object.values(play.state.people).find((one) => one.email.toLowerCase() === email);
  const shown = appName === undefined ? {} : { for: appName };
  if (!person)
    return loginScreen(play, call, {
      ...shown,
      problem: "The email address you entered isn't connected to an account.",
    });
  if (person.password !== call.form.get("pass"))
    return loginScreen(play, call, {
      ...shown,
      problem: "The password that you've entered is incorrect.",
    });
  const { session, remember } = signIn(play, call, person);
  return remember(redirect(here(call, { fresh: freshLogin(session) }), 303));
}

/** Logs out and stays at the same address. */
export const logOut = (play: Play, call: Call): Answer => signOut(play, call)(redirect(here(call), 303));

/** Facebook's security check: passing it brings the person's tokens back (fact sheet §5, 459 and 464). */
export const checkpointScreen = (call: Call): Answer =>
  facebookPage(
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

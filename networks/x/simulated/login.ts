import { html, redirect, signIn, signOut, type Answer, type Call, type Play } from "#simulator/play.ts";
import { accountsOf } from "./accounts.ts";
import { xPage } from "./look.ts";

/** The address of this screen, as the simulator serves it. */
export function here(call: Call, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/${call.host}${call.path}?${query.toString()}`;
}

/** E-mail address and password, the only place where a password is typed. */
export function loginScreen(play: Play, call: Call, problem?: string): Answer {
  const people = Object.values(play.state.people);
  return xPage(
    "Log in to X",
    html`<form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="login" />
        <h1>Sign in to X</h1>
        ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}<label class="field" for="email"
          >Email address</label
        ><input
          type="text"
          id="email"
          name="email"
          autocomplete="off"
          autocapitalize="none"
          required
          value="${call.form.get("email") ?? ""}"
        /><label class="field" for="pass">Password</label
        ><input type="password" id="pass" name="pass" autocomplete="off" required /><button class="primary">
          Log in
        </button>
      </form>
      <details>
        <summary>People of this simulation</summary>
        <ul>
          ${people.map(
            (one) =>
              html`<li>
                ${one.name}: <code>${one.email}</code>, password <code>${one.password}</code>; signed in to
                ${accountsOf(play, one).map((account) => html` <code>@${account.username}</code>`)}
              </li>`,
          )}
        </ul>
      </details>`,
    problem === undefined ? 200 : 401,
  );
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call): Answer {
  const email = (call.form.get("email") ?? "").trim().toLowerCase();
  const person = Object.values(play.state.people).find((one) => one.email.toLowerCase() === email);
  if (!person) return loginScreen(play, call, "Sorry, we could not find your account.");
  if (person.password !== call.form.get("pass")) return loginScreen(play, call, "Wrong password!");
  call.query.delete("account");
  return signIn(play, call, person).remember(redirect(here(call), 303));
}

/** Logs out and stays at the same address. */
export function logOut(play: Play, call: Call): Answer {
  call.query.delete("account");
  return signOut(play, call)(redirect(here(call), 303));
}

/** X lets nobody on who has been locked until they have shown that they are human. */
export const lockedScreen = (call: Call): Answer =>
  xPage(
    "Account access",
    html`<form method="post" action="${here(call)}">
      <input type="hidden" name="step" value="passed" />
      <h1>Your account has been locked.</h1>
      <p>What happened? We have detected unusual activity on your account. To unlock it, confirm that you are human.</p>
      <button class="primary">Start</button>
    </form>`,
  );

import { html, redirect, signIn, signOut, type Answer, type Call, type Play } from "#simulator/play.ts";
import { serverPage } from "./look.ts";

/** The address of this screen, as the simulator serves it. */
export const here = (call: Call): string => `/${call.host}${call.path}?${call.query.toString()}`;

/** E-mail and password, the only place where a password is typed. */
export function loginScreen(play: Play, call: Call, problem?: string): Answer {
  const people = Object.values(play.state.people);
  return serverPage(
    call,
    "Log in",
    html`<form method="post" action="${here(call)}" class="card">
        <input type="hidden" name="step" value="login" />
        <h1>Log in to ${call.host}</h1>
        ${
          problem === undefined
            ? html`<p class="soft">Log in with the account that you have on this server.</p>`
            : html`<p class="problem" role="alert">${problem}</p>`
        }<label for="email">E-mail address</label
        ><input
          type="email"
          id="email"
          name="email"
          autocomplete="off"
          required
          value="${call.form.get("email") ?? ""}"
        /><label for="pass">Password</label
        ><input type="password" id="pass" name="pass" autocomplete="off" required /><button class="primary">
          Log in
        </button>
      </form>
      <details>
        <summary>People of this simulation</summary>
        <ul>
          ${people.map((one) => html`<li>${one.name}: <code>${one.email}</code>, password <code>${one.password}</code></li>`)}
        </ul>
      </details>`,
    problem === undefined ? 200 : 401,
  );
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call): Answer {
  const email = (call.form.get("email") ?? "").trim().toLowerCase();
  const person = Object.values(play.state.people).find((one) => one.email.toLowerCase() === email);
  if (!person || person.password !== call.form.get("pass"))
    return loginScreen(play, call, "Invalid e-mail address or password.");
  if (person.blocked === "unconfirmed") return loginScreen(play, call, "Please confirm your e-mail address first.");
  if (person.blocked) return loginScreen(play, call, "Your account is suspended by the moderators of this server.");
  return signIn(play, call, person).remember(redirect(here(call), 303));
}

/** Logs out and stays at the same address. */
export const logOut = (play: Play, call: Call): Answer => signOut(play, call)(redirect(here(call), 303));

import { html, redirect, signIn, signOut, type Answer, type Call, type Play } from "#simulator/play.ts";
import { errorPage, pinterestPage } from "./look.ts";

/** The address of this screen, as the simulator serves it. */
export const here = (call: Call): string => `/${call.host}${call.path}?${call.query.toString()}`;

/** E-mail and password, the only place where a password is typed. */
export function loginScreen(play: Play, call: Call, problem?: string): Answer {
  const people = Object.values(play.state.people);
  return pinterestPage(
    "Log in",
    html`<form method="post" action="${here(call)}" class="card">
        <input type="hidden" name="step" value="login" />
        <h1>Log in to see more</h1>
        ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}<label for="email">Email</label
        ><input
          type="email"
          id="email"
          name="email"
          placeholder="Email"
          autocomplete="off"
          required
          value="${call.form.get("email") ?? ""}"
        /><label for="pass">Password</label
        ><input type="password" id="pass" name="pass" placeholder="Password" autocomplete="off" required /><button
          class="primary"
        >
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
  if (!person) return loginScreen(play, call, "The email you entered does not belong to any account.");
  if (person.password !== call.form.get("pass"))
    return loginScreen(play, call, "The password you entered is incorrect.");
  if (person.blocked === "policy")
    return errorPage("Your account was suspended", "It went against our community guidelines.", 403);
  return signIn(play, call, person).remember(redirect(here(call), 303));
}

/** Logs out and stays at the same address. */
export const logOut = (play: Play, call: Call): Answer => signOut(play, call)(redirect(here(call), 303));

/** Safe mode: Pinterest lets nobody in until the owner has confirmed the account. */
export const safeModeScreen = (call: Call): Answer =>
  pinterestPage(
    "Secure your account",
    html`<form method="post" action="${here(call)}" class="card">
      <input type="hidden" name="step" value="passed" />
      <h1>Your account is in safe mode</h1>
      <p class="center">We noticed something unusual. Confirm that this is your account to go on.</p>
      <button class="primary">Confirm it's mine</button>
    </form>`,
  );

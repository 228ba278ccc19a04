import { html, redirect, signIn, signOut, type Answer, type Call, type Person, type Play } from "../play.ts";
import { byEmail, here } from "../site.ts";
import { errorPage, googlePage } from "./look.ts";
import { pictureOf } from "./people.ts";

/** Whom `login_hint` means: an e-mail address or a `sub`. */
function hinted(play: Play, call: Call): string {
  const hint = call.query.get("login_hint") ?? "";
  return play.state.people[hint]?.email ?? (hint.includes("@") ? hint : "");
}

/** E-mail and password, the only place where a password is typed. */
export function loginScreen(play: Play, call: Call, problem?: string): Answer {
  const people = Object.values(play.state.people);
  return googlePage(
    "Sign in",
    html`<h1>Sign in</h1>
      <p class="soft">with your Google Account</p>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="login" />
        ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
        <label class="field" for="email">Email</label
        ><input
          type="email"
          id="email"
          name="email"
          autocomplete="off"
          required
          value="${call.form.get("email") ?? hinted(play, call)}"
        /><label class="field" for="pass">Password</label
        ><input type="password" id="pass" name="pass" autocomplete="off" required />
        <div class="actions"><button class="primary">Next</button></div>
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

/** Answers a sent login form: goes on at the same address as this account, or says what is wrong. */
export function logIn(play: Play, call: Call): Answer {
  const person = byEmail(play, call.form.get("email") ?? "")[0]?.person;
  if (!person) return loginScreen(play, call, "Couldn't find your Google Account.");
  if (person.password !== call.form.get("pass"))
    return loginScreen(play, call, "Wrong password. Try again or click Forgot password to reset it.");
  return signIn(play, call, person).remember(redirect(here(call, { authuser: "0" }), 303));
}

/** "Use another account". */
export const logOut = (play: Play, call: Call): Answer => signOut(play, call)(redirect(here(call), 303));

/** Who is signed in here already, and whether it shall be them (`prompt=select_account`). */
export const chooserScreen = (call: Call, person: Person, app: string): Answer =>
  googlePage(
    "Choose an account",
    html`<h1>Choose an account</h1>
      <p>to continue to <strong>${app}</strong></p>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="continue" /><button class="line">
          <img src="/${pictureOf(person).replace("https://", "")}" alt="" /><span
            >${person.name}<small>${person.email}</small></span
          >
        </button>
      </form>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="other" /><button class="line">Use another account</button>
      </form>`,
  );

/** Google asks for one more proof before it lets anybody on. */
export const verifyScreen = (call: Call): Answer =>
  googlePage(
    "Verify it's you",
    html`<h1>Verify it's you</h1>
      <p>To help keep your account safe, Google wants to make sure it's really you trying to sign in.</p>
      <form method="post" action="${here(call)}" class="actions">
        <input type="hidden" name="step" value="passed" /><button class="primary">Yes, it's me</button>
      </form>`,
  );

export const disabledScreen = (): Answer =>
  errorPage("Your account has been disabled", "It looks like it was being used in a way that violated our policies.");

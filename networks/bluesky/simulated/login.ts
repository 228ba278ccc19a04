import { html, redirect, signIn, signOut, type Answer, type Call, type Person, type Play } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { accounts, isShut, standingOf, type Account } from "./accounts.ts";
import { serverPage } from "./look.ts";

/** What this person can sign in to at this server. */
export const accountsOf = (play: Play, call: Call, person: Person): Account[] =>
  accounts(play).filter(
    (one) => one.issuer === call.host && Object.hasOwn(one.page.members, person.id) && !isShut(standingOf(play, one)),
  );

const wrong = "Wrong identifier or password";

/** User name and password, the only place where a password is typed; the app's hint is filled in and may be changed. */
export function signInScreen(play: Play, call: Call, hint: string | null, problem?: string): Answer {
  const people = Object.values(play.state.people).filter((one) => accountsOf(play, call, one).length > 0);
  const hinted = accounts(play).find((one) => one.did === hint)?.handle ?? hint;
  return serverPage(
    call,
    { title: "Sign in", text: "Enter your username and password" },
    html`<form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="login" />
        ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
        <label for="email">Username or email address</label
        ><input
          type="text"
          id="email"
          name="email"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          required
          value="${call.form.get("email") ?? hinted ?? ""}"
        /><label for="pass">Password</label><input type="password" id="pass" name="pass" autocomplete="off" required />
        <div class="buttons">
          <button class="primary">Sign in</button><button name="step" value="cancel" formnovalidate>Cancel</button>
        </div>
      </form>
      <h2>People of this simulation</h2>
      <ul>
        ${people.map(
          (one) =>
            html`<li>
              <small
                >${one.name}: <code>${handlesOf(play, call, one).join(", ")}</code>, password
                <code>${one.password}</code></small
              >
            </li>`,
        )}
      </ul>`,
    problem === undefined ? 200 : 401,
  );
}

const handlesOf = (play: Play, call: Call, person: Person): string[] =>
  accountsOf(play, call, person).map((one) => one.handle);

/** Answers a sent form: goes on as the account that was meant, or says what is wrong. */
export function logIn(play: Play, call: Call, hint: string | null): Answer {
  const typed = (call.form.get("email") ?? "").trim().toLowerCase();
  const found = typed.includes("@") ? byEmail(play, call, typed) : byName(play, call, typed);
  if (!found || found.person.password !== call.form.get("pass")) return signInScreen(play, call, hint, wrong);
  if (found.isShut) return signInScreen(play, call, hint, "Account was taken down");
  const account = found.account ?? accountsOf(play, call, found.person).find((one) => isMeant(one, hint));
  return signIn(play, call, found.person).remember(redirect(here(call, account ? { account: account.did } : {}), 303));
}

export const isMeant = (account: Account, hint: string | null): boolean =>
  hint !== null && (account.did === hint || account.handle === hint);

interface Found {
  readonly person: Person;
  /** Absent: the e-mail address of somebody with several accounts, who may choose. */
  readonly account?: Account;
  readonly isShut: boolean;
}

function byEmail(play: Play, call: Call, email: string): Found | undefined {
  const person = Object.values(play.state.people).find((one) => one.email.toLowerCase() === email);
  if (!person) return undefined;
  const hasAny = accounts(play).some((one) => one.issuer === call.host && Object.hasOwn(one.page.members, person.id));
  return hasAny ? { person, isShut: accountsOf(play, call, person).length === 0 } : undefined;
}

function byName(play: Play, call: Call, name: string): Found | undefined {
  const account = accounts(play).find((one) => one.issuer === call.host && (one.handle === name || one.did === name));
  const members = Object.keys(account?.page.members ?? {}).map((id) => play.state.people[id]);
  // Several may know the password of an account: whoever's it is.
  const person = members.find((one) => one?.password === call.form.get("pass")) ?? members[0];
  if (!account || !person || standingOf(play, account) === "deleted") return undefined;
  return { person, account, isShut: isShut(standingOf(play, account)) };
}

/** Signs out of this browser and stays at the same address, without the account that was chosen. */
export function logOut(play: Play, call: Call): Answer {
  const query = new URLSearchParams(call.query);
  query.delete("account");
  return signOut(play, call)(redirect(here({ ...call, query }), 303));
}

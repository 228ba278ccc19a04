import { html, redirect, signedIn } from "#simulator/play.ts";
import type { Answer, Call, Markup, Person, Play } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { standingOf, type Account } from "./accounts.ts";
import { serverPage } from "./look.ts";
import { accountsOf, logIn, logOut, signInScreen } from "./login.ts";
import { whoIs } from "./screens.ts";
import { endSession, sessionsOf, type Session } from "./sessions.ts";

/** `/account`: the apps that have a session, and the switch of the account itself. */
export function accountPage(play: Play, call: Call): Answer {
  const step = call.method === "POST" ? call.form.getAll("step").at(-1) : undefined;
  if (step === "login") return logIn(play, call, null);
  if (step === "other") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return signInScreen(play, call, null);
  const mine = accountsOf(play, call, person);
  const account = mine.find((one) => one.did === call.form.get("account"));
  if (!account || step === undefined) return overview(play, call, person, mine);
  if (step === "revoke") endSession(play, account.page, call.form.get("session") ?? "", "revoked");
  if (step === "deactivate") account.page.notes["standing"] = "deactivated";
  if (step === "reactivate") delete account.page.notes["standing"];
  return redirect(here(call), 303);
}

function overview(play: Play, call: Call, person: Person, mine: Account[]): Answer {
  return serverPage(
    call,
    { title: "Your account", text: `You are signed in as ${person.name}.` },
    html`${mine.map((one) => oneAccount(play, call, one))}
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="other" /><button class="link">Sign out</button>
      </form>`,
  );
}

function oneAccount(play: Play, call: Call, account: Account): Markup {
  const isOff = standingOf(play, account) === "deactivated";
  const sessions = Object.values(sessionsOf(account.page));
  return html`<section>
    <p>${whoIs(call, account)}</p>
    <h2>Apps that can use your account</h2>
    ${sessions.length === 0 && html`<p class="soft">You have not used this account to sign in to any apps yet.</p>`}
    <ul class="what">
      ${sessions.map((session) => appRow(play, call, account, session))}
    </ul>
    ${press(call, account, isOff ? "reactivate" : "deactivate", isOff ? "Reactivate" : "Deactivate account")}
    ${isOff && html`<p class="soft">Your account is currently deactivated.</p>`}
  </section>`;
}

const appRow = (play: Play, call: Call, account: Account, session: Session): Markup =>
  html`<li>
    <strong>${play.state.apps[session.client]?.name}</strong
    ><small>Authorized ${new Date(session.startedAt).toUTCString()}</small>
    ${press(call, account, "revoke", "Revoke access", session.id)}
  </li>`;

const press = (call: Call, account: Account, step: string, label: string, session = ""): Markup =>
  html`<form method="post" action="${here(call)}">
    <input type="hidden" name="account" value="${account.did}" /><input
      type="hidden"
      name="session"
      value="${session}"
    /><button name="step" value="${step}" class="link">${label}</button>
  </form>`;

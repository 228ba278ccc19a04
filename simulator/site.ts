/**
 * What the sites of all networks have in common: a page with a head and a foot, a form to log in with, and the page of apps that
 * a person let in. A network brings words, fields and looks as data. Beside `play.ts`, `networks/<id>/simulated` may import it.
 */
import { html, page, redirect, trusted, type Answer, type Markup } from "./answer.ts";
import { endAuthorization } from "./authorization.ts";
import { signedIn, signIn, signOut } from "./browser.ts";
import type { Call, Notice, Play } from "./play.ts";
import type { App, Authorization, BrowserSession, Person, PersonBlock } from "./state.ts";

// ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a network's pages look. */
export interface Look {
  style: Markup;
  /** What the browser's tab says. */
  tab: (title: string) => string;
  /** All of the body between its ends. Whatever it holds, it says "Simulated". */
  body: (content: Markup) => Markup;
  /** What the foot says that nothing here reaches. */
  reaches: string;
  bodyClass?: string | false;
}

/** Makes pages of one look. */
export function sitePages(look: Look): (title: string, content: Markup, status?: number) => Answer {
  const attribute = look.bodyClass ? trusted(` class="${look.bodyClass}"`) : null;
  return (title, content, status = 200) =>
    page(
      html`<html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <title>${look.tab(title)}</title>
          <style>
            ${look.style}
          </style>
        </head>
        <body${attribute}>
          ${look.body(content)}
          <footer>This is a simulation. Nothing here reaches ${look.reaches}.</footer>
        </body>
      </html>`,
      status,
    );
}

/** The mark that every simulated page bears. */
export const simulatedMark = html`<span class="simulated">Simulated</span>`;

/** A heading, and what is wrong. */
export const problemText = (title: string, text: string, look = ""): Markup =>
  html`<h1>${title}</h1>
    <p role="alert" class="${look}">${text}</p>`;

/** The address of this screen, as the simulator serves it; what was chosen so far travels in the query. */
export function here(call: Call, more: Record<string, string> = {}): string {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/${call.host}${call.path}?${query.toString()}`;
}

// ── Logging in and out ──────────────────────────────────────────────────────────────────────────────────────────────

/** The form to log in with: the only place where a password is typed. */
export interface LoginForm {
  title: string;
  page: (title: string, content: Markup, status?: number) => Answer;
  /** Above the fields: a heading, and what it is for. */
  above: Markup | false;
  /** The first field; the second is always the password. */
  name: { label: string; type: "email" | "text" };
  button: string;
  /** Classes; `around` is a box about the form and what is below it, `body` one inside the form. */
  looks?: { around?: string; form?: string; body?: string; label?: string; button?: string };
  /** Below the fields, as a part of the card. */
  below?: Markup | undefined;
  /** Whom one can be here, for whoever tries it out. */
  cast: Cast;
}

export interface Cast {
  title: string;
  entries: Markup[];
}

/** Everybody with e-mail address and password; `also` = what else somebody may type. */
export const everybody = (play: Play, also?: (person: Person) => Markup): Cast => ({
  title: "People of this simulation",
  entries: Object.values(play.state.people).map(
    (one) =>
      html`${one.name}: <code>${one.email}</code>, password
        <code>${one.password}</code>${also === undefined ? null : also(one)}`,
  ),
});

/** Shows the form; with a problem as an answer of 401. */
export function loginScreen(call: Call, form: LoginForm, problem?: string): Answer {
  const { looks = {} } = form;
  const fields = loginFields(call, form, problem);
  const sent = html`<form method="post" action="${here(call)}" class="${looks.form ?? ""}">
      <input
        type="hidden"
        name="step"
        value="login"
      />${looks.body === undefined ? fields : html`<div class="${looks.body}">${fields}</div>`}
    </form>
    ${form.below}`;
  return form.page(
    form.title,
    html`${looks.around === undefined ? sent : html`<div class="${looks.around}">${sent}</div>`}
      <details>
        <summary>${form.cast.title}</summary>
        <ul>
          ${form.cast.entries.map((entry) => html`<li>${entry}</li>`)}
        </ul>
      </details>`,
    problem === undefined ? 200 : 401,
  );
}

function loginFields(call: Call, { above, name, button, looks = {} }: LoginForm, problem?: string): Markup {
  return html`${above}${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}<label
      class="${looks.label ?? ""}"
      for="email"
      >${name.label}</label
    ><input
      type="${name.type}"
      id="email"
      name="email"
      autocomplete="off"
      autocapitalize="none"
      required
      value="${call.form.get("email") ?? ""}"
    /><label class="${looks.label ?? ""}" for="pass">Password</label
    ><input type="password" id="pass" name="pass" autocomplete="off" required /><button
      class="${looks.button ?? "primary"}"
    >
      ${button}
    </button>`;
}

/** Somebody whom a login form may mean, and what is kept in the address once they are in. */
export interface Candidate {
  person: Person;
  chosen?: Record<string, string>;
}

/** Whom what was typed means: by default the person with that e-mail address. */
export function byEmail(play: Play, typed: string): Candidate[] {
  const email = typed.trim().toLowerCase();
  return Object.values(play.state.people)
    .filter((one) => one.email.toLowerCase() === email)
    .map((person) => ({ person }));
}

export interface LoginRules {
  form: LoginForm;
  /** What the form says to a name that nobody has, and to a wrong password. */
  unknown: string;
  wrong: string;
  find?: (play: Play, typed: string) => Candidate[];
  /** Who is let in no further, with the words or the page that says so. */
  refused?: (person: Person) => string | Answer | undefined;
  /** Choices in the address that end with a login. */
  forgets?: string[];
  /** What else the address keeps of it. */
  keeps?: (session: BrowserSession) => Record<string, string>;
}

/** Answers a sent login form: goes on at the same address, or says what is wrong. */
export function logIn(play: Play, call: Call, rules: LoginRules): Answer {
  const found = (rules.find ?? byEmail)(play, call.form.get("email") ?? "");
  const match = found.find(({ person }) => person.password === call.form.get("pass"));
  if (!match) return loginScreen(call, rules.form, found.length === 0 ? rules.unknown : rules.wrong);
  const refused = rules.refused?.(match.person);
  if (typeof refused === "string") return loginScreen(call, rules.form, refused);
  if (refused) return refused;
  forget(call, rules.forgets);
  const { session, remember } = signIn(play, call, match.person);
  return remember(redirect(here(call, { ...rules.keeps?.(session), ...match.chosen }), 303));
}

/** Logs out and stays at the same address, without what was chosen. */
export function logOut(play: Play, call: Call, forgets: string[] = []): Answer {
  forget(call, forgets);
  return signOut(play, call)(redirect(here(call), 303));
}

function forget(call: Call, names: string[] = []): void {
  for (const name of names) call.query.delete(name);
}

/** How people get in: a form, and a check that stops some of them until they have passed it. */
export interface Door {
  rules: LoginRules;
  check?: Check;
}

export interface Check {
  screen: (call: Call) => Answer;
  /** Whom it stops; by default whoever has a security check before them or is not confirmed. */
  blocks?: readonly PersonBlock[];
}

export type Entered = { answer: Answer } | { person: Person; session: BrowserSession };

/** What the person pressed: the step of a sent form; a pressed button's own step comes after that of its form. */
export const stepOf = (call: Call): string => (call.method === "POST" ? (call.form.getAll("step").at(-1) ?? "") : "");

/** Logs in and out, asks who is not logged in, and stops who must pass a check; everybody else is in. */
export function letIn(play: Play, call: Call, { rules, check }: Door): Entered {
  const step = stepOf(call);
  if (step === "login") return { answer: logIn(play, call, rules) };
  if (step === "logout") return { answer: logOut(play, call, rules.forgets) };
  const login = signedIn(play, call);
  if (!login) return { answer: loginScreen(call, rules.form) };
  const stopped =
    check && (check.blocks ?? ["checkpoint", "unconfirmed"]).some((block) => block === login.person.blocked);
  if (!stopped) return login;
  if (step !== "passed") return { answer: check.screen(call) };
  login.person.blocked = null;
  return login;
}

/** A form with one button that takes a step at the same address. */
export const oneButton = (call: Call, step: string, button: Markup): Markup =>
  html`<form method="post" action="${here(call)}"><input type="hidden" name="step" value="${step}" />${button}</form>`;

// ── The apps that a person let in ───────────────────────────────────────────────────────────────────────────────────

/** The settings of a person who is logged in: which apps they let in, and the way to end that. */
export interface AppsPage {
  door: Door;
  title: string;
  page: (title: string, content: Markup, status?: number) => Answer;
  /** What a row says, before its button. */
  row: (app: App | undefined, authorization: Authorization) => Markup;
  /** The words of the button that removes an app. */
  remove: string;
  removeLooks?: string;
  /** All of it together; `out` is the form to log out with. */
  whole: (person: Person, rows: Markup[], out: Markup) => Markup;
  logOut?: { words?: string; form?: string; button?: string };
  /** Whether an app is one of this site's; by default all are. */
  lists?: (authorization: Authorization) => boolean;
  /** What the network sends to an app that was removed. */
  notice?: (app: App, person: Person) => Notice | null;
}

/** Answers for that page: whoever is let in sees the list, or removes an app from it. */
export function appsPage(play: Play, call: Call, site: AppsPage): Answer {
  const entered = letIn(play, call, site.door);
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  const given = play.state.authorizations.filter((one) => one.person === person.id && (site.lists?.(one) ?? true));
  if (stepOf(call) === "remove") return removeApp(play, call, { site, person, given });
  const rows = given.map((one) => appRow(call, site, { app: play.state.apps[one.app], authorization: one }));
  const { words = "Log out", form = "", button = "" } = site.logOut ?? {};
  const out = html`<form method="post" action="${here(call)}" class="${form}">
    <button class="${button}" name="step" value="logout">${words}</button>
  </form>`;
  return site.page(site.title, site.whole(person, rows, out));
}

/** User names of what an authorisation is for; undefined = all there is. */
export const namesOf = (play: Play, pages: Authorization["pages"]): string | undefined =>
  pages === "all" ? undefined : pages.map((id) => play.state.pages[id]?.username).join(", ");

function appRow(
  call: Call,
  site: AppsPage,
  { app, authorization }: { app: App | undefined; authorization: Authorization },
): Markup {
  return html`<form method="post" action="${here(call)}" class="row">
    <input type="hidden" name="app" value="${authorization.app}" />${site.row(app, authorization)}<button
      class="${site.removeLooks ?? ""}"
      name="step"
      value="remove"
    >
      ${site.remove}
    </button>
  </form>`;
}

function removeApp(play: Play, call: Call, at: { site: AppsPage; person: Person; given: Authorization[] }): Answer {
  const named = at.given.find((one) => one.app === call.form.get("app"));
  const app = play.state.apps[named?.app ?? ""];
  if (app) {
    // Asked for before the end: it may name what the authorisation was for.
    const notice = at.site.notice?.(app, at.person);
    endAuthorization(play, app, at.person);
    if (notice) play.post(notice);
  }
  return redirect(here(call), 303);
}

import { authorize, findAuthorization, redirect } from "#simulator/play.ts";
import type { Answer, Authorization, Call, Page, Person, Play } from "#simulator/play.ts";
import { here, letIn, stepOf } from "#simulator/site.ts";
import { accountsOf, isAdAccount } from "./accounts.ts";
import { door } from "./login.ts";
import { errorPage } from "./look.ts";
import { noteCode } from "./oauth.ts";
import { PageProblem, readRequest, SentBack, type AuthorizeRequest } from "./request.ts";
import { basic } from "./scopes.ts";
import { accountsScreen, consentScreen, type Scene } from "./screens.ts";

/** `/v2/auth/authorize/`: every step is the same address; a form's `step` says what the person did. */
export function authorizePage(play: Play, call: Call): Answer {
  try {
    return takeStep(play, call, readRequest(play, call));
  } catch (problem) {
    if (problem instanceof PageProblem) return errorPage("Something went wrong", problem.message);
    if (problem instanceof SentBack)
      return back(call, problem.redirectUri, { error: problem.error, error_description: problem.message });
    throw problem;
  }
}

function back(call: Call, redirectUri: string, result: Record<string, string>): Answer {
  const state = call.query.get("state");
  const query = new URLSearchParams({ ...result, ...(state !== null && { state }) });
  return redirect(`${redirectUri}?${query.toString()}`);
}

function takeStep(play: Play, call: Call, request: AuthorizeRequest): Answer {
  const { app, redirectUri } = request;
  const step = stepOf(call);
  if (step === "cancel")
    return back(call, redirectUri, { error: "access_denied", error_description: "The user denied the request." });
  const entered = letIn(play, call, door(play, app.name));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  if (app.mode === "development" && !app.testers.includes(person.id))
    throw new SentBack(redirectUri, "non_sandbox_target", "The user is not a target user of the sandbox.");
  return choose(play, request, { scene: { call, app, person }, step });
}

function choose(play: Play, request: AuthorizeRequest, { scene, step }: { scene: Scene; step: string }): Answer {
  const { call, app, person } = scene;
  const old = findAuthorization(play, app, person);
  const known = automatic(play, request, old, person);
  if (known && old) return accept(play, { call, request, person, account: known, scopes: request.scopes });
  const accounts = accountsOf(play, person);
  const account = chosen(call, step, accounts);
  if (!account) return accountsScreen(scene, accounts);
  // The Ads Manager's own consent belongs to another interface, whose callback carries `auth_code` (fact sheet, table on top).
  if (isAdAccount(account))
    return back(call, request.redirectUri, { auth_code: play.secret(40), code: play.secret(40) });
  if (step === "pages") {
    call.query.delete("list");
    return redirect(here(call, { account: account.id }), 303);
  }
  if (step !== "save") return consentScreen(scene, { account, scopes: request.scopes });
  const ticked = call.form.getAll("scope");
  const scopes = request.scopes.filter((one) => one === basic || ticked.includes(one));
  return accept(play, { call, request, person, account, scopes });
}

/** `disable_auto_auth=0`: who agreed to all of this before is sent back at once, with the account of that time (§1.1). */
function automatic(
  play: Play,
  request: AuthorizeRequest,
  old: Authorization | undefined,
  person: Person,
): Page | undefined {
  if (request.alwaysAsk || !old || old.pages === "all") return undefined;
  if (request.scopes.some((scope) => old.scopes[scope] !== "granted")) return undefined;
  const last = old.pages.at(-1);
  return accountsOf(play, person).find((one) => one.id === last);
}

function chosen(call: Call, step: string, accounts: Page[]): Page | undefined {
  if (step !== "pages" && call.query.has("list")) return undefined;
  const usable = accounts.filter((one) => !isAdAccount(one));
  const id = step === "pages" ? call.form.get("page") : call.query.get("account");
  const named = accounts.find((one) => one.id === id);
  if (named) return named;
  // One account: nothing to choose. "Continue" without a choice takes the first, which is marked on the screen.
  return step === "pages" || accounts.length === 1 ? usable[0] : undefined;
}

// The sheet does not know the minutes of a code; ten, as in TikTok's other interface (§1.4).
const codeLifeMs = 600_000;

interface Consented {
  call: Call;
  request: AuthorizeRequest;
  person: Person;
  account: Page;
  scopes: string[];
}

function accept(play: Play, { call, request, person, account, scopes }: Consented): Answer {
  const { app, redirectUri, challenge } = request;
  const old = findAuthorization(play, app, person)?.pages ?? [];
  const others = old === "all" ? [] : old.filter((id) => id !== account.id);
  const granted = Object.fromEntries(scopes.map((scope) => [scope, "granted"] as const));
  authorize(play, { app, person }, { scopes: granted, pages: [...others, account.id] });
  // TikTok's codes hold characters that must be decoded before use (§1.1).
  const value = `${play.secret(60)}*0!4711.va`;
  const expiresAt = play.now() + codeLifeMs;
  play.state.codes[value] = { value, app: app.id, person: person.id, redirectUri, scopes, expiresAt, usedAt: null };
  noteCode(account, value, challenge);
  return back(call, redirectUri, { code: value, scopes: scopes.join(",") });
}

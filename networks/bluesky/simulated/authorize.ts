import { authorize, findAuthorization, redirect, signedIn } from "#simulator/play.ts";
import type { Answer, Call, Person, Play } from "#simulator/play.ts";
import { standingOf, type Account } from "./accounts.ts";
import { findClient, remember } from "./clients.ts";
import { errorPage } from "./look.ts";
import { accountsOf, isMeant, logIn, logOut, signInScreen } from "./login.ts";
import { Refusal } from "./refusals.ts";
import { findRequest, forgetRequest, isOver, keepAlive, requestMs, type PushedRequest } from "./requests.ts";
import { chooseScreen, consentScreen } from "./screens.ts";
import type { Allowed } from "./token.ts";

/** One step of one request at `/oauth/authorize`. */
interface Scene {
  readonly play: Play;
  readonly call: Call;
  readonly id: string;
  readonly request: PushedRequest;
}

/** Sign in, choose an account, say yes or no. A form's `step` says what the person did. */
export async function authorizeScreens(play: Play, call: Call): Promise<Answer> {
  const found = findRequest(play, call);
  if (!found) return errorPage(call, "Unknown request_uri", 400);
  const scene: Scene = { play, call, ...found };
  if (isOver(play, found.id)) return sendBack(scene, denied("This request has expired"));
  keepAlive(play, found.id);
  const step = call.method === "POST" ? call.form.getAll("step").at(-1) : undefined;
  if (step === "cancel") return sendBack(scene, denied("The user rejected the request"));
  if (step === "login") return logIn(play, call, found.request.hint);
  if (step === "other") return logOut(play, call);
  try {
    return await ask(scene, step);
  } catch (refusal) {
    // The client's document has gone since it was read for the request.
    if (refusal instanceof Refusal) return errorPage(call, "The application could not be recognised.", 400);
    throw refusal;
  }
}

const denied = (error_description: string) => ({ error: "access_denied", error_description });

async function ask(scene: Scene, step: string | undefined): Promise<Answer> {
  const { play, call, request } = scene;
  const session = signedIn(play, call);
  const isFresh = session !== undefined && session.session.loggedInAt >= request.createdAt;
  const mine = session && (request.prompt !== "login" || isFresh) ? accountsOf(play, call, session.person) : [];
  if (request.prompt === "none") return silent(scene, session?.person, mine);
  if (!session || mine.length === 0) return signInScreen(play, call, request.hint);
  const wanted = call.form.get("account") ?? call.query.get("account");
  const chosen = mine.find((one) => one.did === wanted) ?? choiceOf(request, mine, isFresh);
  if (!chosen && request.hint !== null && !isFresh) return signInScreen(play, call, request.hint);
  if (!chosen) return chooseScreen(call, mine);
  const { person } = session;
  const isGiven = step === "continue" && call.form.get("consent") === "given";
  if (isGiven || isKnown(scene, person)) return allow(scene, person, chosen);
  return consentScreen(call, { client: await findClient(play, request.client), request, account: chosen });
}

/** Whom the app hinted at; or the only one, for somebody who has just signed in. */
function choiceOf({ hint, prompt }: PushedRequest, mine: Account[], isFresh: boolean): Account | undefined {
  const hinted = prompt === "select_account" ? undefined : mine.find((one) => isMeant(one, hint));
  return hinted ?? (isFresh && mine.length === 1 ? mine[0] : undefined);
}

/** An app that proved who it is, and was allowed as much before, is let through without a word. */
function isKnown({ play, request }: Scene, person: Person): boolean {
  if (request.prompt !== null || request.hint === null) return false;
  const consent = findAuthorization(play, { id: request.client }, person);
  return request.scope.split(" ").every((scope) => consent?.scopes[scope] === "granted");
}

/** `prompt=none`: yes without a screen, or the reason why one would be needed. */
function silent(scene: Scene, person: Person | undefined, mine: Account[]): Promise<Answer> | Answer {
  const { hint } = scene.request;
  const fits = mine.filter((one) => hint === null || isMeant(one, hint));
  const [only] = fits;
  if (fits.length > 1) return sendBack(scene, { error: "account_selection_required" });
  if (!only || !person) return sendBack(scene, { error: "login_required" });
  const isAllowed = isKnown({ ...scene, request: { ...scene.request, prompt: null, hint: only.did } }, person);
  return isAllowed ? allow(scene, person, only) : sendBack(scene, { error: "consent_required" });
}

async function allow(scene: Scene, person: Person, account: Account): Promise<Answer> {
  const { play, call, id, request } = scene;
  if (standingOf(play, account) === "deactivated") return sendBack(scene, denied("This account has been deactivated"));
  // People may leave scopes out, and add none; without `atproto` there is nothing left to allow.
  const kept = call.form.get("scope")?.split(" ");
  const scopes = request.scope.split(" ").filter((scope) => kept?.includes(scope) ?? true);
  if (!scopes.includes("atproto")) return sendBack(scene, denied('The "atproto" scope is required'));
  const app = remember(play, await findClient(play, request.client));
  authorize(
    play,
    { app, person },
    {
      scopes: Object.fromEntries(scopes.map((scope) => [scope, "granted" as const])),
      pages: "all",
    },
  );
  const allowed: Allowed = { ...request, scope: scopes.join(" "), page: account.page.id };
  const code = `cod-${play.secret(43)}`;
  play.state.codes[code] = {
    value: code,
    app: app.id,
    person: person.id,
    redirectUri: request.redirectUri,
    scopes: [JSON.stringify(allowed)],
    expiresAt: play.now() + requestMs,
    usedAt: null,
  };
  forgetRequest(play, id);
  return sendBack(scene, { code });
}

/** With the issuer, so that an answer cannot be passed off as another server's (RFC 9207). */
function sendBack({ play, id, request }: Scene, result: Record<string, string>): Answer {
  forgetRequest(play, id);
  const target = new URL(request.redirectUri);
  const { state, issuer } = request;
  const fields = { ...(state !== null && { state }), iss: `https://${issuer}`, ...result };
  if (request.mode === "fragment") target.hash = new URLSearchParams(fields).toString();
  else for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
  return redirect(target.href, 303);
}

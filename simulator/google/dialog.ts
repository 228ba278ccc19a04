import { authorize, findAuthorization, issueCode, pagesOf, redirect, signedIn } from "../play.ts";
import type { Answer, Call, Page, Person, Play } from "../play.ts";
import { here } from "../site.ts";
import { chooserScreen, disabledScreen, logIn, loginScreen, logOut, verifyScreen } from "./login.ts";
import { errorPage } from "./look.ts";
import { PageProblem, readRequest, type AuthorizeRequest } from "./request.ts";
import type { GoogleProduct } from "./product.ts";
import { consentScreen, pageScreen, testingScreen } from "./screens.ts";
import { isSignIn } from "./scopes.ts";
import type { GoogleCode } from "./token.ts";

/** `/o/oauth2/v2/auth`: every step is the same address; a form's `step` says what the person did. */
export function authorizePage(play: Play, call: Call, product: GoogleProduct): Answer {
  try {
    const request = readRequest(play, call, product);
    return request.prompts.includes("none") ? silently(play, call, request) : takeStep(play, call, request);
  } catch (problem) {
    if (!(problem instanceof PageProblem)) throw problem;
    return errorPage("Access blocked: authorization error", problem.message, problem.code);
  }
}

function takeStep(play: Play, call: Call, request: AuthorizeRequest): Answer {
  const { app } = request;
  const step = call.method === "POST" ? (call.form.get("step") ?? "") : "";
  if (step === "cancel") return goBack(request, { error: "access_denied" });
  if (step === "login") return logIn(play, call);
  if (step === "other") return logOut(play, call);
  const person = signedIn(play, call)?.person;
  if (!person) return loginScreen(play, call);
  if (step === "passed") person.blocked = null;
  if (step === "passed" || step === "continue") return redirect(here(call, { authuser: "0" }), 303);
  if (step === "again") return redirect(here(call, { seen: "1" }), 303);
  if (person.blocked === "policy") return disabledScreen();
  if (person.blocked) return verifyScreen(call);
  if (request.prompts.includes("select_account") && !call.query.has("authuser"))
    return chooserScreen(call, person, app.name);
  if (app.mode === "development" && !app.testers.includes(person.id)) throw notTester(app.name);
  if (app.mode === "development" && !call.query.has("seen")) return testingScreen(call, app.name);
  return choose(play, call, { request, person, step });
}

const notTester = (app: string): PageProblem =>
  new PageProblem(
    "403: access_denied",
    `${app} has not completed the Google verification process. The app is currently being tested, and can only be accessed by developer-approved testers.`,
  );

interface Choosing {
  request: AuthorizeRequest;
  person: Person;
  step: string;
}

function choose(play: Play, call: Call, { request, person, step }: Choosing): Answer {
  const { onePage } = request.product;
  const pages = onePage ? pagesOf(play, person) : [];
  if (step === "pages") return redirect(here(call, { channel: call.form.get("page") ?? pages[0]?.id ?? "" }), 303);
  const page = pages.length > 1 ? pages.find((one) => one.id === call.query.get("channel")) : pages[0];
  if (onePage && !page && pages.length > 1) return pageScreen(call, { person, pages, onePage });
  if (step === "save") {
    const ticked = call.form.getAll("scope");
    const scopes = request.scopes.filter((scope) => isSignIn(scope) || ticked.includes(scope));
    return accept(play, { request, person, page, scopes, wasAsked: true });
  }
  if (!request.prompts.includes("consent") && isGranted(play, request, person))
    return accept(play, { request, person, page, scopes: request.scopes, wasAsked: false });
  return consentScreen(call, { request, person, page });
}

function isGranted(play: Play, request: AuthorizeRequest, person: Person): boolean {
  const held = findAuthorization(play, request.app, person)?.scopes;
  return held !== undefined && request.scopes.every((scope) => held[scope] === "granted");
}

/** `prompt=none`: no screen at all. */
function silently(play: Play, call: Call, request: AuthorizeRequest): Answer {
  const person = signedIn(play, call)?.person;
  if (!person) return goBack(request, { error: "login_required" });
  if (!isGranted(play, request, person)) return goBack(request, { error: "interaction_required" });
  const [page] = request.product.onePage ? pagesOf(play, person) : [];
  return accept(play, { request, person, page, scopes: request.scopes, wasAsked: false });
}

interface Accepted {
  request: AuthorizeRequest;
  person: Person;
  page: Page | undefined;
  scopes: string[];
  /** The consent screen was shown: only then a refresh token follows (fact sheet §1). */
  wasAsked: boolean;
}

// The sheet does not know the minutes of a code.
const codeSeconds = 600;

function accept(play: Play, { request, person, page, scopes, wasAsked }: Accepted): Answer {
  const { app, redirectUri, product } = request;
  const earlier = findAuthorization(play, app, person);
  const others = earlier && earlier.pages !== "all" ? earlier.pages : [];
  const consent = authorize(
    play,
    { app, person },
    {
      scopes: Object.fromEntries(scopes.map((scope) => [scope, "granted"] as const)),
      pages: product.onePage ? [...new Set([...others, ...(page ? [page.id] : [])])] : "all",
    },
  );
  const all = Object.keys(consent.scopes).filter((scope) => consent.scopes[scope] === "granted");
  const given = request.includeGranted ? all : scopes;
  const issued = issueCode(play, {
    app: app.id,
    person: person.id,
    redirectUri,
    scopes: given,
    lifetimeSeconds: codeSeconds,
  });
  const code: GoogleCode = {
    ...issued,
    value: `4/0A${issued.value}`,
    page: page?.id ?? null,
    challenge: request.challenge,
    withRefreshToken: request.offline && wasAsked,
  };
  delete play.state.codes[issued.value];
  play.state.codes[code.value] = code;
  return goBack(request, { code: code.value, scope: given.join(" "), authuser: "0" });
}

function goBack({ redirectUri, state }: AuthorizeRequest, result: Record<string, string>): Answer {
  const params = new URLSearchParams({ ...(state !== null && { state }), ...result });
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${params.toString()}`);
}

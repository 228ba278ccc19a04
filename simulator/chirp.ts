/**
 * Chirp, an invented network with plain OAuth 2 and one-time refresh tokens: for tests of rotation
 * and as the shortest example of a simulated network. Loaded through `extra`, never by default.
 */
import {
  authorize,
  html,
  issueCode,
  issueToken,
  json,
  page,
  redirect,
  rotate,
  signIn,
  signedIn,
  spendCode,
} from "./play.ts";
import type { Answer, App, Call, Play, SimulatedNetwork, Token } from "./play.ts";

const accessSeconds = 3600;
const refreshSeconds = 60 * 24 * 3600;

/** Chirp as the simulator plays it. */
export const simulated = {
  id: "chirp",
  name: "Chirp",
  hosts: { "chirp.example": "site", "api.chirp.example": "api" },
  roles: { owner: ["POST"] },
  answer(play, call) {
    if (call.host === "chirp.example") return dialog(play, call);
    return call.path === "/oauth/token" ? token(play, call) : me(play, call);
  },
  caller(play, call) {
    const found = play.state.tokens[call.form.get("refresh_token") ?? ""] ?? bearer(play, call);
    return { person: found?.person, app: found?.app };
  },
  trouble: (_play, _call, fault) =>
    fault.kind === "html"
      ? page(html`<h1>Chirp is tired</h1>`)
      : json({ error: fault.kind }, fault.kind === "rate_limited" ? 429 : 503),
} satisfies SimulatedNetwork;

const refuse = (error: string, status = 400): Answer => json({ error }, status);

function dialog(play: Play, call: Call): Answer {
  const { query, form } = call;
  const app = play.state.apps[query.get("client_id") ?? ""];
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app?.redirectUris.includes(redirectUri)) return refuse("invalid_client");
  const here = `/${call.host}${call.path}?${query.toString()}`;
  const back = (result: Record<string, string>): Answer =>
    redirect(`${redirectUri}?${new URLSearchParams({ ...result, state: query.get("state") ?? "" }).toString()}`);
  if (form.get("step") === "cancel") return back({ error: "access_denied" });
  if (form.get("step") === "login") {
    const { people } = play.state;
    const person = Object.values(people).find((one) => one.email === form.get("email"));
    if (person && person.password === form.get("pass")) return signIn(play, call, person).remember(redirect(here, 303));
  }
  const person = signedIn(play, call)?.person;
  if (!person)
    return page(
      html`<form method="post" action="${here}">
        <input type="hidden" name="step" value="login" /><label>Email <input name="email" /></label
        ><label>Password <input type="password" name="pass" /></label><button>Log in</button>
      </form>`,
    );
  if (form.get("step") !== "continue")
    return page(
      html`<form method="post" action="${here}">
        <input type="hidden" name="step" value="continue" /><button>Continue as ${person.name}</button>
      </form>`,
    );
  authorize(play, { app, person }, { scopes: { read: "granted" }, pages: "all" });
  const asked = { app: app.id, person: person.id, redirectUri, scopes: ["read"] };
  return back({ code: issueCode(play, { ...asked, lifetimeSeconds: 60 }).value });
}

function token(play: Play, call: Call): Answer {
  const { form } = call;
  const app = play.state.apps[form.get("client_id") ?? ""];
  if (!app || app.secret !== form.get("client_secret")) return refuse("invalid_client", 401);
  if (form.get("grant_type") === "refresh_token") {
    const lifetimes = { app: app.id, accessSeconds, refreshSeconds };
    const next = rotate(play, form.get("refresh_token") ?? "", lifetimes);
    return "problem" in next ? refuse("invalid_grant") : answerPair(next);
  }
  return firstPair(play, call, app);
}

function firstPair(play: Play, { form }: Call, app: App): Answer {
  const shown = { app: app.id, redirectUri: form.get("redirect_uri") ?? "" };
  const verdict = spendCode(play, form.get("code") ?? "", shown);
  if ("problem" in verdict) return refuse("invalid_grant");
  const { person, scopes } = verdict.code;
  const next = { app: app.id, person, scopes, family: play.secret(16) };
  return answerPair({
    access: issueToken(play, { ...next, kind: "access", lifetimeSeconds: accessSeconds }),
    refresh: issueToken(play, { ...next, kind: "refresh", lifetimeSeconds: refreshSeconds }),
  });
}

const answerPair = (pair: { access: Token; refresh: Token }): Answer =>
  json({
    access_token: pair.access.value,
    refresh_token: pair.refresh.value,
    token_type: "bearer",
    expires_in: accessSeconds,
  });

const bearer = (play: Play, call: Call): Token | undefined =>
  play.state.tokens[(call.headers.authorization ?? "").replace(/^Bearer /, "")];

function me(play: Play, call: Call): Answer {
  const found = bearer(play, call);
  const living = found?.kind === "access" && !found.ended && (found.expiresAt ?? 0) > play.now();
  const person = play.state.people[found?.person ?? ""];
  return living && person ? json({ id: person.id, name: person.name }) : refuse("invalid_token", 401);
}

import { endTokens, issueToken, json, spendCode, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { heldScopes, standingOf } from "./bearer.ts";
import { oauthError, oauthErrors, type OAuthError } from "./errors.ts";
import { idToken } from "./id-token.ts";

const day = 86_400;
const accessLife = 60 * day;
const refreshLife = 365 * day;

/** Flags of an app are kept as its configurations: LinkedIn gives refresh tokens to approved apps only (fact sheet §1.4). */
const hasFlag = (app: App, flag: "no-refresh-tokens" | "scopes-with-spaces"): boolean =>
  app.configurations.some((one) => one.id === flag);

class TokenProblem extends Error {
  override name = "TokenProblem";
  readonly problem: OAuthError;
  constructor(problem: OAuthError) {
    super(problem.error_description);
    this.problem = problem;
  }
}

async function refused(act: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (problem) {
    if (problem instanceof TokenProblem) return oauthError(problem.problem);
    throw problem;
  }
}

/** `/oauth/v2/accessToken`: a code for tokens, or a refresh token for a fresh access token. */
export const accessToken = (play: Play, call: Call): Promise<Answer> =>
  refused(() => {
    const grantType = required(call, "grant_type");
    const app = clientOf(play, call);
    if (grantType === "authorization_code") return redeem(play, call, app);
    if (grantType === "refresh_token") return refresh(play, call, app);
    throw new TokenProblem(oauthErrors.grantType);
  });

/** Credentials travel in the body only (fact sheet §1.2). */
function clientOf(play: Play, call: Call): App {
  const app = play.state.apps[required(call, "client_id")];
  const secret = required(call, "client_secret");
  if (!app) throw new TokenProblem(oauthErrors.clientUnknown);
  const isWrong = !knowsSecret(play, app, secret) || isDisabled(play, app);
  if (isWrong) throw new TokenProblem(oauthErrors.clientWrong);
  return app;
}

function required({ form }: Call, name: string): string {
  const value = form.get(name);
  if (!value) throw new TokenProblem(oauthErrors.missing(name));
  return value;
}

function redeem(play: Play, call: Call, app: App): Promise<Answer> {
  const shown = { app: app.id, redirectUri: required(call, "redirect_uri") };
  const verdict = spendCode(play, required(call, "code"), shown);
  if ("problem" in verdict)
    throw new TokenProblem(verdict.problem === "wrong_redirect" ? oauthErrors.codeMismatch : oauthErrors.codeGone);
  const { person, scopes } = verdict.code;
  const next = { app: app.id, person, scopes, family: play.secret(16) };
  const long = hasFlag(app, "no-refresh-tokens")
    ? null
    : issueToken(play, { ...next, kind: "refresh", value: `AQW${play.secret(340)}`, lifetimeSeconds: refreshLife });
  return answerTokens(play, app, startAccess(play, next, long), long);
}

function refresh(play: Play, call: Call, app: App): Promise<Answer> {
  const token = play.state.tokens[required(call, "refresh_token")];
  if (token?.kind !== "refresh" || token.app !== app.id || standingOf(play, token, call.path) !== "active")
    throw new TokenProblem(oauthErrors.refreshDead);
  const { person, scopes, family } = token;
  return answerTokens(play, app, startAccess(play, { app: app.id, person, scopes, family }, token), token);
}

/** Never longer than what is left of the refresh token (fact sheet §1.3). */
function startAccess(play: Play, next: Pick<Token, "app" | "person" | "scopes" | "family">, long: Token | null): Token {
  const rest = long?.expiresAt ? Math.round((long.expiresAt - play.now()) / 1000) : accessLife;
  const lifetimeSeconds = Math.min(accessLife, rest);
  return issueToken(play, { ...next, kind: "access", value: `AQX${play.secret(340)}`, lifetimeSeconds });
}

const left = (play: Play, token: Token): number => Math.round(((token.expiresAt ?? 0) - play.now()) / 1000);

/** The refresh token does not rotate: the same one comes back, and its seconds count down. */
async function answerTokens(play: Play, app: App, access: Token, long: Token | null): Promise<Answer> {
  const person = play.state.people[access.person];
  const lives = {
    access_token: access.value,
    expires_in: left(play, access),
    ...(long && { refresh_token: long.value, refresh_token_expires_in: left(play, long) }),
  };
  return json({
    ...lives,
    scope: heldScopes(play, access).join(hasFlag(app, "scopes-with-spaces") ? " " : ","),
    token_type: "Bearer",
    ...(person &&
      access.scopes.includes("openid") && { id_token: await idToken(play, { app, person }, access.scopes) }),
  });
}

/** `/oauth/v2/introspectToken`: of another app's token it says `active: false` and nothing else; fact sheet §4. */
export const introspectToken = (play: Play, call: Call): Promise<Answer> =>
  refused(() => {
    if (!play.state.apps[call.form.get("client_id") ?? ""]) throw new TokenProblem(oauthErrors.notInspectable);
    const app = clientOf(play, call);
    const token = play.state.tokens[required(call, "token")];
    if (!token) throw new TokenProblem(oauthErrors.notInspectable);
    if (token.app !== app.id) return json({ active: false });
    return json(describe(play, token, standingOf(play, token, call.path)));
  });

const seconds = (moment: number): number => Math.floor(moment / 1000);

function describe(play: Play, token: Token, status: "active" | "expired" | "revoked"): unknown {
  return {
    active: status === "active",
    client_id: token.app,
    authorized_at: seconds(token.issuedAt),
    created_at: seconds(token.issuedAt),
    status,
    ...(token.expiresAt !== null && { expires_at: seconds(token.expiresAt) }),
    scope: heldScopes(play, token).join(","),
    auth_type: "3L",
  };
}

/** `/oauth/v2/revoke`: undocumented; one client uses it so (fact sheet §6). Ends the token with all that came from the same consent. */
export const revoke = (play: Play, call: Call): Promise<Answer> =>
  refused(() => {
    const app = clientOf(play, call);
    const token = play.state.tokens[required(call, "token")];
    if (token?.app === app.id) endTokens(play, "revoked", (one) => one.app === app.id && one.family === token.family);
    return json({});
  });

import { createHash } from "node:crypto";
import { endTokens, issueToken, json, spendCode, isDisabled } from "../play.ts";
import type { Answer, App, Call, Code, Person, Play, Token } from "../play.ts";
import { openSession } from "./bearer.ts";
import { clientRefusals, dead, OAuthRefusal } from "./errors.ts";
import { signedJwt } from "./keys.ts";
import { pictureOf } from "./people.ts";
import { sees } from "./scopes.ts";

const day = 86_400;
const accessSeconds = 3599;
/** Six months without use. */
const idleSeconds = 182 * day;
/** Publishing status "Testing". */
const testingSeconds = 7 * day;
const mostRefreshTokens = 100;

/** What belongs to a code of Google besides the kit's own fields. */
export interface GoogleCode extends Code {
  page: string | null;
  challenge: string | null;
  /** `access_type=offline`, and a screen was shown: only then a refresh token follows. */
  withRefreshToken: boolean;
}

/** `POST /token`. */
export function tokenEndpoint(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  const grantType = call.form.get("grant_type");
  if (grantType === "authorization_code") return redeem(play, call, app);
  if (grantType === "refresh_token") return refresh(play, call, app);
  throw new OAuthRefusal("unsupported_grant_type", `Invalid grant_type: ${grantType ?? ""}`);
}

/** Id and secret in the body or in a Basic header, as the discovery document says. */
function clientOf(play: Play, call: Call): App {
  const [, basic = ""] = /^basic (.+)$/i.exec(call.headers.authorization ?? "") ?? [];
  const [id, secret] = basic ? Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent) : [];
  const app = play.state.apps[call.form.get("client_id") ?? id ?? ""];
  if (!app) throw clientRefusals.unknown();
  if (isDisabled(play, app)) throw clientRefusals.deleted();
  const isRight = (call.form.get("client_secret") ?? secret) === app.secret;
  if (!isRight || play.fault("app_secret_changed", { app: app.id })) throw clientRefusals.secret();
  return app;
}

function redeem(play: Play, call: Call, app: App): Answer {
  const shown = { app: app.id, redirectUri: call.form.get("redirect_uri") ?? "" };
  const verdict = spendCode(play, call.form.get("code") ?? "", shown);
  if ("problem" in verdict) throw codeRefusal(verdict.problem);
  const code = verdict.code as GoogleCode;
  const person = play.state.people[code.person];
  if (!person) throw codeRefusal("unknown");
  if (code.challenge !== null && code.challenge !== challengeOf(call.form.get("code_verifier") ?? ""))
    throw new OAuthRefusal("invalid_grant", "Invalid code verifier.");
  const next = { app: app.id, person: person.id, page: code.page, scopes: code.scopes };
  const access = startAccess(play, next);
  const started = code.withRefreshToken ? startRefresh(play, app, next) : undefined;
  return json({ ...answerOf(play, { app, person }, access), ...(started && refreshOf(play, app, started)) });
}

function codeRefusal(problem: "unknown" | "used" | "expired" | "wrong_redirect"): OAuthRefusal {
  if (problem === "wrong_redirect") return new OAuthRefusal("redirect_uri_mismatch", "Bad Request");
  return new OAuthRefusal("invalid_grant", problem === "unknown" ? "Malformed auth code." : "Bad Request");
}

const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** Nothing rotates: the refresh token stays, and its six months begin anew. */
function refresh(play: Play, call: Call, app: App): Answer {
  const session = openSession(play, call.form.get("refresh_token") ?? "", "refresh");
  if (session instanceof OAuthRefusal) throw session;
  if (session.app.id !== app.id) throw dead.revoked();
  const { token, person, scopes } = session;
  if (token.longLived) token.expiresAt = play.now() + idleSeconds * 1000;
  const access = startAccess(play, { app: app.id, person: person.id, page: token.page, scopes });
  return json({ ...answerOf(play, { app, person }, access), ...toldEnd(play, app, token) });
}

type Next = Pick<Token, "app" | "person" | "page" | "scopes">;

const startAccess = (play: Play, next: Next): Token =>
  issueToken(play, {
    ...next,
    kind: "access",
    value: `ya29.a0${play.secret(120)}`,
    lifetimeSeconds: accessSeconds,
  });

/** `longLived`: it lives as long as it is used. Of more than a hundred for one person and client the oldest dies unannounced. */
function startRefresh(play: Play, app: App, next: Next): Token {
  const isTesting = app.mode === "development";
  const fresh = issueToken(play, {
    ...next,
    kind: "refresh",
    value: `1//0${play.secret(90)}`,
    longLived: !isTesting,
    lifetimeSeconds: isTesting ? testingSeconds : idleSeconds,
  });
  const living = Object.values(play.state.tokens)
    .filter((one) => one.kind === "refresh" && one.app === app.id && one.person === next.person && !one.ended)
    .toSorted((a, b) => a.issuedAt - b.issuedAt);
  const [oldest] = living.length > mostRefreshTokens ? living : [];
  if (oldest) endTokens(play, "too_many", (one) => one === oldest);
  return fresh;
}

const refreshOf = (play: Play, app: App, token: Token) => ({
  refresh_token: token.value,
  ...toldEnd(play, app, token),
});

/** Told for time-limited access; of apps in Testing it is only reported, so here an app's mark decides. Fact sheet §1. */
function toldEnd(play: Play, app: App, token: Token): { refresh_token_expires_in?: number } {
  if (token.longLived || !app.configurations.some(({ id }) => id === "tells-the-end")) return {};
  return { refresh_token_expires_in: Math.round(((token.expiresAt ?? 0) - play.now()) / 1000) };
}

function answerOf(play: Play, of: { app: App; person: Person }, access: Token) {
  const { scopes } = access;
  return {
    access_token: access.value,
    expires_in: accessSeconds,
    scope: scopes.join(" "),
    token_type: "Bearer",
    ...(scopes.includes("openid") && { id_token: idToken(play, of, scopes) }),
  };
}

function idToken(play: Play, { app, person }: { app: App; person: Person }, scopes: readonly string[]): string {
  const iat = Math.floor(play.now() / 1000);
  return signedJwt({
    iss: "https://accounts.google.com",
    azp: app.id,
    aud: app.id,
    sub: person.id,
    ...(scopes.includes(sees.email) && { email: person.email, email_verified: true }),
    ...(scopes.includes(sees.profile) && { name: person.name, picture: pictureOf(person) }),
    iat,
    exp: iat + 3600,
  });
}

import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { findAuthorization, issueToken, json, spendCode, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { Answer, App, Call, Play, Token } from "#simulator/play.ts";
import { tokenProblem } from "./bearer.ts";
import { errors } from "./errors.ts";

// Seconds as in the answers of fact sheet §1.3 and §1.4.
const shortLife = 5105;
const longLife = 5_183_944;

/** `/oauth/access_token`: a code, or a short token for a long one, or the app's own token. */
export function accessToken(play: Play, call: Call): Answer {
  const app = clientOf(play, call);
  const grantType = param(call, "grant_type");
  if (grantType === "client_credentials")
    return json({ access_token: `${app.id}|${app.secret}`, token_type: "bearer" });
  if (grantType === "fb_exchange_token") return answerToken(exchange(play, call, app));
  return answerToken(redeem(play, call, app));
}

function clientOf(play: Play, call: Call): App {
  const app = play.state.apps[param(call, "client_id") ?? ""];
  if (!app) throw new Refusal(errors.noApp);
  if (isDisabled(play, app)) throw new Refusal(errors.appDisabled);
  if (!knowsSecret(play, app, param(call, "client_secret"))) throw new Refusal(errors.secretWrong);
  return app;
}

const codeProblems = {
  unknown: errors.codeUnknown,
  used: errors.codeUsed,
  expired: errors.codeExpired,
  wrong_redirect: errors.codeRedirect,
} satisfies Record<string, MetaError>;

function redeem(play: Play, call: Call, app: App): Token {
  const shown = { app: app.id, redirectUri: param(call, "redirect_uri") ?? "" };
  const verdict = spendCode(play, param(call, "code") ?? "", shown);
  if ("problem" in verdict) throw new Refusal(codeProblems[verdict.problem]);
  const person = { id: verdict.code.person };
  if (!findAuthorization(play, app, person)) throw new Refusal(errors.revoked(app.id));
  return startUserToken(play, app, person, { lifetimeSeconds: shortLife, longLived: false });
}

// Whether a long-lived token gets another 60 days is unconfirmed (§1.4): here it does not.
function exchange(play: Play, call: Call, app: App): Token {
  const old = play.state.tokens[param(call, "fb_exchange_token") ?? ""];
  if (!old || old.app !== app.id || old.kind !== "user") throw new Refusal(errors.malformed);
  const problem = tokenProblem(play, old);
  if (problem) throw new Refusal(problem);
  const person = { id: old.person };
  if (old.longLived) return startUserToken(play, app, person, { expiresAt: old.expiresAt, longLived: true });
  return startUserToken(play, app, person, { lifetimeSeconds: longLife, longLived: true });
}

/** A user token; its text begins as Facebook's do. */
export function startUserToken(
  play: Play,
  app: App,
  person: { id: string },
  life: { lifetimeSeconds?: number; expiresAt?: number | null; longLived: boolean },
): Token {
  const value = `EAAG${play.secret(180)}`;
  return issueToken(play, { value, kind: "user", app: app.id, person: person.id, ...life });
}

function answerToken(token: Token): Answer {
  const expires_in = token.expiresAt === null ? null : Math.floor((token.expiresAt - token.issuedAt) / 1000);
  return json({
    access_token: token.value,
    token_type: "bearer",
    ...(expires_in !== null && { expires_in }),
  });
}

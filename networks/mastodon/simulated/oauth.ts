import { createHash } from "node:crypto";
import { issueToken, json, spendCode } from "#simulator/play.ts";
import type { Answer, App, Call, Code, Play, Token } from "#simulator/play.ts";
import { refuseOAuth } from "./answers.ts";
import { authenticate, scopesOf } from "./apps.ts";
import { holds } from "./scopes.ts";
import { isHollo } from "./servers.ts";

/** What a code stands for beside its scopes; kept among them, as there is no other place. */
export interface CodeNotes {
  server: string;
  /** Id of the chosen account's page; empty: the person's own. */
  account: string;
  challenge: string;
}

const mark = "+";

export const asScopes = (notes: CodeNotes): string[] =>
  Object.entries(notes).map(([name, value]) => `${mark}${name}=${value}`);

const noteOf = ({ scopes }: Code, name: keyof CodeNotes): string =>
  scopes.find((one) => one.startsWith(`${mark}${name}=`))?.slice(name.length + 2) ?? "";

/** `POST /oauth/token`. */
export function exchange(play: Play, call: Call): Answer {
  const app = authenticate(play, call);
  const grantType = call.form.get("grant_type");
  if (grantType === "client_credentials") return appToken(play, call, app);
  if (grantType !== "authorization_code") throw refuseOAuth("unsupported_grant_type");
  const { code, scopes } = readCode(play, call, app);
  const wanted = {
    kind: "user",
    app: app.id,
    person: code.person,
    page: noteOf(code, "account") || null,
    scopes,
    family: call.host,
  } as const;
  // Mastodon hands out the same token again for the same app, account and scopes (fact sheet §1).
  const token =
    (isHollo(call.host) ? undefined : living(play, wanted)) ?? issueToken(play, { ...wanted, value: play.secret(43) });
  // Hollo tells user tokens in milliseconds (fact sheet §10).
  return answerToken(token, isHollo(call.host) ? token.issuedAt : Math.floor(token.issuedAt / 1000));
}

function readCode(play: Play, call: Call, app: App): { code: Code; scopes: string[] } {
  const { form } = call;
  const spent = spendCode(play, form.get("code") ?? "", { app: app.id, redirectUri: form.get("redirect_uri") ?? "" });
  if ("problem" in spent) throw refuseOAuth("invalid_grant");
  const { code } = spent;
  const challenge = noteOf(code, "challenge");
  const shown = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  if (noteOf(code, "server") !== call.host || (challenge !== "" && challenge !== shown))
    throw refuseOAuth("invalid_grant");
  return { code, scopes: code.scopes.filter((one) => !one.startsWith(mark)) };
}

const living = (play: Play, wanted: Pick<Token, "app" | "person" | "page" | "scopes" | "family">): Token | undefined =>
  Object.values(play.state.tokens).find(
    (one) =>
      !one.ended &&
      one.app === wanted.app &&
      one.person === wanted.person &&
      one.page === wanted.page &&
      one.family === wanted.family &&
      one.scopes.join(" ") === wanted.scopes.join(" "),
  );

function appToken(play: Play, call: Call, app: App): Answer {
  const scopes = (call.form.get("scope") ?? "read").split(" ");
  if (!scopes.every((scope) => holds(scopesOf(app), scope))) throw refuseOAuth("invalid_scope");
  const token = issueToken(play, {
    kind: "access",
    app: app.id,
    person: "",
    scopes,
    family: call.host,
    value: play.secret(43),
  });
  return answerToken(token, Math.floor(token.issuedAt / 1000));
}

/** Neither `expires_in` nor a refresh token: user tokens do not end by time. */
const answerToken = ({ value, scopes }: Token, created_at: number): Answer =>
  json({ access_token: value, token_type: "Bearer", scope: scopes.join(" "), created_at });

/** `POST /oauth/revoke`: the same answer the second time, and for what never was a token. */
export function revoke(play: Play, call: Call): Answer {
  const app = authenticate(play, call);
  const token = play.state.tokens[call.form.get("token") ?? ""];
  if (token && (token.app !== app.id || token.family !== call.host)) throw refuseOAuth("unauthorized_client", 403);
  if (token && !token.ended) token.ended = { reason: "revoked", at: play.now() };
  return json({});
}

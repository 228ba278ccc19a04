import { authorize, digitsFrom, issueCode, issueToken } from "#simulator/play.ts";
import type { Answer, App, Call, Code, Play } from "#simulator/play.ts";
import { refuse } from "./errors.ts";
import { memberId } from "./members.ts";
import { readSigned, secretOf } from "./request.ts";
import { oauthParams } from "./signature.ts";

/** The sheet says "short". */
const requestTokenSeconds = 15 * 60;
/** "May work up to ten years" (§1). */
const accessTokenSeconds = 10 * 365 * 24 * 3600;

/** What step 1 takes for "show a PIN instead of going back". */
export const outOfBand = "oob";

/** The verifier that the person brings back from the consent. */
export const verifierOf = (requestToken: string): string => digitsFrom(`${requestToken}/verifier`, 4);

/** Form-encoded text, not JSON (§1). */
const formAnswer = (fields: Record<string, string>): Answer => ({
  status: 201,
  headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "cache-control": "no-store" },
  body: new URLSearchParams(fields).toString(),
});

/** Step 1: `POST /v1/request_token`. */
export function requestToken(play: Play, call: Call): Answer {
  const { app, oauth } = readSigned(play, call, null);
  const callback = oauth.get("oauth_callback");
  if (!callback) throw refuse.missing("oauth_callback");
  if (!mayReturnTo(app, callback)) throw refuse.parameter("oauth_callback", "INVALID");
  // Nobody has said yes yet: the person is filled in by the consent.
  const { value } = issueCode(play, {
    app: app.id,
    person: "",
    redirectUri: callback,
    scopes: [],
    lifetimeSeconds: requestTokenSeconds,
  });
  return formAnswer({
    oauth_token: value,
    oauth_token_secret: secretOf(value),
    oauth_callback_confirmed: "true",
  });
}

/** The callback's host belongs to the registered app; how strictly XING compared is unconfirmed (§1). */
function mayReturnTo(app: App, callback: string): boolean {
  const host = URL.parse(callback)?.host;
  return callback === outOfBand || app.redirectUris.some((one) => host !== undefined && URL.parse(one)?.host === host);
}

/** Step 3: `POST /v1/access_token`. */
export function accessToken(play: Play, call: Call): Answer {
  const value = oauthParams(call).get("oauth_token");
  if (!value) throw refuse.missing("oauth_token");
  const code = play.state.codes[value];
  if (!code) throw refuse.token();
  const { app, oauth } = readSigned(play, call, value);
  if (code.app !== app.id) throw refuse.mismatch();
  if (!oauth.get("oauth_verifier")) throw refuse.missing("oauth_verifier");
  const person = play.state.people[code.person];
  if (!person || !isOpen(play, code) || oauth.get("oauth_verifier") !== verifierOf(value)) throw refuse.token();
  code.usedAt = play.now();
  authorize(play, { app, person }, { scopes: {}, pages: "all" });
  const token = issueToken(play, {
    value: play.secret(40),
    kind: "access",
    app: app.id,
    person: person.id,
    lifetimeSeconds: accessTokenSeconds,
  });
  return formAnswer({
    oauth_token: token.value,
    oauth_token_secret: secretOf(token.value),
    user_id: memberId(person),
  });
}

/** Neither spent nor too old. */
export const isOpen = (play: Play, code: Code): boolean => code.usedAt === null && code.expiresAt > play.now();

import { lettersFrom, type App, type Call, type Code, type Play, isDisabled } from "#simulator/play.ts";
import { refuse } from "./errors.ts";
import { isSigned, oauthParams, signatureMethods } from "./signature.ts";

/** A request whose signature fits. */
interface SignedRequest {
  app: App;
  oauth: URLSearchParams;
}

/** The secret beside a token: follows from the token, so that nothing else has to be kept. */
export const secretOf = (token: string): string => lettersFrom(`${token}/secret`, 40);

const daySeconds = 24 * 3600;

/** Who signed this? Refuses as §5 of the fact sheet words it. `token`: a value that must be known to have a secret. */
export function readSigned(play: Play, call: Call, token: string | null): SignedRequest {
  const oauth = oauthParams(call);
  for (const name of ["oauth_consumer_key", "oauth_signature_method", "oauth_signature", "oauth_timestamp"])
    if (!oauth.get(name)) throw refuse.missing(name);
  if (!oauth.get("oauth_nonce")) throw refuse.nonceMissing();
  const app = play.state.apps[oauth.get("oauth_consumer_key") ?? ""];
  if (!app || isDisabled(play, app)) throw refuse.consumer();
  if ((oauth.get("oauth_version") ?? "1.0") !== "1.0") throw refuse.version();
  if (!signatureMethods.includes(oauth.get("oauth_signature_method") ?? "")) throw refuse.method();
  const secrets = { consumer: app.secret, token: token === null ? "" : secretOf(token) };
  const isKnown = !play.fault("app_secret_changed", { app: app.id });
  if (!isKnown || !isSigned(call, oauth.get("oauth_signature") ?? "", secrets)) throw refuse.signature();
  checkFresh(play, app, oauth);
  return { app, oauth };
}

/**
 * Not older than a day, never earlier than the consumer's last request, each nonce once a day (§1). What was seen is kept
 * among the codes: they too are good once and for a while.
 */
function checkFresh(play: Play, app: App, oauth: URLSearchParams): void {
  const seconds = Number(oauth.get("oauth_timestamp"));
  if (!Number.isInteger(seconds) || seconds <= 0) throw refuse.timestamp();
  if (seconds < play.now() / 1000 - daySeconds) throw refuse.timestampOld();
  const { codes } = play.state;
  const last = codes[`last/${app.id}`];
  if (last && seconds * 1000 < (last.usedAt ?? 0)) throw refuse.timestamp();
  const nonce = `nonce/${app.id}/${oauth.get("oauth_nonce")}`;
  if (codes[nonce] && codes[nonce].expiresAt > play.now()) throw refuse.nonceUsed();
  remember(play, `last/${app.id}`, app, seconds * 1000);
  remember(play, nonce, app, seconds * 1000);
}

function remember(play: Play, value: string, app: App, usedAt: number): void {
  const expiresAt = play.now() + daySeconds * 1000;
  const seen: Code = { value, app: app.id, person: "", redirectUri: "", scopes: [], expiresAt, usedAt };
  play.state.codes[value] = seen;
}

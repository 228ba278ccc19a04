import type { App, Notice, Person, Play } from "../play.ts";
import { signedJwt } from "./keys.ts";

/**
 * Cross-Account Protection: what Google posts when a person takes the app away. A security event token (RFC 8417), sent to
 * the address that the scenario names as the app's callback; fact sheet §6.
 */
export function deauthorized(play: Play, app: App, person: Person): Notice | null {
  if (app.deauthorizeUrl === null) return null;
  const subject = { subject_type: "iss-sub", iss: "https://accounts.google.com/", sub: person.id };
  const body = signedJwt(
    {
      iss: "https://accounts.google.com/",
      aud: app.id,
      iat: Math.floor(play.now() / 1000),
      jti: play.secret(32),
      events: { "https://schemas.openid.net/secevent/oauth/event-type/tokens-revoked": { subject } },
    },
    "secevent+jwt",
  );
  return { url: app.deauthorizeUrl, form: {}, body, headers: { "content-type": "application/secevent+jwt" } };
}

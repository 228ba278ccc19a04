import { createHmac } from "node:crypto";
import { findAuthorization, reaches, type App, type Notice, type Person, type Play } from "#simulator/play.ts";
import { appScopedId, profilesOf } from "./profiles.ts";

const base64url = (bytes: string | Buffer): string => Buffer.from(bytes).toString("base64url");

/** Meta's signed_request, signed with the Threads app secret. Which secret signs is unconfirmed (§6). */
function signedRequest(play: Play, app: App, userId: string): string {
  const issued = Math.floor(play.now() / 1000);
  const payload = base64url(JSON.stringify({ algorithm: "HMAC-SHA256", issued_at: issued, user_id: userId }));
  return `${base64url(createHmac("sha256", app.secret).update(payload).digest())}.${payload}`;
}

/** About the first profile that the consent was for; when it has just been ended, about the person's first. */
function notice(play: Play, app: App, person: Person, url: string | null): Notice | null {
  const profiles = profilesOf(play, person);
  const consent = findAuthorization(play, app, person);
  const profile = profiles.find((one) => consent && reaches(consent, one)) ?? profiles[0];
  if (url === null || !profile) return null;
  return { url, form: { signed_request: signedRequest(play, app, appScopedId(app, profile)) } };
}

/** "Uninstall Callback URL": what the app is told when a person removes it. */
export const deauthorized = (play: Play, app: App, person: Person): Notice | null =>
  notice(play, app, person, app.deauthorizeUrl);

/** "Delete Callback URL": what the app is told when a person wants their data gone. */
export const dataDeletion = (play: Play, app: App, person: Person): Notice | null =>
  notice(play, app, person, app.dataDeletionUrl);

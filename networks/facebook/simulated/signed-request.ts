import { createHmac } from "node:crypto";
import type { App, Notice, Person, Play } from "#simulator/play.ts";
import { appScopedId } from "./nodes.ts";

const base64url = (bytes: string | Buffer): string => Buffer.from(bytes).toString("base64url");

/** Meta's signed_request about one person; fact sheet §6. */
export function signedRequest(play: Play, app: App, person: Person): string {
  const issued = Math.floor(play.now() / 1000);
  const payload = base64url(
    JSON.stringify({
      algorithm: "HMAC-SHA256",
      expires: issued + 3600,
      issued_at: issued,
      user_id: appScopedId(app, person),
    }),
  );
  const signature = createHmac("sha256", app.secret).update(payload).digest();
  return `${base64url(signature)}.${payload}`;
}

const notice = (play: Play, app: App, person: Person, url: string | null): Notice | null =>
  url === null ? null : { url, form: { signed_request: signedRequest(play, app, person) } };

/** What the app is told when a person removes it. */
export const deauthorized = (play: Play, app: App, person: Person): Notice | null =>
  notice(play, app, person, app.deauthorizeUrl);

/** What the app is told when a person wants their data gone. */
export const dataDeletion = (play: Play, app: App, person: Person): Notice | null =>
  notice(play, app, person, app.dataDeletionUrl);

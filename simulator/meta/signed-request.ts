import { createHmac } from "node:crypto";
import type { App, Notice, Play } from "../play.ts";

const base64url = (bytes: string | Buffer): string => Buffer.from(bytes).toString("base64url");

/** Meta's `signed_request` about one user id of an app, signed with the app's secret; `lives`: seconds until it expires. */
export function signedRequest(play: Play, app: App, of: { userId: string; lives?: number }): string {
  const issued = Math.floor(play.now() / 1000);
  const expires = of.lives === undefined ? {} : { expires: issued + of.lives };
  const payload = base64url(
    JSON.stringify({ algorithm: "HMAC-SHA256", ...expires, issued_at: issued, user_id: of.userId }),
  );
  return `${base64url(createHmac("sha256", app.secret).update(payload).digest())}.${payload}`;
}

/** What an app is told at one of its addresses; null = it gave none, or there is nobody to tell of. */
export const noticeTo = (url: string | null, signed: string | undefined): Notice | null =>
  url === null || signed === undefined ? null : { url, form: { signed_request: signed } };

import { createHmac } from "node:crypto";
import type { App, Notice, Page, Person, Play } from "#simulator/play.ts";
import { findAccount, openId } from "./accounts.ts";

/** One event for the app's callback: JSON, signed over the raw text; `content` is JSON inside JSON (fact sheet §6). */
export function notify(play: Play, app: App, event: { name: string; account: Page; content: unknown }): Notice | null {
  if (app.deauthorizeUrl === null) return null;
  const seconds = Math.floor(play.now() / 1000);
  const body = JSON.stringify({
    client_key: app.id,
    event: event.name,
    create_time: seconds,
    user_openid: openId(app, event.account),
    content: JSON.stringify(event.content),
  });
  const signature = createHmac("sha256", app.secret).update(`${seconds}.${body}`).digest("hex");
  const headers = { "content-type": "application/json", "tiktok-signature": `t=${seconds},s=${signature}` };
  return { url: app.deauthorizeUrl, form: {}, body, headers };
}

const removedByPerson = { reason: 1 };

export const removalOf = (play: Play, app: App, account: Page): Notice | null =>
  notify(play, app, { name: "authorization.removed", account, content: removedByPerson });

/**
 * What the app is told when a person takes it away from everything: an event for each account. The consent is forgotten
 * by then, so the accounts are those whose tokens have just ended. The first notice is handed back, the others are sent.
 */
export function deauthorized(play: Play, app: App, person: Person): Notice | null {
  const ended = Object.values(play.state.tokens).filter(
    (token) => token.app === app.id && token.person === person.id && token.kind === "refresh",
  );
  const latest = new Map(ended.map((token) => [token.page, token]));
  const accounts = [...latest.values()]
    .filter((token) => token.ended?.reason === "revoked")
    .flatMap((token) => findAccount(play, token.page) ?? []);
  const [first = null, ...others] = accounts.map((account) => removalOf(play, app, account));
  for (const notice of others) if (notice) play.post(notice);
  return first;
}

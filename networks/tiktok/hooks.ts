import { createHmac, timingSafeEqual } from "node:crypto";
import type { AppCredentials, Hook, HookFact, HookOutcome, HookRequest } from "../network.ts";
import { removal, webhookEvent } from "./wire.ts";

/** The tolerance is ours, TikTok asks for one and names none; a retry that comes later is made up for by the next probe. */
const longestAgeSeconds = 300;

/**
 * The one callback address of an app, for all its events. TikTok signs `t.body` with the client secret, HMAC-SHA256 in
 * hexadecimal, in `TikTok-Signature: t=…,s=…`, and wants 200 at once ("Webhook verification", read 2026-11-22).
 */
const events = (app: AppCredentials, request: HookRequest): HookOutcome => {
  const objection = objectTo(app, request);
  if (objection) return { accepted: false, why: objection };
  const event = webhookEvent.safeParse(parsed(request.body));
  if (!event.success) return { accepted: false, why: "The body is no event." };
  if (event.data.client_key !== app.clientId) return { accepted: false, why: "The event is for another app." };
  return accepted(event.data.event === "authorization.removed" ? removalFacts(event.data) : []);
};

const accepted = (facts: readonly HookFact[]): HookOutcome => ({ accepted: true, facts, answer: {} });

/** Why a request is not TikTok's, or not of now. */
function objectTo(app: AppCredentials, { headers, body, now }: HookRequest): string | undefined {
  const secret = app.clientSecret?.reveal();
  if (!secret) return "No client secret is set, so nothing can be verified.";
  const [, time, signature] = /^t=(\d{1,12}),s=([0-9a-f]{64})$/.exec(headers["tiktok-signature"] ?? "") ?? [];
  if (!time || !signature) return "There is no TikTok-Signature.";
  const due = createHmac("sha256", secret).update(`${time}.${body}`).digest();
  if (!timingSafeEqual(Buffer.from(signature, "hex"), due)) return "The signature does not fit the client secret.";
  const ageSeconds = now.getTime() / 1000 - Number(time);
  return Math.abs(ageSeconds) > longestAgeSeconds ? "The request was signed too long ago." : undefined;
}

const disconnectedByPerson = 1;

/**
 * Reasons: 0 unknown, 1 the person disconnected the app, 2 account deleted, 3 age changed, 4 account banned, 5 we revoked
 * it ourselves. Only the first of them says who did it; all are proved by a look.
 */
function removalFacts({ user_openid, content }: { user_openid?: string | undefined; content?: string | undefined }) {
  if (user_openid === undefined) return [];
  const told = removal.safeParse(parsed(content ?? ""));
  const byPerson = told.success && told.data.reason === disconnectedByPerson;
  const fact: HookFact = { fact: byPerson ? "person_removed_app" : "look_again", setterRemoteId: user_openid };
  return [fact];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // signed, yet no JSON: judged by the reader of its members
  }
}

export const hooks = { events } satisfies Readonly<Record<string, Hook>>;

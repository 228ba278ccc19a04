import { createHmac, timingSafeEqual } from "node:crypto";
import type { AppCredentials, HookRequest } from "../network.ts";

/** What Meta tells with a signed request: whom it is about, when it was made. */
export interface SignedRequest {
  readonly userId: string;
  readonly issuedAt: Date;
}

export type SignedRequestRead = { readonly signed: SignedRequest } | { readonly refused: string };

/** An old request shown again must not end a consent that was given since; a day leaves room for retries and slow queues. */
const longestAgeMs = 86_400_000;
const signatureBytes = 32;

/**
 * Verifies the form field `signed_request`: `base64url(signature).base64url(payload)`, the signature being the raw
 * HMAC-SHA256 of the *encoded* payload, keyed with the app secret. Never throws, whatever the body.
 * Source: developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback, read 2026-11-22.
 */
export function readSignedRequest(app: AppCredentials, request: Pick<HookRequest, "body" | "now">): SignedRequestRead {
  const secret = app.clientSecret?.reveal();
  if (!secret) return { refused: "No app secret is set, so nothing can be verified." };
  const [signature, payload, ...rest] = (new URLSearchParams(request.body).get("signed_request") ?? "").split(".");
  if (!signature || !payload || rest.length > 0) return { refused: "There is no signed_request in the form." };
  if (!isSignedBy(secret, signature, payload)) return { refused: "The signature does not fit the app secret." };
  return readPayload(payload, request.now);
}

function isSignedBy(secret: string, signature: string, payload: string): boolean {
  const given = Buffer.from(signature, "base64url");
  const due = createHmac("sha256", secret).update(payload).digest();
  return given.length === signatureBytes && timingSafeEqual(given, due);
}

function readPayload(payload: string, now: Date): SignedRequestRead {
  const { algorithm, user_id, issued_at } = parsed(Buffer.from(payload, "base64url").toString("utf8"));
  if (algorithm !== "HMAC-SHA256") return { refused: "The algorithm is not HMAC-SHA256." };
  if (typeof user_id !== "string" || !/^\d{1,40}$/.test(user_id)) return { refused: "The request names no person." };
  if (typeof issued_at !== "number" || !Number.isFinite(issued_at))
    return { refused: "The request does not say when it was made." };
  const issuedAt = new Date(issued_at * 1000);
  if (!(Math.abs(now.getTime() - issuedAt.getTime()) <= longestAgeMs))
    return { refused: "The request was made more than a day ago." };
  return { signed: { userId: user_id, issuedAt } };
}

function parsed(text: string): {
  readonly algorithm?: unknown;
  readonly user_id?: unknown;
  readonly issued_at?: unknown;
} {
  try {
    const value: unknown = JSON.parse(text, idAsText);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // signed, yet no JSON: refused by the first check of its members
  }
}

/** Ids are texts in the documents; one that is sent as a number may be above 2^53 and is taken as it was written. */
function idAsText(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return key === "user_id" && typeof value === "number" ? (context?.source ?? String(value)) : value;
}

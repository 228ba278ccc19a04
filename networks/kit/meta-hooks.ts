import { createHmac } from "node:crypto";
import type { AppCredentials, Hook, HookOutcome, HookRequest } from "../network.ts";
import { readSignedRequest, type SignedRequest } from "./meta-signed-request.ts";

/** Meta calls this when a person removes our app (app dashboard, "Deauthorize callback URL"); it documents no answer. */
const deauthorize = (app: AppCredentials, request: HookRequest): HookOutcome => {
  const read = readSignedRequest(app, request);
  if ("refused" in read) return { accepted: false, why: read.refused };
  return {
    accepted: true,
    facts: [{ fact: "person_removed_app", setterRemoteId: read.signed.userId }],
    answer: { success: true },
  };
};

/**
 * A person wants everything deleted that we hold; Meta shows them the address and the code that we answer.
 * "Data deletion request callback", read 2026-11-22.
 */
const dataDeletion = (app: AppCredentials, request: HookRequest): HookOutcome => {
  const read = readSignedRequest(app, request);
  if ("refused" in read) return { accepted: false, why: read.refused };
  const code = confirmationCode(app, read.signed);
  const facts = [{ fact: "data_deletion_requested", setterRemoteId: read.signed.userId, code } as const];
  return { accepted: true, facts, answer: { url: request.statusUrl(code), confirmation_code: code } };
};

/** Follows from the request, so that Meta's retry gets the code that the person was shown; without the secret nobody can guess it. */
function confirmationCode(app: AppCredentials, { userId, issuedAt }: SignedRequest): string {
  const seed = `data-deletion|${userId}|${issuedAt.getTime()}`;
  return createHmac("sha256", app.clientSecret?.reveal() ?? "")
    .update(seed)
    .digest("hex")
    .slice(0, 24);
}

/** What Meta's apps are told by signed requests; the apps of the Instagram login too (unconfirmed there). */
export const metaHooks = { deauthorize, "data-deletion": dataDeletion } satisfies Readonly<Record<string, Hook>>;

import { refuse, type Asking } from "./asking.ts";
import type { Answer } from "../network.ts";
import type { Person } from "#core/grant.ts";
import { own } from "./google-calls.ts";
import { decodedPart, loginClaims, type Login, type TokenWire } from "./google-wire.ts";

/** Who signed in, from the ID token beside the tokens. One that is meant for another app is refused. */
export function readLogin(asking: Asking, answer: Answer, { id_token }: TokenWire): Login {
  const read = loginClaims.safeParse(decodedPart(id_token?.split(".")[1] ?? ""));
  if (!read.success) return refuse(asking, answer);
  return read.data.aud === asking.call.app.clientId ? read.data : refuse(asking, answer, own.otherApp);
}

/** The login as a person. A product whose consent is for one thing of many adds that to the id, after a slash. */
export function asPerson({ sub, email, name, picture }: Login): Person {
  return { remoteId: sub, name: name ?? email ?? "Google account", handle: email, avatarUrl: picture };
}

/** Google's `sub`: the login behind a token setter, the same at all its products. */
export const loginOf = (setterRemoteId: string): string => setterRemoteId.split("/")[0] ?? setterRemoteId;

/**
 * Consents are given to a Cloud project, whose number stands before the first hyphen of its client ids: revoking one ends all that the
 * login gave to it, at every product ("Revoking a token", read 2026-11-22; the number in the id: every client id that Google issues).
 */
export const revokesAllOf = (clientId: string): string => `google/${clientId.split("-")[0] ?? clientId}`;

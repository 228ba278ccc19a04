import type { Secret } from "#core/secret.ts";
import { judgeAnew, basic, type Asking } from "../kit/asking.ts";
import type { ErrorSeen } from "../kit/answer.ts";
import { type Answer, NetworkFailure, type NetworkRequest, type Seen } from "../network.ts";
import { errorAnswer } from "./wire.ts";

export const siteHost = "www.pinterest.com";
export const apiHost = "api.pinterest.com";
const base = `https://${apiHost}/v5`;

/** A read with a person's token; `path` begins with a slash. */
export function read(
  { call, act }: Asking,
  path: string,
  { token, query = {} }: { readonly token: Secret; readonly query?: NetworkRequest["query"] },
): Promise<Answer> {
  return call.send(act, { url: `${base}${path}`, query, bearer: token });
}

/** A call of the app itself: id and secret travel in the Basic header and nowhere else (authentication guide). */
export function sendAsApp({ call, act }: Asking, path: string, form: NetworkRequest["form"] & object): Promise<Answer> {
  return call.send(act, { url: `${base}${path}`, form, headers: { authorization: basic(call.app) } });
}

/** The error of an answer, where it has one. */
export function readPinterestError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const error = errorAnswer.safeParse(seen.body);
  return error.success ? { code: error.data.code, words: error.data.message } : undefined;
}

/** Codes of our own, for what only the adapter can know; see diagnose/. Short: longer ones are struck out of the evidence. */
export const own = {
  clientRefused: "client",
  codeRefused: "code-dead",
  refreshRefused: "no-refresh",
  refreshOver: "time-over",
  secretBoard: "secret",
  closedBoard: "no-pins",
} as const;

/** 401/2 says the same of a wrong secret, a dead code and a dead refresh token (OpenAPI samples, read 2026-11-22). */
export const authenticationFailed = 2;

/** The three answers of `/oauth/token/revoke` to a token that is none of its own, once it has let the app in. */
const pastTheDoor: readonly number[] = [400, 403, 404];

/**
 * Asks Pinterest to revoke a token that does not exist: that changes nothing, and is answered with 401/2 to a wrong id or
 * secret and with 403/29 to a right one (OpenAPI samples of the operation; that a made-up token is answered like a
 * person's is inferred). Returns when the app is known; throws `app-rejected` when it is not.
 */
export async function proveApp(asking: Asking): Promise<void> {
  try {
    await sendAsApp(asking, "/oauth/token/revoke", { token: "pina_none", token_type_hint: "access_token" });
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const code = readPinterestError(failure.evidence)?.code;
    if (code !== undefined && pastTheDoor.includes(failure.evidence.status)) return;
    if (failure.evidence.status === 401 && code === authenticationFailed) judgeAnew(asking, failure, own.clientRefused);
    throw failure;
  }
}

import { expiryAfter, type TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { NetworkFailure } from "../network.ts";
import type { Answer, Call, DanceReturn, NetworkRequest } from "../network.ts";
import { judgeAnew, type Asking } from "./asking.ts";

/** What the logins of Instagram and Threads share: a code becomes a short token, that a long one, and the long one is extended. */
export interface TokenHost {
  readonly host: string;
  /** The row that says "this token cannot be read here", and the code under which it is judged anew. */
  readonly unreadable: { readonly rule: string; readonly code: string };
}

export interface ApiRequest {
  /** Begins with a slash. */
  readonly path: string;
  readonly token: Secret;
  readonly query?: NetworkRequest["query"];
  readonly tokenIssuedAt?: Date;
}

/**
 * A call with a person's token. "Cannot parse access token" means a token on the wrong host nearly always; from here it went
 * to the right one, so what is left is a token that has gone bad.
 */
export async function askWithToken(asking: Asking, at: TokenHost, request: ApiRequest): Promise<Answer> {
  const { path, token, query, tokenIssuedAt } = request;
  try {
    const url = `https://${at.host}${path}`;
    return await asking.call.send(asking.act, { url, query: { ...query, access_token: token }, tokenIssuedAt });
  } catch (failure) {
    const isUnreadable = failure instanceof NetworkFailure && failure.diagnosis.rule === at.unreadable.rule;
    throw isUnreadable ? judgeAnew(asking, failure, at.unreadable.code) : failure;
  }
}

/** Sends the code that came back. Both networks end the address with `#_`; where that reached us it is no part of the code. */
export function sendCode(
  asking: Asking,
  host: string,
  back: Pick<DanceReturn, "params" | "redirectUri">,
): Promise<Answer> {
  const { clientId, clientSecret } = asking.call.app;
  const form = {
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: "authorization_code",
    redirect_uri: back.redirectUri,
    code: Secret.of((back.params.get("code") ?? "").replace(/#_$/, "")),
  };
  return asking.call.send(asking.act, { url: `https://${host}/oauth/access_token`, form });
}

/** A long token and when it ends. */
export function asTokenAnswer(
  call: Call,
  long: { readonly access_token: string; readonly expires_in?: number | undefined },
) {
  return {
    tokens: { accessToken: Secret.of(long.access_token) },
    tokenKind: "bearer",
    accessExpiresAt: expiryAfter(call.now(), long.expires_in),
  } satisfies TokenAnswer;
}

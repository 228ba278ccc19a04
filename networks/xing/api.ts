import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { refuse, refuseShowing, type Asking } from "../kit/asking.ts";
import { type Answer, type LiveGrant, NetworkFailure } from "../network.ts";
import { authorization, type ToSign, type TokenPair } from "./sign.ts";
import { meAnswer, type User } from "./wire.ts";

export const apiHost = "api.xing.com";
export const root = `https://${apiHost}/v1`;

interface XingRequest {
  readonly path: string;
  readonly method?: ToSign["method"];
  readonly query?: ToSign["query"];
  readonly handshake?: ToSign["handshake"];
  readonly pair?: TokenPair;
  readonly expects?: "json" | "text";
}

/** Refusals of the signature's freshness alone: nothing was done, and a fresh signature may pass. See `send`. */
const stale = ["xing/NONCE_ALREADY_USED", "xing/INVALID_TIMESTAMP"];

/**
 * A signed call. A nonce that is taken, and a timestamp that another process of ours overtook on the way, are no news to
 * anybody: such a request is signed once more. What is refused twice is a failure.
 */
export async function send(asking: Asking, request: XingRequest): Promise<Answer> {
  try {
    return await sendOnce(asking, request);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || !stale.includes(failure.diagnosis.rule)) throw failure;
    return sendOnce(asking, request);
  }
}

function sendOnce({ call, act }: Asking, request: XingRequest): Promise<Answer> {
  const { path, pair, method = "GET", query = {}, handshake = {}, expects = "json" } = request;
  const url = `${root}${path}`;
  const headers = { authorization: authorization(call, { method, url, query, handshake }, pair) };
  const secrets = pair ? [pair.token, pair.secret] : [];
  return call.send(act, { method, url, query, headers, expects, secrets });
}

/** Reads form-encoded text (RFC 5849 §2.1). Another shape is a failure; its evidence names the fields, never their values. */
export function readForm<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const fields = new URLSearchParams(typeof answer.body === "string" ? answer.body : "");
  const form = schema.safeParse(Object.fromEntries(fields));
  return form.success
    ? form.data
    : refuseShowing(asking, answer, { unreadable: "form", fields: [...fields.keys()].slice(0, 20) });
}

/** What is shown of a person. Unasked, XING sends a birthday and an e-mail address as well, which are none of our business. */
export const cardFields = "id,display_name,page_name,permalink,photo_urls";

/** The one person behind a token. */
export async function readMe(asking: Asking, pair: TokenPair, fields: string): Promise<User> {
  return (await askMe(asking, pair, fields)).me;
}

/** The same, where it is known who must answer: a token that opens somebody else's profile proves nothing (P13). */
export async function readKnown(asking: Asking, pair: TokenPair, known: { id: string; fields: string }): Promise<User> {
  const { me, answer } = await askMe(asking, pair, known.fields);
  return me.id === known.id ? me : refuse(asking, answer);
}

async function askMe(asking: Asking, pair: TokenPair, fields: string): Promise<{ me: User; answer: Answer }> {
  const answer = await send(asking, { path: "/users/me", query: { fields }, pair });
  const me = meAnswer.safeParse(answer.body);
  return { me: me.success ? me.data : refuse(asking, answer), answer };
}

/** The pair of a grant; `token` is the one that work would use. Without its secret a token opens nothing, and none is saved without. */
export function pairOf(grant: LiveGrant, token: Secret = grant.tokens.accessToken): TokenPair {
  const { extra } = grant.tokens;
  if (!extra) throw new Error(`The XING grant ${grant.id} has no token secret.`);
  return { token, secret: extra };
}

import type { Act } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { ErrorSeen } from "../kit/answer.ts";
import type { Answer, Call, NetworkFailure, NetworkRequest } from "../network.ts";
import { okAnswer } from "./wire.ts";

export const apiHost = "open.tiktokapis.com";
export const siteHost = "www.tiktok.com";

/** What we are doing at TikTok, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
}

/** A call of the OAuth endpoints. It is `client_key`, not `client_id`; every path ends with a slash ("Login Kit for Web"). */
export function sendAsClient({ call, act }: Asking, path: string, form: NetworkRequest["form"]): Promise<Answer> {
  const { clientId, clientSecret } = call.app;
  return call.send(act, {
    url: `https://${apiHost}${path}`,
    form: { client_key: clientId, client_secret: clientSecret, ...form },
    headers: { "cache-control": "no-cache" },
  });
}

/** A call made for an account. */
export interface AccountRequest extends Pick<NetworkRequest, "query" | "json"> {
  readonly path: string;
  readonly token: Secret;
}

/** Sends and reads a data call. What says `ok` and is of another shape than documented is a failure like any other. */
export async function ask<T extends z.ZodType>(
  asking: Asking,
  request: AccountRequest,
  schema: T,
): Promise<z.output<T>> {
  const { path, token, ...rest } = request;
  const answer = await asking.call.send(asking.act, { url: `https://${apiHost}${path}`, bearer: token, ...rest });
  const { data } = readAs(asking, answer, okAnswer);
  const read = schema.safeParse(data);
  return read.success ? read.data : refuse(asking, answer);
}

export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

/** Codes of our own, for what only the adapter can know; see diagnose.ts. Short: longer ones are struck out of the evidence. */
export const refreshOver = "refresh-over";
export const otherAccount = "other-id";
export const adAccount = "ad-account";

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. */
export function refuse({ call, act }: Asking, answer: Answer, own?: { code: string; answer: unknown }): never {
  const body = own ? { error: { code: own.code }, answer: own.answer } : answer.body;
  return call.fail(act, { ...answer, body, at: call.now() }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { error: { code }, answer: body }, at }, evidence);
}

type Members = Readonly<Record<string, unknown>>;

function members(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

/**
 * The error inside an answer, whatever its HTTP status. The OAuth endpoints are flat, a non-empty `error` is a failure;
 * data answers always have `error.code`, and only `ok` is success; the Accounts API has a number on top, 0 is success.
 */
export function errorIn(body: unknown): ErrorSeen | undefined {
  const answer = members(body);
  const error = answer?.["error"];
  if (typeof error === "string") return error === "" ? undefined : said(error, answer?.["error_description"]);
  const own = members(error);
  if (own) return own["code"] === "ok" ? undefined : said(own["code"], own["message"]);
  const number = answer?.["code"];
  return typeof number === "number" && number !== 0 ? said(number, answer?.["message"]) : undefined;
}

function said(code: unknown, words: unknown): ErrorSeen {
  return {
    code: typeof code === "string" || typeof code === "number" ? code : undefined,
    words: typeof words === "string" ? words : undefined,
  };
}

/** Why a post failed that had been accepted: the status answer says `ok` and `FAILED` at once. */
export function failReasonIn(body: unknown): ErrorSeen | undefined {
  const data = members(members(body)?.["data"]);
  const reason = data?.["fail_reason"];
  return data?.["status"] === "FAILED" && typeof reason === "string" ? { code: reason } : undefined;
}

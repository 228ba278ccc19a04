import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readAs, refuse, type Asking } from "../kit/asking.ts";
import type { ErrorSeen } from "../kit/answer.ts";
import type { Answer, NetworkRequest } from "../network.ts";
import { okAnswer } from "./wire.ts";

export const apiHost = "open.tiktokapis.com";
export const siteHost = "www.tiktok.com";

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

/** Codes of our own, for what only the adapter can know; see diagnose/. Short: longer ones are struck out of the evidence. */
export const refreshOver = "refresh-over";
export const otherAccount = "other-id";
export const adAccount = "ad-account";

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

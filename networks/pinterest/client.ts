import type { Act } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { ErrorSeen } from "../kit/answer.ts";
import {
  type Answer,
  type AppCredentials,
  type Call,
  NetworkFailure,
  type NetworkRequest,
  type Seen,
} from "../network.ts";
import { errorAnswer } from "./wire.ts";

export const siteHost = "www.pinterest.com";
export const apiHost = "api.pinterest.com";
const base = `https://${apiHost}/v5`;

/** What we are doing at Pinterest, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
}

/** A read with a person's token; `path` begins with a slash. */
export function read(
  asking: Asking,
  path: string,
  token: Secret,
  query: NetworkRequest["query"] = {},
): Promise<Answer> {
  return asking.call.send(asking.act, { url: `${base}${path}`, query, bearer: token });
}

/** A call of the app itself: id and secret travel in the Basic header and nowhere else (authentication guide). */
export function sendAsApp({ call, act }: Asking, path: string, form: NetworkRequest["form"] & object): Promise<Answer> {
  return call.send(act, { url: `${base}${path}`, form, headers: { authorization: basic(call.app) } });
}

function basic({ clientId, clientSecret }: AppCredentials): Secret {
  const pair = `${clientId}:${clientSecret?.reveal() ?? ""}`;
  return Secret.of(`Basic ${Buffer.from(pair, "utf8").toString("base64")}`);
}

/** The error of an answer, where it has one. */
export function readPinterestError(seen: Pick<Seen, "body">): ErrorSeen | undefined {
  const error = errorAnswer.safeParse(seen.body);
  return error.success ? { code: error.data.code, words: error.data.message } : undefined;
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. */
export function refuse({ call, act }: Asking, answer: Answer, code?: string): never {
  const body = code === undefined ? answer.body : { code, answer: answer.body };
  return call.fail(act, { ...answer, body, at: call.now() }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { code, answer: body }, at }, evidence);
}

/** Codes of our own, for what only the adapter can know; see diagnose.ts. Short: longer ones are struck out of the evidence. */
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

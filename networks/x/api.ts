import type { Act } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { ErrorSeen } from "../kit/answer.ts";
import type { Answer, AppCredentials, Call, NetworkFailure, NetworkRequest, Seen } from "../network.ts";
import { errorList, meAnswer, oauthError, oldError, ownError, problem, type Account } from "./wire.ts";

export const siteHost = "x.com";
export const apiHost = "api.x.com";
const base = `https://${apiHost}/2`;

/** What we are doing at X, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
}

/**
 * The account that a token belongs to: the one paid read of this adapter, $0.010 once for each account and UTC day. The
 * picture is the only field that does not come unasked and is used.
 */
export async function readMe(
  asking: Asking,
  token: Secret,
): Promise<{ readonly me: Account; readonly answer: Answer }> {
  const query = { "user.fields": "profile_image_url" };
  const answer = await asking.call.send(asking.act, { url: `${base}/users/me`, query, bearer: token });
  return { me: readAs(asking, answer, meAnswer).data, answer };
}

/** A call of the app itself, a confidential client: id and secret travel in the Basic header and nowhere else (OAuth 2.0 guide). */
export function sendAsApp({ call, act }: Asking, path: string, form: NetworkRequest["form"] & object): Promise<Answer> {
  return call.send(act, { url: `${base}${path}`, form, headers: { authorization: basic(call.app) } });
}

function basic({ clientId, clientSecret }: AppCredentials): Secret {
  const pair = `${clientId}:${clientSecret?.reveal() ?? ""}`;
  return Secret.of(`Basic ${Buffer.from(pair, "utf8").toString("base64")}`);
}

/**
 * The error of an answer, in whichever of X's envelopes it comes. A problem's code is the last part of its `type`, because
 * the host before it is api.x.com or api.twitter.com; where the type says nothing ("about:blank"), it is the title.
 */
export function readXError({ body }: Pick<Seen, "body">): ErrorSeen | undefined {
  const oauth = oauthError.safeParse(body);
  if (oauth.success) return { code: oauth.data.error, words: oauth.data.error_description };
  const own = ownError.safeParse(body);
  if (own.success) return { code: own.data.code };
  return readProblem(body) ?? readListed(body);
}

function readProblem(body: unknown): ErrorSeen | undefined {
  const read = problem.safeParse(body);
  if (!read.success) return undefined;
  const { type, title, detail, reason, resource_type } = read.data;
  const named = type?.includes("/") ? type.split("/").at(-1) : undefined;
  return { code: named || title, subcode: resource_type ?? reason, words: detail };
}

function readListed(body: unknown): ErrorSeen | undefined {
  const list = errorList.safeParse(body);
  if (!list.success) return undefined;
  const [first] = list.data.errors;
  const old = oldError.safeParse(first);
  return old.success ? { code: old.data.code, words: old.data.message } : readProblem(first);
}

/** Errors come with 200, too. Beside `data` they are about parts of it, and what was asked for is there. */
export function carriesError(body: unknown): boolean {
  if (oauthError.safeParse(body).success) return true;
  const list = errorList.safeParse(body);
  return list.success && list.data.data === undefined;
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

/** An accepted answer that is a failure all the same. */
export function refuse({ call, act }: Asking, answer: Answer): never {
  return call.fail(act, { ...answer, at: call.now() }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { code, answer: body }, at }, evidence);
}

/** Codes of our own, for what only the adapter can know; see diagnose.ts. Short: longer ones are struck out of the evidence. */
export const own = { clientRefused: "client", refreshRefused: "no-refresh" } as const;

/** With these X refuses a code or a refresh token; whether it says the one or the other is no difference (NOTES.md, "Errors"). */
export const tokenRefused: readonly string[] = ["invalid_request", "invalid_grant"];

/** What `invalid_request` says of a request whose app is not set up as we were told; of codes and tokens X says "Value passed for …". */
export const aboutTheApp = /missing|client|header/i;

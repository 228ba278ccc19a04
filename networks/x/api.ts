import type { Secret } from "#core/secret.ts";
import { readAs, basic, type Asking } from "../kit/asking.ts";
import type { ErrorSeen } from "../kit/answer.ts";
import type { Answer, NetworkRequest, Seen } from "../network.ts";
import { errorList, meAnswer, oauthError, oldError, problem, type Account } from "./wire.ts";

export const siteHost = "x.com";
export const apiHost = "api.x.com";
const base = `https://${apiHost}/2`;

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

/**
 * The error of an answer, in whichever of X's envelopes it comes. A problem's code is the last part of its `type`, because
 * the host before it is api.x.com or api.twitter.com; where the type says nothing ("about:blank"), it is the title.
 */
export function readXError({ body }: Pick<Seen, "body">): ErrorSeen | undefined {
  const oauth = oauthError.safeParse(body);
  if (oauth.success) return { code: oauth.data.error, words: oauth.data.error_description };
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

/** Codes of our own, for what only the adapter can know; see diagnose/. Short: longer ones are struck out of the evidence. */
export const own = { clientRefused: "client", refreshRefused: "no-refresh" } as const;

/** With these X refuses a code or a refresh token; whether it says the one or the other is no difference (NOTES.md, "Errors"). */
export const tokenRefused: readonly string[] = ["invalid_request", "invalid_grant"];

/** What `invalid_request` says of a request whose app is not set up as we were told; of codes and tokens X says "Value passed for …". */
export const aboutTheApp = /missing|client|header/i;

import type { Act } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import type { Answer, Call, NetworkFailure, NetworkRequest, Seen } from "../network.ts";
import type { ErrorSeen } from "./answer.ts";
import { apiError, flatError } from "./google-wire.ts";

/** What every product of Google's shares: its sign-in, its tokens, its envelopes. */
export const loginHost = "accounts.google.com";
export const tokenHost = "oauth2.googleapis.com";
export const apiHost = "www.googleapis.com";

/** What we are doing at Google, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
}

/** A call of the app itself: id and secret travel in the form. */
export function sendAsClient({ call, act }: Asking, form: NetworkRequest["form"] & object): Promise<Answer> {
  const { clientId, clientSecret } = call.app;
  return call.send(act, {
    url: `https://${tokenHost}/token`,
    form: { ...form, client_id: clientId, client_secret: clientSecret },
  });
}

/** The scopes and the owner of an access token; costs no quota. */
export function askAboutToken({ call, act }: Asking, token: Secret): Promise<Answer> {
  return call.send(act, { url: `https://${tokenHost}/tokeninfo`, query: { access_token: token } });
}

/** The public keys with which Google signs (`jwks_uri` of its RISC configuration). */
export function askForKeys({ call, act }: Asking): Promise<Answer> {
  return call.send(act, { url: `https://${apiHost}/oauth2/v3/certs` });
}

/**
 * The error of an answer, where it has one. The older `reason` says most, then that of `details`, then `status`; where both
 * reasons are there they may differ (`forbidden` beside `SERVICE_DISABLED`), so the second is the subcode.
 */
export function readGoogleError({ body }: Pick<Seen, "body">): ErrorSeen | undefined {
  const flat = flatError.safeParse(body);
  if (flat.success)
    return { code: flat.data.error, subcode: flat.data.error_subtype, words: flat.data.error_description };
  const api = apiError.safeParse(body);
  if (!api.success) return undefined;
  const { errors, details, status, message } = api.data.error;
  const info = details?.find((one) => one.reason !== undefined)?.reason;
  const reason = errors?.find((one) => one.reason !== undefined)?.reason;
  return { code: reason ?? info ?? status, subcode: info, words: message };
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. */
export function refuse({ call, act }: Asking, answer: Answer, code?: string): never {
  const body = code === undefined ? answer.body : { error: code, answer: answer.body };
  return call.fail(act, { ...answer, body, at: call.now() }, answer.asked);
}

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): never {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { error: code, answer: body }, at }, evidence);
}

/**
 * Codes of our own, for what only the adapter can know; see google-rows.ts. Short: longer ones are struck out of the evidence.
 * A product adds its own beside them.
 */
export const own = {
  testing: "seventh_day",
  timeOver: "time_over",
  unused: "unused",
  otherApp: "other_app",
  otherLogin: "other_login",
} as const;
export type Own = (typeof own)[keyof typeof own];

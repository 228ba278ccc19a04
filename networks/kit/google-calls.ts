import type { Secret } from "#core/secret.ts";
import type { Asking } from "./asking.ts";
import type { Answer, NetworkRequest, Seen } from "../network.ts";
import type { ErrorSeen } from "./answer.ts";
import { apiError, flatError } from "./google-wire.ts";

/** What every product of Google's shares: its sign-in, its tokens, its envelopes. */
export const loginHost = "accounts.google.com";
export const tokenHost = "oauth2.googleapis.com";
export const apiHost = "www.googleapis.com";

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

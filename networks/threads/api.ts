import { Secret } from "#core/secret.ts";
import type { Asking } from "../kit/asking.ts";
import { askWithToken, type ApiRequest, type TokenHost } from "../kit/meta-code.ts";
import type { Answer, AppCredentials, InterfaceVersion } from "../network.ts";
import { overview } from "./sources.ts";

/** graph.threads.com answers as well (since 2025-06-06); the documents' examples still say .net. */
export const windowHost = "threads.com";
export const apiHost = "graph.threads.net";

const version = "v1.0";
/** Threads counts its versions by itself: it does not follow the Graph API's. */
export const threadsApi: InterfaceVersion = { name: `Threads API ${version}`, endsAt: null, source: overview };

/** Codes of our own, for what only the adapter can know; see diagnose/app.ts and diagnose/tokens.ts. */
export const unreadableToken = "unreadable";
export const noProfile = "no-profile";
export const lifetimeOver = "over";
export const otherProfile = "other-one";
export const appRefused = "app-refused";

export function ask(asking: Asking, request: ApiRequest): Promise<Answer> {
  return askUnversioned(asking, { ...request, path: `/${version}${request.path}` });
}

/** The same for the token endpoints, which are documented without a version. */
export const askUnversioned = (asking: Asking, request: ApiRequest): Promise<Answer> =>
  askWithToken(asking, tokenHost, request);

const tokenHost: TokenHost = { host: apiHost, unreadable: { rule: "threads/190-unreadable", code: unreadableToken } };

/** The app's own token, used as it is: `TH|{app id}|{app secret}` (app access tokens, 2026-07-02). */
export function ownToken({ clientId, clientSecret }: AppCredentials): Secret {
  return Secret.of(`TH|${clientId}|${clientSecret?.reveal() ?? ""}`);
}

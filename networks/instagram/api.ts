import type { Asking } from "../kit/asking.ts";
import { askWithToken, type ApiRequest, type TokenHost } from "../kit/meta-code.ts";
import { graphVersion } from "../kit/meta-calls.ts";
import type { Answer, Call } from "../network.ts";

/** The hosts of the Instagram login; the way through a Page has those of kit/meta-calls.ts. */
export const loginHost = "www.instagram.com";
export const codeHost = "api.instagram.com";
export const apiHost = "graph.instagram.com";

export type WayId = "login" | "page";

/** Which way a call goes; a call that does not say goes the way that needs no Page. */
export function wayOf({ app }: Pick<Call, "app">): WayId {
  return app.instance === "page" ? "page" : "login";
}

/** Codes of our own, for what only the adapter can know; see diagnose/tokens.ts. */
export const unreadableToken = "unreadable";
export const notLinked = "not-linked";

/** A call to graph.instagram.com with an Instagram token; whether that host takes a proof of the secret is not documented. */
export function ask(asking: Asking, request: ApiRequest): Promise<Answer> {
  return askUnversioned(asking, { ...request, path: `/${graphVersion}${request.path}` });
}

/** The same for the token endpoints, which are documented without a version. */
export const askUnversioned = (asking: Asking, request: ApiRequest): Promise<Answer> =>
  askWithToken(asking, tokenHost, request);

const tokenHost: TokenHost = { host: apiHost, unreadable: { rule: "instagram/190-wrong-host", code: unreadableToken } };

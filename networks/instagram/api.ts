import type { Secret } from "#core/secret.ts";
import { judgeAnew, type Asking } from "../kit/asking.ts";
import { graphVersion } from "../kit/meta-calls.ts";
import { type Answer, type Call, NetworkFailure, type NetworkRequest } from "../network.ts";

/** The hosts of the Instagram login; the way through a Page has those of kit/meta-calls.ts. */
export const loginHost = "www.instagram.com";
export const codeHost = "api.instagram.com";
export const apiHost = "graph.instagram.com";

export type WayId = "login" | "page";

/** Which way a call goes; a call that does not say goes the way that needs no Page. */
export function wayOf({ app }: Pick<Call, "app">): WayId {
  return app.instance === "page" ? "page" : "login";
}

export interface ApiRequest {
  /** Begins with a slash. */
  readonly path: string;
  readonly token: Secret;
  readonly query?: NetworkRequest["query"];
  readonly tokenIssuedAt?: Date;
}

/** Codes of our own, for what only the adapter can know; see diagnose/tokens.ts. */
export const unreadableToken = "unreadable";
export const notLinked = "not-linked";

/** A call to graph.instagram.com with an Instagram token; whether that host takes a proof of the secret is not documented. */
export function ask(asking: Asking, request: ApiRequest): Promise<Answer> {
  return askUnversioned(asking, { ...request, path: `/${graphVersion}${request.path}` });
}

/**
 * The same for the two token endpoints, which are documented without a version. "Cannot parse access token" means a token
 * on the wrong host nearly always; from here it went to the right one, so what is left is a token that has gone bad.
 */
export async function askUnversioned({ call, act }: Asking, request: ApiRequest): Promise<Answer> {
  const { path, token, query, tokenIssuedAt } = request;
  try {
    return await call.send(act, {
      url: `https://${apiHost}${path}`,
      query: { ...query, access_token: token },
      tokenIssuedAt,
    });
  } catch (failure) {
    const isUnreadable = failure instanceof NetworkFailure && failure.diagnosis.rule === "instagram/190-wrong-host";
    throw isUnreadable ? judgeAnew({ call, act }, failure, unreadableToken) : failure;
  }
}

import { Secret } from "#core/secret.ts";
import { judgeAnew, type Asking } from "../kit/asking.ts";
import {
  type Answer,
  type AppCredentials,
  type InterfaceVersion,
  NetworkFailure,
  type NetworkRequest,
} from "../network.ts";
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

export interface ApiRequest {
  /** Begins with a slash. */
  readonly path: string;
  readonly token: Secret;
  readonly query?: NetworkRequest["query"];
  readonly tokenIssuedAt?: Date;
}

export function ask(asking: Asking, request: ApiRequest): Promise<Answer> {
  return askUnversioned(asking, { ...request, path: `/${version}${request.path}` });
}

/**
 * The same for the token endpoints, which are documented without a version. "Cannot parse access token" from a tool most likely
 * means a token of Facebook or Instagram; our own came from here, so what is left is a token that has gone bad.
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
    const isUnreadable = failure instanceof NetworkFailure && failure.diagnosis.rule === "threads/190-unreadable";
    throw isUnreadable ? judgeAnew({ call, act }, failure, unreadableToken) : failure;
  }
}

/** The app's own token, used as it is: `TH|{app id}|{app secret}` (app access tokens, 2026-07-02). */
export function ownToken({ clientId, clientSecret }: AppCredentials): Secret {
  return Secret.of(`TH|${clientId}|${clientSecret?.reveal() ?? ""}`);
}

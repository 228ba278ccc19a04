import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readAs, judgeAnew, type Asking } from "./asking.ts";
import { NetworkFailure } from "../network.ts";
import type { Answer, Call, InterfaceVersion, LiveGrant, NetworkRequest } from "../network.ts";
import { appSecretProof, appToken, readGraphError, readNextCursor } from "./meta-graph.ts";
import { entriesOf } from "./paging.ts";
import { appAnswer, doneAnswer, listAnswer, permissionsAnswer } from "./meta-wire.ts";

/** The version that every call names, on all of Meta's hosts. */
export const graphVersion = "v26.0";

/** Out on 2026-07-29; versions live about two years, and this one's end is not announced. */
export const graphApi: InterfaceVersion = {
  name: `Graph API ${graphVersion}`,
  endsAt: null,
  source: "developers.facebook.com/docs/graph-api/changelog, read 2026-11-22",
};

export const graphHost = "graph.facebook.com";
export const dialogHost = "www.facebook.com";

/** A call to the Graph API; `path` begins with a slash. A token brings the proof with it that we hold the app's secret. */
export interface GraphRequest {
  readonly path: string;
  readonly token?: Secret;
  readonly method?: NetworkRequest["method"];
  readonly query?: NetworkRequest["query"];
}

/** A call with a person's or a Page's token, or, for the exchange of a code, without any. */
export function send({ call, act }: Asking, request: GraphRequest): Promise<Answer> {
  const { path, token, method = "GET" } = request;
  const proof = token && { access_token: token, appsecret_proof: appSecretProof(call.app, token) };
  const url = `https://${graphHost}/${graphVersion}${path}`;
  return call.send(act, { method, url, query: { ...request.query, ...proof } });
}

/**
 * A call with the app's own token. A 190 without a subcode is then about that token (recorded: HTTP 400, 190, "Invalid
 * OAuth access token signature." for a wrong app secret), never about a person's, so it is judged anew.
 */
export async function sendAsApp(asking: Asking, request: GraphRequest): Promise<Answer> {
  try {
    return await send(asking, { ...request, query: { ...request.query, access_token: appToken(asking.call.app) } });
  } catch (failure) {
    throw failure instanceof NetworkFailure && isAboutOwnToken(failure)
      ? judgeAnew(asking, failure, appTokenRefused)
      : failure;
  }
}

function isAboutOwnToken({ evidence }: NetworkFailure): boolean {
  const error = readGraphError(evidence);
  return error?.code === 190 && error.subcode === undefined;
}

/** Codes of our own, for what only an adapter can know; each has a row in its table. Short: longer ones are struck out of the evidence. */
export const appTokenRefused = "app-token";
export const wrongTokenType = "token-type";
export const dataAccessEnded = "data-access";

const perPage = "100";

/** All entries of an edge, page by page; entries of another shape are left out. */
export function edge<T extends z.ZodType>(
  asking: Asking,
  request: GraphRequest,
  entry: T,
): AsyncGenerator<z.output<T>> {
  return entriesOf(async (after) => {
    const answer = await send(asking, { ...request, query: { ...request.query, limit: perPage, after } });
    const list = readAs(asking, answer, listAnswer);
    const entries = list.data.map((one) => entry.safeParse(one)).flatMap((read) => (read.success ? [read.data] : []));
    return { entries, next: readNextCursor(answer.body) };
  });
}

/** What the person granted and declined, in Facebook's spelling. */
export interface Permissions {
  readonly scopesGranted: readonly string[];
  readonly scopesDeclined: readonly string[];
}

/** Reads back what was granted (P34). `expired` is no longer granted and has to be asked for again, like `declined`. */
export function readPermissions(asking: Asking, answer: Answer): Permissions {
  const { data } = readAs(asking, answer, permissionsAnswer);
  const names = (isWanted: (status: string) => boolean) =>
    data.filter((one) => isWanted(one.status)).map((one) => one.permission);
  return {
    scopesGranted: names((status) => status === "granted"),
    scopesDeclined: names((status) => status === "declined" || status === "expired"),
  };
}

/** The path of a person's permissions: also the one to delete when everything is given back. */
export function permissionsPath(grant: Pick<LiveGrant, "setter">): string {
  return `/${encodeURIComponent(grant.setter.remoteId)}/permissions`;
}

/**
 * Proves app id and secret: an app may read about itself with its own token, which is made of both. Changes nothing. A
 * wrong secret is answered with 190 "Invalid OAuth access token signature." (recorded), which `sendAsApp` judges anew.
 */
export async function proveApp(call: Call): Promise<void> {
  const asking: Asking = { call, act: "probe" };
  const request = { path: `/${encodeURIComponent(call.app.clientId)}`, query: { fields: "id" } };
  readAs(asking, await sendAsApp(asking, request), appAnswer);
}

/** Takes back what a person granted: single permissions, or everything; asked with the app's token, which outlives the person's. */
export async function takeBack(asking: Asking, grant: LiveGrant, permission?: string): Promise<void> {
  const path = permissionsPath(grant) + (permission === undefined ? "" : `/${encodeURIComponent(permission)}`);
  readAs(asking, await sendAsApp(asking, { method: "DELETE", path }), doneAnswer);
}

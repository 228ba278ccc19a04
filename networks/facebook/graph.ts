import type { Act } from "#core/diagnosis.ts";
import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { NetworkFailure, type Call, type LiveGrant, type NetworkRequest } from "../network.ts";
import type { Answer } from "../kit/answer.ts";
import { appSecretProof, appToken, readGraphError, readNextCursor } from "../kit/meta-graph.ts";
import { entriesOf } from "../kit/paging.ts";
import { listAnswer, permissionsAnswer } from "./wire.ts";

/** v26.0 of 2026-07-29, its end not announced (developers.facebook.com/docs/graph-api/changelog, read 2026-11-22). */
export const graphVersion = "v26.0";
export const graphHost = "graph.facebook.com";
export const dialogHost = "www.facebook.com";

/** What we are doing at Facebook, and the door it goes through. */
export interface Asking {
  readonly call: Call;
  readonly act: Act;
}

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

/** Codes of our own, for what only the adapter can know; see diagnose.ts. Short: longer ones are struck out of the evidence. */
export const appTokenRefused = "app-token";
export const wrongTokenType = "token-type";
export const dataAccessEnded = "data-access";

/** A refusal that means more than it says: the same evidence under a code of our own. */
export function judgeAnew({ call, act }: Asking, { evidence }: NetworkFailure, code: string): NetworkFailure {
  const { status, body, at } = evidence;
  return call.fail(act, { status, headers: {}, body: { error: { code }, answer: body }, at }, evidence);
}

/** An accepted answer that is a failure all the same: as it stands, or under a code of our own. */
export function refuse({ call, act }: Asking, answer: Answer, own?: { code: string; answer: unknown }): never {
  const body = own ? { error: { code: own.code }, answer: own.answer } : answer.body;
  return call.fail(act, { ...answer, body, at: call.now() }, answer.asked);
}

/** Reads an accepted answer; one of another shape than documented is a failure like any other. */
export function readAs<T extends z.ZodType>(asking: Asking, answer: Answer, schema: T): z.output<T> {
  const read = schema.safeParse(answer.body);
  return read.success ? read.data : refuse(asking, answer);
}

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

import type { Readable } from "node:stream";
import { z } from "zod";
import type { World } from "../world.ts";
import type { ProblemCode } from "./problem.ts";

/** From least to most: each may do what those before it may. */
export const roles = ["viewer", "member", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

/**
 * Who may call a route: a role (or more) in a workspace, `anyone`, or `browser-flow`: a person of the workspace *or* the
 * browser that began the flow, which the feature recognises by the flow's cookie.
 */
export type Who = "anyone" | "browser-flow" | Role;

/** Who calls: a person with a cookie, or a program with an API key (then `userId` is null and `name` is the key's). */
export interface Caller {
  readonly workspaceId: string;
  readonly userId: string | null;
  readonly name: string;
  readonly role: Role;
  readonly via: "session" | "api-key";
}

/** Null is possible only where the route lets strangers in. */
export type CallerOf<W extends Who> = W extends "anyone" | "browser-flow" ? Caller | null : Caller;

/** What a route may know of the request beyond its parsed input. */
export interface RouteRequest {
  /** Also in the answer's `x-request-id`, in the logs and in problem documents. */
  readonly id: string;
  readonly path: string;
  readonly headers: Headers;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly ip: string;
  /** Aborted once the caller has gone; that of an event stream also when the server closes. */
  readonly signal: AbortSignal;
}

/** Always HttpOnly and SameSite=Lax; Secure when the public address is https. `maxAgeSeconds: 0` deletes it. */
export interface ReplyCookie {
  name: string;
  value: string;
  path?: string;
  maxAgeSeconds?: number;
}

export interface Reply<Status extends number = number, Body = unknown> {
  status: Status;
  body?: Body;
  cookies?: readonly ReplyCookie[];
  /** Where a redirect leads, or where the created thing is. */
  location?: string;
  headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** An answer that is no JSON: an image, a stream. */
export interface Media {
  readonly media: string;
  /** Of a stream: what each of its events is. */
  readonly event?: z.ZodType;
}
export type MediaBody = string | Uint8Array | Readable;

/** What a status answers: JSON of a schema, another media type, or nothing (null). */
export type Answer = z.ZodType | Media | null;
export type Answers = Readonly<Record<number, Answer>>;

type BodyOf<A extends Answer> = A extends z.ZodType ? z.output<A> : A extends Media ? MediaBody : undefined;
/** One of the answers that the route declares; the compiler refuses others. */
export type ReplyOf<A extends Answers> = {
  [S in keyof A & number]: A[S] extends null ? Reply<S, undefined> : Reply<S, BodyOf<A[S]>> & { body: BodyOf<A[S]> };
}[keyof A & number];

/** `/v1/profiles/{id}/events` → `id` */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type TextParams<Path extends string> = Readonly<Record<NamesIn<Path>, string>>;

type ParamsOf<Path extends string, P> = P extends z.ZodType ? z.output<P> : TextParams<Path>;
type QueryOf<Q> = Q extends z.ZodType ? z.output<Q> : object;
type BodyIn<B> = B extends z.ZodType ? z.output<B> : B extends "raw" ? Uint8Array : undefined;

export interface RunInput<Path extends string, W extends Who, P, Q, B> {
  readonly params: ParamsOf<Path, P>;
  readonly query: QueryOf<Q>;
  readonly body: BodyIn<B>;
  readonly caller: CallerOf<W>;
  readonly request: RouteRequest;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RouteDefinition<
  Path extends string,
  W extends Who,
  A extends Answers,
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | "raw" | undefined,
  Ask,
> {
  method: Method;
  /** As people read it: `/v1/profiles/{id}`. */
  path: Path;
  /** Its name in the SDK and in the reference; left out: it is made of method and path. */
  name?: string;
  /** One line, for the reference page. */
  summary: string;
  /** What else must be known to call it, as sentences. */
  description?: string;
  tag: string;
  who: W;
  /** A strict object; left out: each name in the path is a text of at most 200 characters. */
  params?: P;
  /** A strict object; left out: no query is accepted. */
  query?: Q;
  /** A strict object; `raw`: the bytes as sent, any content type, at most 64 kB; left out: no body is accepted. */
  body?: B;
  answers: A;
  /** What it refuses with, beside what every route of its kind does (`server/http/refusals.ts`). */
  problems?: readonly ProblemCode[];
  /** Browsers and networks call it, not programs: it is left out of the reference. */
  internal?: boolean;
  /** `run` refuses everybody but API keys. */
  keysOnly?: boolean;
  /** Honour `Idempotency-Key`. Never for answers that carry a secret: they are stored to be replayed. */
  idempotent?: boolean;
  run(world: Ask, input: RunInput<Path, W, P, Q, B>): Promise<ReplyOf<A>>;
  /** What `run` would answer, where that takes no waiting, for a route without a body; undefined: ask `run`. */
  runNow?(world: Ask, input: RunInput<Path, W, P, Q, B>): ReplyOf<A> | undefined;
}

/** The input after parsing, its types forgotten: `defineRoute` has checked them. */
export interface ParsedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller | null;
  readonly request: RouteRequest;
}

/** A route as the server and the reference page see it. `Ask` is what it wants of the world. */
export interface Route<Ask = World> {
  readonly method: Method;
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly tag: string;
  readonly who: Who;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType | "raw" | null;
  readonly answers: Answers;
  readonly problems: readonly ProblemCode[];
  readonly internal: boolean;
  readonly keysOnly: boolean;
  readonly idempotent: boolean;
  readonly run: (world: Ask, input: ParsedInput) => Promise<Reply>;
  readonly runNow: ((world: Ask, input: ParsedInput) => Reply | undefined) | undefined;
}

/** One path of the API: parse in, typed out. Throw `AppError` for what the caller did wrong. */
export function defineRoute<
  const Path extends string,
  const W extends Who,
  const A extends Answers,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | "raw" | undefined = undefined,
  Ask = World,
>(definition: RouteDefinition<Path, W, A, P, Q, B, Ask>): Route<Ask> {
  const { runNow } = definition;
  return {
    method: definition.method,
    path: definition.path,
    name: definition.name ?? nameOf(definition),
    summary: definition.summary,
    description: definition.description ?? "",
    tag: definition.tag,
    who: definition.who,
    params: definition.params ?? textParams(definition.path),
    query: definition.query ?? z.strictObject({}),
    body: definition.body ?? null,
    answers: definition.answers,
    problems: definition.problems ?? [],
    internal: definition.internal ?? false,
    keysOnly: definition.keysOnly ?? false,
    idempotent: definition.idempotent ?? false,
    // The schemas above are the ones the types were inferred from, and the input has been parsed with them.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    run: (world, input) => definition.run(world, input as RunInput<Path, W, P, Q, B>),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    runNow: runNow && ((world, input) => runNow.call(definition, world, input as RunInput<Path, W, P, Q, B>)),
  };
}

/** `GET /v1/profiles/{id}/events` → `getProfilesIdEvents` */
function nameOf({ method, path }: { method: Method; path: string }): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "" && word !== "v1");
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}

function textParams(path: string): z.ZodType {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]));
  return z.strictObject(Object.fromEntries(names.map((name) => [name, z.string().min(1).max(200)])));
}

/** 200 with a body. */
export const ok = <Body>(body: Body) => ({ status: 200, body }) as const;

/** 201 with what was made, and where it is now. */
export const created = <Body>(body: Body, location?: string) =>
  ({ status: 201, body, ...(location === undefined ? {} : { location }) }) as const;

/** 204: done, nothing to say. */
export const noContent = () => ({ status: 204 }) as const;

/** 303: the browser goes on with a GET of `location`. */
export const seeOther = (location: string, cookies: readonly ReplyCookie[] = []) =>
  ({ status: 303, location, cookies }) as const;

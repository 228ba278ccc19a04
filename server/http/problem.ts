import type { z } from "zod";
import { AppError, type AppErrorCode } from "#core/app-error.ts";
import type { Problem } from "#sdk/contract.ts";

/** The two that no feature throws: the server itself says them. */
export type ProblemCode = AppErrorCode | "method_not_allowed" | "internal";

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What the caller does about it, for the reference. */
  readonly help: string;
}

/** The only place where a code meets its HTTP status. The titles never change; `detail` says what happened here. */
export const problemKinds = {
  invalid_input: {
    status: 400,
    title: "The request is not understood",
    help: "Correct the members that `errors` names, and send it again.",
  },
  unauthenticated: {
    status: 401,
    title: "Sign in, or send a valid API key",
    help: "The header is `Authorization: Bearer lk_…`. A new key is made in the web app, under Settings, API keys.",
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    help: "An API key may do what a member may; the rest is done in the web app, by somebody whose role allows it.",
  },
  not_found: {
    status: 404,
    title: "Not found",
    help: "Check the id. What belongs to another workspace is not found either.",
  },
  method_not_allowed: {
    status: 405,
    title: "Not possible with this method",
    help: "Use one of the methods that the header `Allow` names.",
  },
  conflict: {
    status: 409,
    title: "In conflict with what is there",
    help: "Read again how it stands, then decide. An `Idempotency-Key` is good for one request only.",
  },
  token_unavailable: {
    status: 409,
    title: "No access token works",
    help: "`repair` says who helps and how: pass `renewalUrl` on to them. Ask again later only if `retryable` is true.",
  },
  budget_used_up: {
    status: 409,
    title: "The month’s paid reads are used up",
    help: "Wait for the next month, or ask the operator for a larger budget.",
  },
  gone: { status: 410, title: "No longer there", help: "Start again: it was used already, or its time is over." },
  too_large: { status: 413, title: "Too large", help: "Send less." },
  unsupported_media_type: {
    status: 415,
    title: "The content type is not supported",
    help: "Send JSON, as `application/json`.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    help: "Wait for as many seconds as the header `Retry-After` says.",
  },
  internal: {
    status: 500,
    title: "Something broke here",
    help: "Try again later. If it stays, name the `requestId` to whoever operates this Latchkey.",
  },
  network_refused: {
    status: 502,
    title: "The network refused",
    help: "`detail` says what the network did not accept: correct that, or try again later.",
  },
  not_ready: {
    status: 503,
    title: "Not ready",
    help: "Try again after the seconds that the header `Retry-After` says. If `detail` names something that is not set up, tell the operator.",
  },
} as const satisfies Record<ProblemCode, ProblemKind>;

export const problemMediaType = "application/problem+json; charset=utf-8";

/** RFC 9457. `extra` cannot overwrite a standard member. */
export function toProblem(
  code: ProblemCode,
  detail: string,
  { extra = {}, requestId }: { extra?: Readonly<Record<string, unknown>>; requestId?: string } = {},
): Problem {
  const { status, title } = problemKinds[code];
  const standard = { type: `urn:latchkey:problem:${code}`, title, status, code, detail };
  return { ...extra, ...standard, ...(requestId === undefined ? {} : { requestId }) };
}

/** What a caller may know of an error. Whatever is no `AppError` is a bug of ours: its words stay in the log. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof AppError) return toProblem(error.code, error.message, { extra: error.extra, requestId });
  const detail = "Something went wrong on our side. It has been logged; the request id helps us find it.";
  return toProblem("internal", detail, { requestId });
}

/** Which members of the input were refused, each with its path: `remoteIds.0`, or `limit` of the query. */
export function refuseInput(error: z.ZodError): AppError {
  const errors = error.issues.flatMap(({ path, message, ...issue }) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...path, key].join("."), message: "There is no such member" }))
      : [{ path: path.join("."), message }],
  );
  const names = errors.map(({ path }) => path || "the body");
  return new AppError("invalid_input", `Refused: ${[...new Set(names)].slice(0, 5).join(", ")}.`, { errors });
}

import type { z } from "zod";
import { AppError, type AppErrorCode } from "#core/app-error.ts";
import type { Problem } from "#sdk/contract.ts";

/** The two that no feature throws: the server itself says them. */
export type ProblemCode = AppErrorCode | "method_not_allowed" | "internal";

/** The only place where a code meets its HTTP status. The titles never change; `detail` says what happened here. */
const kinds = {
  invalid_input: { status: 400, title: "The request is not understood" },
  unauthenticated: { status: 401, title: "Sign in, or send a valid API key" },
  forbidden: { status: 403, title: "Not allowed" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Not possible with this method" },
  conflict: { status: 409, title: "In conflict with what is there" },
  token_unavailable: { status: 409, title: "No access token works" },
  budget_used_up: { status: 409, title: "The month’s paid reads are used up" },
  gone: { status: 410, title: "No longer there" },
  too_large: { status: 413, title: "Too large" },
  unsupported_media_type: { status: 415, title: "The content type is not supported" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something broke here" },
  network_refused: { status: 502, title: "The network refused" },
  not_ready: { status: 503, title: "Not ready" },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

export const problemMediaType = "application/problem+json; charset=utf-8";

/** RFC 9457. `extra` cannot overwrite a standard member. */
export function toProblem(
  code: ProblemCode,
  detail: string,
  { extra = {}, requestId }: { extra?: Readonly<Record<string, unknown>>; requestId?: string } = {},
): Problem {
  const { status, title } = kinds[code];
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

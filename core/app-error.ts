/** What a caller of our API did wrong. The HTTP status of each code stands in `server/http/problem.ts` alone. */
export type AppErrorCode =
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "gone"
  | "too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "not_ready"
  | "token_unavailable"
  | "budget_used_up"
  | "network_refused";

/** Thrown by features when the caller erred; `detail` is a sentence for a person, `extra` goes into the problem document. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: AppErrorCode, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = "AppError";
    this.code = code;
    this.extra = extra;
  }
}

import { AppError } from "#core/app-error.ts";

/** Requests a minute: of a person or key, and of an address that is nobody's. */
export interface Limits {
  readonly known: number;
  readonly strangers: number;
}

const windowMs = 60_000;
const roomForCallers = 10_000;

interface Window {
  count: number;
  readonly until: number;
}

export interface Counted {
  readonly limit: number;
  readonly remaining: number;
  /** Until the count begins anew. */
  readonly seconds: number;
  readonly isTooMany: boolean;
}

/** Counts the requests of each caller in this process, minute by minute, each minute beginning with their first request. */
export function openCounts(now: () => number): (who: string, limit: number) => Counted {
  const windows = new Map<string, Window>();
  const begin = (who: string, at: number): Window => {
    windows.delete(who);
    const oldest = windows.keys().next();
    if (windows.size >= roomForCallers && !oldest.done) windows.delete(oldest.value);
    const window = { count: 0, until: at + windowMs };
    windows.set(who, window);
    return window;
  };
  return (who, limit) => {
    const at = now();
    const found = windows.get(who);
    const window = found && found.until > at ? found : begin(who, at);
    window.count += 1;
    const remaining = Math.max(0, limit - window.count);
    return { limit, remaining, seconds: Math.ceil((window.until - at) / 1000), isTooMany: window.count > limit };
  };
}

/** The names of draft-ietf-httpapi-ratelimit-headers-05, section 5 (read 2026-11-29). */
export function limitHeaders({ limit, remaining, seconds, isTooMany }: Counted): Record<string, number> {
  const counted = { "ratelimit-limit": limit, "ratelimit-remaining": remaining, "ratelimit-reset": seconds };
  return isTooMany ? { ...counted, "retry-after": seconds } : counted;
}

export function refuseTooMany({ isTooMany, seconds }: Counted): void {
  if (isTooMany) throw new AppError("rate_limited", `Too many requests: try again in ${seconds} seconds.`);
}

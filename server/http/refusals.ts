import { AppError } from "#core/app-error.ts";
import { isSafe } from "./access.ts";
import type { ProblemCode } from "./problem.ts";
import type { Route } from "./route.ts";

/** What of a route decides with which problems it may refuse. */
export type RefusingRoute = Pick<Route, "method" | "path" | "who" | "idempotent" | "problems">;

/** Each code with which the route may refuse: by what it is, and by what it says of itself. */
export function refusalsOf(route: RefusingRoute): readonly ProblemCode[] {
  const asksForRole = route.who === "member" || route.who === "admin" || route.who === "owner";
  const found: readonly (readonly [code: ProblemCode, occurs: boolean])[] = [
    ["invalid_input", true],
    ["unauthenticated", route.who !== "anyone"],
    // A request that changes something must not come from a foreign page.
    ["forbidden", asksForRole || !isSafe(route.method)],
    ["not_found", route.path.includes("{")],
    ["conflict", route.idempotent],
    ["rate_limited", true],
    ["not_ready", true],
  ];
  const ofItsKind = found.filter(([, occurs]) => occurs).map(([code]) => code);
  return [...new Set([...ofItsKind, ...route.problems])];
}

/** Throws when a route refuses with what it does not declare. Tests turn it on, as with `checkReply`. */
export function checkRefusal(route: RefusingRoute, refusal: unknown): void {
  if (!(refusal instanceof AppError) || refusalsOf(route).includes(refusal.code)) return;
  const { method, path } = route;
  throw new Error(`${method} ${path} refused with ${refusal.code}, which it does not declare`, { cause: refusal });
}

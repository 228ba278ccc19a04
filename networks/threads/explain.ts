import { judgeAnew, type Asking } from "../kit/asking.ts";
import { dataAccessEnded } from "../kit/meta-calls.ts";
import { NetworkFailure, type LiveGrant } from "../network.ts";
import { lifetimeOver } from "./api.ts";

/** Code 10 in whatever act: a permission is missing; of `/me` and of an extension it is `threads_basic`. */
export const isScopeMissing = (failure: unknown): failure is NetworkFailure =>
  failure instanceof NetworkFailure && failure.diagnosis.kind === "scope-missing";

export const isPast = (end: Date | null | undefined, now: Date): boolean => Boolean(end && end <= now);

/**
 * What Threads' refusals leave out, the dates tell that it named before: a 190 without a subcode after the token's last day is
 * its age, a missing `threads_basic` after the last day of data access is that. Codes and dates, never the text (P8).
 */
export async function explained<T>(asking: Asking, grant: LiveGrant, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    const now = asking.call.now();
    if (failure.diagnosis.rule === "threads/190" && isPast(grant.accessExpiresAt, now))
      throw judgeAnew(asking, failure, lifetimeOver);
    if (isScopeMissing(failure) && isPast(grant.dataAccessEndsAt, now))
      throw judgeAnew(asking, failure, dataAccessEnded);
    throw failure;
  }
}

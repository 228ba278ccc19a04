import type { Answer, Page, Play } from "#simulator/play.ts";
import { errors, Refusal } from "./errors.ts";

/** Reads of a user: $0.010 each, charged once per resource and UTC day (fact sheet §4 and §7). */
export function charge(play: Play, account: Page): void {
  if ((play.state.usage ?? 0) >= 100) throw new Refusal(errors.credits("1700000000000000001"));
  const today = new Date(play.now()).toISOString().slice(0, 10);
  const { chargedOn, charges } = account.notes;
  if (chargedOn === today) return;
  account.notes.chargedOn = today;
  account.notes.charges = (typeof charges === "number" ? charges : 0) + 1;
}

/** `GET /2/users/me`: 75 requests in 15 minutes for each user (fact sheet §8). */
const most = 75;
const windowMs = 15 * 60_000;

/** Counts a call; the headers of its answer, or the refusal. */
export function meter(play: Play, account: Page): Answer["headers"] {
  const start = Math.floor(play.now() / windowMs) * windowMs;
  const { windowStart, windowUsed } = account.notes;
  const used = (windowStart === start && typeof windowUsed === "number" ? windowUsed : 0) + 1;
  Object.assign(account.notes, { windowStart: start, windowUsed: used });
  const headers = {
    "x-rate-limit-limit": String(most),
    "x-rate-limit-remaining": String(Math.max(0, most - used)),
    "x-rate-limit-reset": String((start + windowMs) / 1000),
  };
  if (used > most) throw new Refusal({ ...errors.tooMany, headers: { ...errors.tooMany.headers, ...headers } });
  return headers;
}

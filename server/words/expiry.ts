import type { Network } from "#networks/network.ts";
import type { StoredGrant } from "../store/grants.ts";
import { day } from "./causes.ts";

/** Never a promise: "expected until", or "unknown" (R55). */
export function expiryText(
  network: Network,
  grant: StoredGrant,
  access: { tokenSealed: string | null } | undefined,
  until: Date | null,
  now: Date,
): string {
  if (grant.health.state === "dead" || grant.health.state === "ended")
    return until ? `Was expected until ${day(until)}.` : "It has ended.";
  const dataAccess =
    grant.dataAccessEndsAt && grant.dataAccessEndsAt > now
      ? ` ${network.about.name} asks for a new login by ${day(grant.dataAccessEndsAt)}.`
      : "";
  const end = grant.endsAt ? ` A person must log in again by ${day(grant.endsAt)}.` : "";
  if (access?.tokenSealed) return until ? `Expected until ${day(until)}.${dataAccess}` : `No end by time.${dataAccess}`;
  const source = grant.accessAssumed ? `, by what ${network.about.name} documents: it named no date` : "";
  if (grant.refreshAt && !grant.refreshRefused?.isTold)
    return `Refreshed by itself${until ? `; the token at hand is expected until ${day(until)}${source}` : ""}.${end}${dataAccess}`;
  if (until) return `Expected until ${day(until)}${source}.${end}${dataAccess}`;
  return `${grant.accessExpiresAt === null ? "No end by time." : "Unknown."}${end}${dataAccess}`;
}

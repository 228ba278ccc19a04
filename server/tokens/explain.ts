import type { Capability } from "#core/capability.ts";
import type { Cause, Repairer } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { day } from "../words/causes.ts";
import type { Lack } from "./lend.ts";

/** All that is known when a token is asked for and there is none. */
export interface NoToken {
  readonly profile: contract.Profile;
  readonly network: Pick<Network, "about" | "capabilities"> | undefined;
  readonly capability: Capability | undefined;
  readonly lack: Lack;
  /** Every login that is left has ended by its date, and nothing here can refresh it: when the last one did. */
  readonly ended: Date | undefined;
  /** The network refused the last refresh, with this cause; one refusal is no verdict. */
  readonly refused: { readonly cause: Cause | null } | undefined;
}

export interface Explanation {
  readonly detail: string;
  /** What people see of the profile; where that cannot be so while there is no token, what it will be once it is derived anew. */
  readonly status: ProfileStatus;
  readonly cause: Cause | null;
  readonly since: string | null;
  readonly who: Repairer;
  readonly how: string;
  readonly retryable: boolean;
}

const repairers = {
  connected: "nobody",
  expiring: "token_setter",
  limited: "token_setter",
  expired: "token_setter",
  waiting: "nobody",
  unverified: "nobody",
  disconnected: "token_setter",
} as const satisfies Record<ProfileStatus, Repairer>;

const works: ReadonlySet<ProfileStatus> = new Set(["connected", "expiring", "limited"]);

/** Why there is no token, so that status, cause, words, and who has to act, say the same. */
export function explain(facts: NoToken): Explanation {
  const { profile, network, capability, lack } = facts;
  const needs = capability && network?.capabilities[capability];
  if (needs && "absent" in needs)
    return { ...asItIs(profile), detail: needs.absent, how: needs.absent, who: "nobody", retryable: false };
  if (profile.status === "expired" || profile.status === "disconnected") return byStatus(profile);
  if (facts.ended) return byDate(facts, facts.ended);
  if (!works.has(profile.status)) return byStatus(profile);
  if (lack === "capability" && capability) return withoutCapability(facts, capability);
  if (facts.refused) return refusedOnce(facts, facts.refused.cause);
  return lack === "refresh" ? notRefreshed(facts) : notKnown(facts);
}

function asItIs({ status, cause, since }: contract.Profile) {
  return { status, cause, since } as const;
}

function nameOf({ profile, network }: NoToken): string {
  return `“${profile.name}” at ${network?.about.name ?? profile.network}`;
}

function byStatus(profile: contract.Profile): Explanation {
  return {
    ...asItIs(profile),
    detail: `${profile.statusText} ${profile.nextStep ?? ""}`.trim(),
    who: repairerOf(profile),
    how: profile.nextStep ?? (profile.status === "disconnected" ? "Connect it again." : profile.statusText),
    retryable: profile.status === "waiting" || profile.status === "unverified",
  };
}

/** The calendar alone is believed here: whoever issued the token said that it ends then, and nobody hands it out any more. */
function byDate(facts: NoToken, at: Date): Explanation {
  const { profile } = facts;
  const person = profile.whoCanRenew.people[0]?.name ?? "the person who connected it";
  const first = profile.status === "waiting" ? `${profile.statusText.replace(" Nobody here needs to act.", "")} ` : "";
  const how =
    profile.status === "waiting"
      ? `Once that is over, one login by ${person} renews it.`
      : `One login by ${person} renews it.`;
  return {
    detail: `The token of ${nameOf(facts)} reached the end of its life on ${day(at)}, and nothing refreshes it by itself. ${first}${how}`,
    status: "expired",
    cause: "lifetime_reached",
    since: at.toISOString(),
    who: "token_setter",
    how,
    retryable: false,
  };
}

function withoutCapability(facts: NoToken, capability: Capability): Explanation {
  const { profile } = facts;
  const proved = profile.status === "connected" ? "" : ` ${profile.statusText}`;
  return {
    ...asItIs(profile),
    detail: `No access of ${nameOf(facts)} allows ${capability}.${proved}`,
    who: repairerOf({ ...profile, status: profile.status === "connected" ? "limited" : profile.status }),
    how: profile.nextStep ?? `A person whose role covers ${capability} renews it, or connects it as well.`,
    retryable: false,
  };
}

function refusedOnce(facts: NoToken, cause: Cause | null): Explanation {
  const name = facts.network?.about.name ?? facts.profile.network;
  return {
    detail: `The token of ${nameOf(facts)} has run out, and ${name} refused to refresh it. We look again before we say anything.`,
    status: "unverified",
    cause,
    since: facts.profile.since,
    who: "nobody",
    how: "Nothing to do yet: we look again.",
    retryable: true,
  };
}

function notRefreshed(facts: NoToken): Explanation {
  return {
    detail: `The token of ${nameOf(facts)} has run out, and it could not be refreshed just now. We keep trying; nobody here needs to act.`,
    status: "waiting",
    cause: "network_unavailable",
    since: facts.profile.since,
    who: "nobody",
    how: "Nothing to do. We keep trying.",
    retryable: true,
  };
}

/** Something has changed between two looks at it. */
function notKnown(facts: NoToken): Explanation {
  return {
    detail: `No access token of ${nameOf(facts)} can be handed out at this moment. We are looking why.`,
    status: "unverified",
    cause: null,
    since: facts.profile.since,
    who: "nobody",
    how: "Nothing to do yet: ask again in a minute.",
    retryable: true,
  };
}

function repairerOf({ status, cause }: Pick<contract.Profile, "status" | "cause">): Repairer {
  if (cause === "role_lost" || cause === "role_too_low" || cause === "profile_gone") return "profile_admin";
  return cause === "app_rejected" ? "operator" : repairers[status];
}

import { AppError } from "#core/app-error.ts";
import type { Capability } from "#core/capability.ts";
import type { Repairer } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { presentProfiles } from "../profiles/present.ts";
import type { StoredProfile } from "../profiles/profiles.ts";
import type { World } from "../world.ts";
import type { Lack } from "./lend.ts";

const repairers = {
  connected: "nobody",
  expiring: "token_setter",
  limited: "token_setter",
  expired: "token_setter",
  waiting: "nobody",
  unverified: "nobody",
  disconnected: "token_setter",
} as const satisfies Record<ProfileStatus, Repairer>;

const working = new Set<ProfileStatus>(["connected", "expiring", "limited"]);

export interface Asked {
  readonly network: Network | undefined;
  readonly capability: Capability | undefined;
  readonly lack: Lack;
}

/** Says truthfully why there is no token, who can repair it, and where. */
export async function unavailable(world: World, stored: StoredProfile, asked: Asked): Promise<AppError> {
  const [profile] = await presentProfiles(world, [stored]);
  if (!profile) throw new Error("a profile just read is gone");
  const { detail, who, how, retryable } = explain(profile, asked);
  const people = profile.whoCanRenew.people.map((person) => person.name);
  return new AppError("token_unavailable", detail, {
    profileStatus: profile.status,
    cause: profile.cause,
    since: profile.since,
    repair: { who, people, how },
    renewalUrl: `${world.config.url}/renew/${profile.id}`,
    retryable,
  });
}

interface Explanation {
  readonly detail: string;
  readonly who: Repairer;
  readonly how: string;
  readonly retryable: boolean;
}

function explain(profile: contract.Profile, { network, capability, lack }: Asked): Explanation {
  const needs = capability && network?.capabilities[capability];
  const nobody = { who: "nobody", retryable: false } as const;
  if (needs && "absent" in needs) return { ...nobody, detail: needs.absent, how: needs.absent };
  if (!working.has(profile.status)) return byStatus(profile);
  const names = `“${profile.name}” at ${network?.about.name ?? profile.network}`;
  if (lack === "refresh")
    return {
      detail: `The token of ${names} has run out, and it could not be refreshed just now. We keep trying; nobody here needs to act.`,
      who: "nobody",
      how: "Nothing to do. We keep trying.",
      retryable: true,
    };
  const status = byStatus(profile);
  if (lack === "access" || !capability) return status;
  return {
    ...status,
    detail: `No access of ${names} allows ${capability}. ${profile.statusText}`,
    how: profile.nextStep ?? `A person whose role covers ${capability} renews it, or connects it as well.`,
  };
}

function byStatus(profile: contract.Profile): Explanation {
  return {
    detail: `${profile.statusText} ${profile.nextStep ?? ""}`.trim(),
    who: repairerOf(profile),
    how: profile.nextStep ?? (profile.status === "disconnected" ? "Connect it again." : profile.statusText),
    retryable: profile.status === "waiting" || profile.status === "unverified",
  };
}

function repairerOf({ status, cause }: contract.Profile): Repairer {
  if (cause === "role_lost" || cause === "role_too_low" || cause === "profile_gone") return "profile_admin";
  return cause === "app_rejected" ? "operator" : repairers[status];
}

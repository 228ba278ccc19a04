import { AppError } from "#core/app-error.ts";
import type { Capability } from "#core/capability.ts";
import { isEnded } from "#core/refresh-plan.ts";
import type { Network } from "#networks/network.ts";
import { presentProfiles } from "../profiles/present.ts";
import type { World } from "../world.ts";
import { explain, type NoToken } from "./explain.ts";
import type { Lack } from "./lend.ts";
import { findLending, type Lending } from "./queries.ts";

export interface Asked {
  readonly workspaceId: string;
  readonly profileId: string;
  readonly network: Network | undefined;
  readonly capability: Capability | undefined;
  readonly lack: Lack;
}

/** Says truthfully why there is no token, who can repair it, and where; from the database, whatever is in memory. */
export async function unavailable(world: World, asked: Asked): Promise<AppError> {
  const lending = await findLending(world.db, asked.profileId);
  if (lending?.profile.workspaceId !== asked.workspaceId)
    return new AppError("not_found", "There is no such profile in this workspace.");
  const [profile] = await presentProfiles(world, [lending.profile]);
  if (!profile) throw new Error("a profile just read is gone");
  const { network, capability, lack } = asked;
  const said = explain({ profile, network, capability, lack, ...standing(lending, network, world.clock.now()) });
  return new AppError("token_unavailable", said.detail, {
    profileStatus: said.status,
    cause: said.cause,
    since: said.since,
    repair: { who: said.who, people: profile.whoCanRenew.people.map(({ name }) => name), how: said.how },
    renewalUrl: `${world.config.url}/renew/${profile.id}`,
    retryable: said.retryable,
  });
}

/** How the logins that are left stand with the calendar and with their refreshes. */
function standing(
  { accesses, grants }: Lending,
  network: Network | undefined,
  now: Date,
): Pick<NoToken, "ended" | "refused"> {
  const left = accesses.flatMap((access) => {
    const grant = grants.get(access.grantId);
    const isOver = (state: string) => state === "dead" || state === "ended";
    return grant?.tokensSealed && !isOver(access.health.state) && !isOver(grant.health.state)
      ? [{ access, grant }]
      : [];
  });
  const ends = left.map(({ access, grant }) => {
    if (access.tokenSealed !== null)
      return access.tokenExpiresAt && access.tokenExpiresAt <= now ? access.tokenExpiresAt : undefined;
    const renewsItself = network?.oauth.refresh !== undefined && grant.refreshAt !== null;
    return isEnded(grant, now) && !renewsItself ? (grant.accessExpiresAt ?? undefined) : undefined;
  });
  const last = ends.every((end) => end !== undefined)
    ? ends.toSorted((a, b) => b.getTime() - a.getTime())[0]
    : undefined;
  const refused = left.find(({ grant }) => grant.refreshRefused)?.grant.refreshRefused;
  return { ended: last, refused: refused ? { cause: refused.cause } : undefined };
}

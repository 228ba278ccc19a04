import { AppError } from "#core/app-error.ts";
import type { Repairer } from "#core/diagnosis.ts";
import type { ProfileStatus } from "#core/profile-status.ts";
import { z } from "zod";
import * as schema from "../http/contract-schemas.ts";
import { defineRoute, ok } from "../http/route.ts";
import { presentProfiles } from "../profiles/present.ts";
import { findProfile, type StoredProfile } from "../profiles/profiles.ts";
import type { World } from "../world.ts";
import { lendToken } from "./lend.ts";

const repairers = {
  connected: "nobody",
  expiring: "token_setter",
  limited: "token_setter",
  expired: "token_setter",
  waiting: "nobody",
  unverified: "nobody",
  disconnected: "token_setter",
} as const satisfies Record<ProfileStatus, Repairer>;

/** Says truthfully why there is no token, who can repair it, and where. */
async function unavailable(world: World, stored: StoredProfile, capability: string | undefined): Promise<AppError> {
  const [profile] = await presentProfiles(world, [stored]);
  if (!profile) throw new Error("a profile just read is gone");
  const lacks = profile.status === "connected" || profile.status === "expiring" || profile.status === "limited";
  const detail =
    lacks && capability
      ? `No access of “${profile.name}” allows ${capability}. ${profile.statusText}`
      : `${profile.statusText} ${profile.nextStep ?? ""}`.trim();
  const who =
    profile.cause === "role_lost" || profile.cause === "profile_gone"
      ? "profile_admin"
      : profile.cause === "app_rejected"
        ? "operator"
        : repairers[profile.status];
  return new AppError("token_unavailable", detail, {
    profileStatus: profile.status,
    cause: profile.cause,
    since: profile.since,
    repair: {
      who,
      people: profile.whoCanRenew.people.map((person) => person.name),
      how: profile.nextStep ?? "Connect it again.",
    },
    renewalUrl: `${world.config.url}/renew/${profile.id}`,
    retryable: profile.status === "waiting" || profile.status === "unverified",
  });
}

export const tokenRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/profiles/{id}/token",
    summary: "A token that works, or truthfully why not (409) with the link that fixes it",
    tag: "Tokens",
    who: "member",
    query: z.strictObject({ capability: z.enum(["publish", "inbox", "analytics"]).optional() }),
    answers: { 200: schema.tokenAnswer, 409: schema.tokenUnavailable },
    async run(world, { params, query, caller }) {
      if (caller.via !== "api-key")
        throw new AppError(
          "forbidden",
          "Tokens are handed to programs only: use an API key. A browser never gets one.",
        );
      const profile = await findProfile(world.db, { workspaceId: caller.workspaceId, id: params.id });
      if (!profile) throw new AppError("not_found", "There is no such profile in this workspace.");
      const network = world.networks.find(profile.network);
      const lent =
        network && !profile.disconnectedAt ? await lendToken(world, profile.id, network, query.capability) : undefined;
      if (!network || !lent)
        throw await unavailable(
          world,
          (await findProfile(world.db, { workspaceId: caller.workspaceId, id: params.id })) ?? profile,
          query.capability,
        );
      const more = network.oauth.lend?.(lent.live);
      return ok({
        token: lent.token.reveal(),
        kind: lent.grant.tokenKind,
        ...(more ? { dpopKey: { ...more.dpopKey }, audience: more.audience } : {}),
        expiresAt: lent.expiresAt?.toISOString() ?? null,
        scopes: lent.scopes ? [...lent.scopes] : null,
        setter: lent.grant.setter.name,
        network: profile.network,
        remoteId: profile.remoteId,
        accessId: lent.access.id,
      });
    },
  }),
];

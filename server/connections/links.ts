import { AppError } from "#core/app-error.ts";
import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { recordEvent } from "../events/record.ts";
import type { World } from "../world.ts";
import { beginRenewal, requireTarget, type Begun } from "./begin.ts";
import { hashOf } from "./binding.ts";
import { findLink, insertLink, type RenewalKey, type StoredLink } from "./link-queries.ts";

/** A renewal link can be used for this long. Seconds. */
const linkSeconds = 3 * 86_400;

/** A link with which somebody without an account here can do this one renewal, once, in any browser (R69). Only its hash is kept. */
export async function createLink(
  world: World,
  key: RenewalKey,
  by: { workspaceId: string; memberId: string | null; name: string },
): Promise<{ url: string; expiresAt: Date }> {
  const target = await requireTarget(world, by.workspaceId, key);
  const now = world.clock.now();
  const token = Buffer.from(world.random.bytes(24)).toString("base64url");
  const expiresAt = addSeconds(now, linkSeconds);
  await insertLink(world.db, {
    id: newId("renewalLink", now, world.random.bytes(13)),
    workspaceId: by.workspaceId,
    tokenHash: hashOf(token),
    profileId: target.profileId,
    grantId: target.grantId,
    createdBy: by.name,
    now,
    expiresAt,
  });
  await recordEvent(world.db, world, {
    workspaceId: by.workspaceId,
    kind: "renewal_link_made",
    profileId: target.profileId,
    actor: by.memberId ?? undefined,
    facts: { until: expiresAt.toISOString() },
  });
  return { url: `${world.config.url}/r/${token}`, expiresAt };
}

export async function requireLink(world: World, token: string): Promise<StoredLink> {
  const link = await findLink(world.db, { tokenHash: hashOf(token) });
  if (!link) throw new AppError("not_found", "This link is not known here. Ask whoever sent it for a new one.");
  return link;
}

export function linkState(world: Pick<World, "clock">, link: StoredLink): "open" | "used" | "expired" {
  if (link.usedAt) return "used";
  return link.expiresAt <= world.clock.now() ? "expired" : "open";
}

/** Throws `gone` when it was used or has ended. */
export function requireOpen(world: Pick<World, "clock">, link: StoredLink): void {
  const state = linkState(world, link);
  if (state === "used") throw new AppError("gone", linkUsed);
  if (state === "expired") throw new AppError("gone", "This link has ended. Ask whoever sent it for a new one.");
}

export const linkUsed = "This link was used already. Ask whoever sent it for a new one.";

export async function startLink(world: World, token: string): Promise<Begun> {
  const link = await requireLink(world, token);
  requireOpen(world, link);
  return beginRenewal(
    world,
    { profileId: link.profileId, preferredGrantId: link.grantId },
    { workspaceId: link.workspaceId, memberId: null, linkId: link.id, rerequest: false, switchAccount: false },
  );
}

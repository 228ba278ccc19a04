import type * as contract from "#sdk/contract.ts";
import { requireNetwork } from "../apps/find.ts";
import { imageUrl, personRef } from "../http/images.ts";
import { presentProfiles } from "../profiles/present.ts";
import { findGrant } from "../store/grants.ts";
import { profilesByIds } from "../store/profiles.ts";
import type { World } from "../world.ts";
import { targetKey } from "./begin.ts";
import { candidatesByIds, countCandidates, profilesByRemoteIds, type StoredCandidate } from "./candidate-queries.ts";
import { compareConsent, missing } from "./compare.ts";
import type { Flow } from "./flow.ts";
import { findRenewalTarget } from "./link-queries.ts";

const compared = new Set<Flow["status"]>(["picking", "mismatch", "comparing"]);

/** One act of connecting or renewing, as the browser that began it sees it. */
export async function presentFlow(world: World, flow: Flow): Promise<contract.Connection> {
  const network = requireNetwork(world, flow.network);
  const { found, usable } = await countCandidates(world.db, flow.id);
  const expired = flow.status === "waiting" && flow.expiresAt <= world.clock.now();
  return {
    id: flow.id,
    purpose: flow.purpose,
    network: flow.network,
    networkName: network.about.name,
    profileNoun: { ...network.about.profileNoun },
    otherAccount: network.about.guide.otherAccount,
    status: expired ? "expired" : flow.status,
    expiresAt: flow.expiresAt.toISOString(),
    person: flow.person && personRef(world, flow.person),
    expected: flow.purpose === "renew" ? await presentExpected(world, flow) : null,
    found,
    usable,
    scopes: flow.person
      ? {
          asked: [...flow.scopesAsked],
          granted: flow.scopesGranted ? [...flow.scopesGranted] : null,
          declined: [...flow.scopesDeclined],
          lostCapabilities: missing(world, flow, flow.scopesGranted),
        }
      : null,
    comparison: compared.has(flow.status) ? await compareConsent(world, flow) : null,
    mismatch:
      flow.status === "mismatch" && flow.outcome.mismatch
        ? { text: flow.outcome.mismatch.text, ways: [...flow.outcome.mismatch.ways] }
        : null,
    results: await presentResults(world, flow),
    message: flow.message,
    viaLink: flow.linkId !== null,
  };
}

async function presentExpected(world: World, flow: Flow): Promise<contract.Connection["expected"]> {
  const target = flow.profileId ? await findRenewalTarget(world.db, flow.workspaceId, targetKey(flow)) : undefined;
  const grant = flow.grantId ? await findGrant(world.db, flow.grantId) : undefined;
  return {
    person: grant ? personRef(world, grant.setter) : null,
    profile: target ? { id: target.profileId, name: target.name, avatarUrl: imageUrl(world, target.avatarUrl) } : null,
  };
}

const proofIsShown = new Set<Flow["status"]>(["proving", "done", "failed"]);

/** What was picked, each with how it went: added as that profile, left out with the reason, or not asked yet. */
async function presentResults(world: World, flow: Flow): Promise<contract.ConnectionResult[]> {
  const remoteIds = flow.outcome.chosen ?? [];
  if (!proofIsShown.has(flow.status) || remoteIds.length === 0) return [];
  const picked = await candidatesByIds(world.db, flow.id, remoteIds);
  const profiles = await profilesByRemoteIds(world.db, {
    workspaceId: flow.workspaceId,
    network: flow.network,
    remoteIds,
  });
  const stored = await profilesByIds(
    world.db,
    flow.workspaceId,
    profiles.filter((profile) => !profile.isDisconnected).map((profile) => profile.id),
  );
  const here = new Map((await presentProfiles(world, stored)).map((profile) => [profile.remoteId, profile]));
  return picked.map((one) => presentResult(world, flow, one, here.get(one.remoteId)));
}

function presentResult(
  world: World,
  flow: Flow,
  one: StoredCandidate,
  profile: contract.Profile | undefined,
): contract.ConnectionResult {
  const isSaved = flow.outcome.savedGrantId !== undefined;
  const base = {
    profileId: profile?.id ?? null,
    name: profile?.name ?? one.name,
    avatarUrl: profile?.avatarUrl ?? imageUrl(world, one.avatarUrl),
    brands: profile?.brands ?? [],
  };
  if (one.refused !== null)
    return { ...base, proved: false, status: profile?.status ?? "unverified", text: one.refused };
  if (isSaved && profile)
    return { ...base, proved: provedState(profile.status, flow), status: profile.status, text: profile.statusText };
  return { ...base, proved: one.proof ? true : null, status: "unverified", text: waitingText(world, flow, one) };
}

function waitingText(world: World, flow: Flow, one: StoredCandidate): string {
  if (flow.status !== "proving") return "Not added.";
  if (one.proof) return "Proved by a real call; it is added once all were asked.";
  return `Asking ${requireNetwork(world, flow.network).about.name}…`;
}

/** null: not asked yet. What is still unverified once all was looked at could not be proved for now. */
function provedState(status: contract.ProfileStatus, flow: Flow): boolean | null {
  if (status === "unverified" && flow.status === "proving") return null;
  return status === "connected" || status === "expiring" || status === "limited";
}

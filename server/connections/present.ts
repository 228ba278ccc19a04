import type * as contract from "#sdk/contract.ts";
import { findGrant } from "../grants/grant-store.ts";
import { imageUrl, personRef } from "../profiles/images.ts";
import { brandsOfProfiles, profilesByIds } from "../profiles/profiles.ts";
import { presentProfiles } from "../profiles/present.ts";
import type { World } from "../world.ts";
import { targetKey } from "./begin.ts";
import { requireNetwork } from "../networks/find.ts";
import { compareConsent, missing } from "./compare.ts";
import { countCandidates, findRenewalTarget, profilesByRemoteIds, type Flow } from "./queries.ts";

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
    results: flow.status === "proving" || flow.status === "done" ? await presentResults(world, flow) : [],
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

async function presentResults(world: World, flow: Flow): Promise<contract.ConnectionResult[]> {
  const network = requireNetwork(world, flow.network);
  const rows = await profilesByRemoteIds(world.db, {
    workspaceId: flow.workspaceId,
    network: flow.network,
    remoteIds: flow.outcome.chosen ?? [],
  });
  const saved = flow.outcome.savedGrantId !== undefined;
  const profiles = await profilesByIds(
    world.db,
    flow.workspaceId,
    rows.map((row) => row.id),
  );
  const brands = await brandsOfProfiles(
    world.db,
    rows.map((row) => row.id),
  );
  const presented = await presentProfiles(world, profiles);
  return presented.map((profile) => ({
    profileId: profile.id,
    name: profile.name,
    avatarUrl: profile.avatarUrl,
    proved: provedState(profile.status, flow, saved),
    status: saved ? profile.status : "unverified",
    text: saved ? profile.statusText : `Asking ${network.about.name}…`,
    brands: brands.filter((brand) => brand.profileId === profile.id).map(({ id, name }) => ({ id, name })),
  }));
}

/** null: not asked yet. What is still unverified once all was looked at could not be proved for now. */
function provedState(status: contract.ProfileStatus, flow: Flow, saved: boolean): boolean | null {
  if (!saved || (status === "unverified" && flow.status === "proving")) return null;
  return status === "connected" || status === "expiring" || status === "limited";
}

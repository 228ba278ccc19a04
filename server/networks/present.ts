import { capabilities, type Capability } from "#core/capability.ts";
import { datedSource } from "#networks/kit/source.ts";
import type { InterfaceVersion, Lifetime, Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { appsOf } from "../apps/apps.ts";
import { presentPaidReads } from "../calls/paid-reads.ts";
import { alarmsOf } from "../operator/alarms.ts";
import { versionState } from "../operator/versions.ts";
import type { StoredApp } from "../store/apps.ts";
import { findCondition, troubledServers } from "../store/conditions.ts";
import type { World } from "../world.ts";
import { asCounts } from "./counts.ts";
import type { StatusCountRow } from "./queries.ts";

/** For whom: a workspace sees its own profiles counted, and the servers that it uses. */
export interface Viewer {
  readonly workspaceId: string;
  readonly counts: readonly StatusCountRow[];
}

/** A network as the API shows it: what it needs, what expires when, how it is doing. */
export async function presentNetwork(world: World, network: Network, viewer: Viewer): Promise<contract.Network> {
  const { about } = network;
  const apps = await appsOf(world, network);
  const paidReads = await presentPaidReads(world, network, apps[0]);
  // One server of many that has forgotten us is registered at again by itself.
  const rejected = network.servers ? undefined : apps.find((app) => app.health === "rejected");
  return {
    id: about.id,
    name: about.name,
    logoUrl: `/v1/networks/${about.id}/logo.svg`,
    profileNoun: { ...about.profileNoun },
    identifier: about.identifier ? { ...about.identifier } : null,
    accountSwitch: about.accountSwitch,
    guide: {
      ...about.guide,
      needs: [...about.guide.needs],
      helpTopic: about.guide.helpTopic ?? null,
      whatRevokingEnds: about.guide.whatRevokingEnds ?? null,
    },
    limited: about.limited ?? null,
    refuses: [...(about.refuses ?? [])],
    ways: (about.ways ?? []).map(({ id, label, help }) => ({
      id,
      label,
      help,
      configured: apps.some((app) => app.instance === id),
    })),
    follows: network.profiles.follow === "all",
    capabilities: Object.fromEntries(
      capabilities.map((name) => [name, presentNeeds(network, name)]),
    ) as contract.Network["capabilities"],
    roleNames: { ...network.roleNames },
    lifetimes: network.policy.lifetimes.map(presentLifetime),
    versions: (network.policy.versions ?? []).map((version) => presentVersion(version, world.clock.now())),
    configured: network.servers !== undefined || apps.length > 0,
    registersItself: network.servers !== undefined,
    health: await presentHealth(world, network, rejected),
    troubledServers: await presentServers(world, network, viewer.workspaceId),
    alarms: alarmsOf(network, { apps: network.servers ? [] : apps, paidReads }, world.clock.now()),
    counts: asCounts(viewer.counts.filter((row) => row.network === about.id)),
    paidReads,
  };
}

function presentNeeds({ about, capabilities: table }: Network, name: Capability): contract.CapabilityNeeds {
  const needs = table[name];
  if ("absent" in needs) return { absent: needs.absent };
  const { instead, absentFor } = needs;
  return {
    scopes: [...needs.scopes],
    anyRole: [...needs.anyRole],
    instead: instead ? { scopes: [...instead.scopes], anyRole: [...instead.anyRole] } : null,
    absentFor: Object.entries(absentFor ?? {}).map(([kind, why]) => ({
      kind,
      name: about.kindNames?.[kind] ?? kind,
      why,
    })),
    ...datedSource(needs.source),
  };
}

function presentLifetime({ what, seconds, ofLogin, way, source }: Lifetime): contract.Lifetime {
  return { what, seconds, ofLogin: ofLogin ?? false, way: way ?? null, ...datedSource(source) };
}

function presentVersion(version: InterfaceVersion, now: Date): contract.Network["versions"][number] {
  return {
    name: version.name,
    endsAt: version.endsAt?.toISOString() ?? null,
    state: versionState(version, now),
    ...datedSource(version.source),
  };
}

async function presentHealth(
  world: World,
  network: Network,
  rejected: StoredApp | undefined,
): Promise<contract.Network["health"]> {
  const condition = await findCondition(world.db, { network: network.about.id, server: "" });
  if (condition.state !== "well") return { state: condition.state, since: condition.since?.toISOString() ?? null };
  return rejected
    ? { state: "app_rejected", since: rejected.health_since?.toISOString() ?? null }
    : { state: "well", since: null };
}

async function presentServers(
  world: World,
  network: Network,
  workspaceId: string,
): Promise<contract.Network["troubledServers"]> {
  if (!network.servers) return [];
  const servers = await troubledServers(world.db, network.about.id, workspaceId);
  return servers.map(({ server, state, since }) => ({ name: server, state, since: since?.toISOString() ?? null }));
}

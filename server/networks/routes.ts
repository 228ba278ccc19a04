import { AppError } from "#core/app-error.ts";
import { capabilities } from "#core/capability.ts";
import type { InterfaceVersion, Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { thaw } from "../health/guard.ts";
import * as schema from "../http/contract-schemas.ts";
import { defineRoute, ok } from "../http/route.ts";
import type { World } from "../world.ts";
import { appsOf, requireApp } from "./apps.ts";
import { alarmsOf } from "./alarms.ts";
import { asCounts } from "./counts.ts";
import { requireNetwork } from "./find.ts";
import { receiveHook, deletionStatus } from "./hooks.ts";
import { countProfiles, findCondition, type StatusCountRow, type StoredApp } from "./queries.ts";
import { setupRoutes } from "./setup-routes.ts";
import { versionState } from "./versions.ts";

const tag = "Networks";

async function presentNetwork(
  world: World,
  network: Network,
  counts: readonly StatusCountRow[],
): Promise<contract.Network> {
  const { about } = network;
  const apps = await appsOf(world, network);
  // One server of many that has forgotten us is registered at again by itself.
  const rejected = network.servers ? undefined : apps.find((app) => app.health === "rejected");
  return {
    id: about.id,
    name: about.name,
    logoUrl: `/v1/networks/${about.id}/logo.svg`,
    profileNoun: { ...about.profileNoun },
    identifier: about.identifier ? { ...about.identifier } : null,
    accountSwitch: about.accountSwitch,
    guide: { ...about.guide, needs: [...about.guide.needs] },
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
    lifetimes: network.policy.lifetimes.map((lifetime) => ({ ...lifetime })),
    versions: (network.policy.versions ?? []).map((version) => presentVersion(version, world.clock.now())),
    configured: network.servers !== undefined || apps.length > 0,
    health: await presentHealth(world, network, rejected),
    alarms: alarmsOf(network, network.servers ? [] : apps, world.clock.now()),
    counts: asCounts(counts.filter((row) => row.network === about.id)),
  };
}

function presentNeeds(
  network: Network,
  name: (typeof capabilities)[number],
): contract.Network["capabilities"]["publish"] {
  const needs = network.capabilities[name];
  return "absent" in needs
    ? { absent: needs.absent }
    : {
        scopes: [...needs.scopes],
        anyRole: [...needs.anyRole],
        source: needs.source,
        instead: needs.instead ? { scopes: [...needs.instead.scopes], anyRole: [...needs.instead.anyRole] } : null,
      };
}

function presentVersion(version: InterfaceVersion, now: Date): contract.Network["versions"][number] {
  return {
    name: version.name,
    endsAt: version.endsAt?.toISOString() ?? null,
    state: versionState(version, now),
    source: version.source,
  };
}

async function presentHealth(
  world: World,
  network: Network,
  rejected: StoredApp | undefined,
): Promise<contract.Network["health"]> {
  const condition = await findCondition(world.db, network.about.id);
  if (condition.state !== "well") return { state: condition.state, since: condition.since?.toISOString() ?? null };
  return rejected
    ? { state: "app_rejected", since: rejected.health_since?.toISOString() ?? null }
    : { state: "well", since: null };
}

const list = defineRoute({
  method: "GET",
  path: "/v1/networks",
  summary: "The networks of this installation, with counts and their health",
  tag,
  who: "viewer",
  answers: { 200: schema.list(schema.network) },
  async run(world, { caller }) {
    const counts = await countProfiles(world.db, caller.workspaceId);
    return ok({
      items: await Promise.all(world.networks.all().map((network) => presentNetwork(world, network, counts))),
    });
  },
});

const read = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}",
  summary: "One network: what it needs, what expires when, how it is doing",
  tag,
  who: "viewer",
  answers: { 200: schema.network },
  async run(world, { params, caller }) {
    return ok(
      await presentNetwork(world, requireNetwork(world, params.id), await countProfiles(world.db, caller.workspaceId)),
    );
  },
});

const logo = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/logo.svg",
  summary: "The network's logo",
  tag,
  who: "anyone",
  answers: { 200: { media: "image/svg+xml" } },
  async run(world, { params }) {
    const network = requireNetwork(world, params.id);
    const file = new URL(`../../networks/${network.about.id}/logo.svg`, import.meta.url);
    return { ...ok(await readFile(file)), headers: { "cache-control": "public, max-age=86400" } };
  },
});

const thawRoute = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/thaw",
  summary: "Resume verdicts by hand after a mass failure",
  tag,
  who: "admin",
  answers: { 200: schema.network },
  async run(world, { params, caller }) {
    const network = requireNetwork(world, params.id);
    const condition = await findCondition(world.db, network.about.id);
    if (condition.state === "well")
      throw new AppError("conflict", `Verdicts about ${network.about.name} are not paused.`);
    await thaw(world, network);
    return ok(await presentNetwork(world, network, await countProfiles(world.db, caller.workspaceId)));
  },
});

const documents = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/documents/{name}",
  summary: "Public documents that a network reads from us (client metadata, keys)",
  tag,
  who: "anyone",
  answers: { 200: z.record(z.string(), z.unknown()) },
  async run(world, { params }) {
    const network = requireNetwork(world, params.id);
    const make = Object.hasOwn(network.documents ?? {}, params.name) ? network.documents?.[params.name] : undefined;
    if (!make) throw new AppError("not_found", "There is no such document.");
    const app = await requireApp(world, network);
    return ok((await make(app.credentials, world.config.url)) as Record<string, unknown>);
  },
});

const hook = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/hooks/{name}",
  summary: "Where networks tell us of de-authorisations and data-deletion requests; the signature is verified",
  tag,
  who: "anyone",
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: "raw",
  answers: { 200: z.unknown() },
  async run(world, { params, body, query, request }) {
    const network = requireNetwork(world, params.id);
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      String(Array.isArray(value) ? value[0] : value),
    ]);
    const answer = await receiveHook(world, network, params.name, {
      headers: Object.fromEntries(request.headers),
      query: new URLSearchParams(pairs),
      body: Buffer.from(body).toString("utf8"),
    });
    return ok(answer);
  },
});

const deletion = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/data-deletion/{code}",
  summary: "What became of a data-deletion request",
  tag,
  who: "anyone",
  answers: {
    200: z.strictObject({ code: z.string(), status: z.enum(["done"]), at: z.iso.datetime(), text: z.string() }),
  },
  async run(world, { params }) {
    return ok(await deletionStatus(world, requireNetwork(world, params.id), params.code));
  },
});

export const networkRoutes = [list, read, logo, thawRoute, documents, hook, deletion, ...setupRoutes];

import { AppError } from "#core/app-error.ts";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { thaw } from "../health/guard.ts";
import { defineRoute, ok, type Caller } from "../http/route.ts";
import { list as listOf } from "../http/schemas.ts";
import { learnedLifetimes } from "../lifetimes/learned.ts";
import type { World } from "../world.ts";
import { requireApp } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { presentNotes } from "./notes.ts";
import { presentNetwork, type Viewer } from "./present.ts";
import { countProfiles } from "./queries.ts";
import { setupRoutes } from "../operator/setup-routes.ts";
import * as schema from "./schemas.ts";

const tag = "Networks";

async function viewerOf(world: Pick<World, "db">, { workspaceId }: Caller): Promise<Viewer> {
  return { workspaceId, counts: await countProfiles(world.db, workspaceId) };
}

const list = defineRoute({
  method: "GET",
  path: "/v1/networks",
  name: "networks",
  summary: "Networks of this installation",
  description: "With the workspace's counts and how each network is doing.",
  tag,
  who: "viewer",
  answers: { 200: listOf(schema.network) },
  async run(world, { caller }) {
    const viewer = await viewerOf(world, caller);
    return ok({
      items: await Promise.all(world.networks.all().map((network) => presentNetwork(world, network, viewer))),
    });
  },
});

const read = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}",
  name: "network",
  summary: "One network",
  description: "What it needs, its limits, what ends when, how long logins live here, how it is doing.",
  tag,
  who: "viewer",
  answers: { 200: schema.networkNotes },
  async run(world, { params, caller }) {
    const network = requireNetwork(world, params.id);
    const presented = await presentNetwork(world, network, await viewerOf(world, caller));
    return ok({ ...presented, ...presentNotes(network), learned: await learnedLifetimes(world, network) });
  },
});

const logo = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/logo.svg",
  internal: true,
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
  name: "thawNetwork",
  problems: ["conflict"],
  internal: true,
  summary: "Resume verdicts by hand after a mass failure",
  tag,
  who: "admin",
  query: schema.thawQuery,
  answers: { 200: schema.network },
  async run(world, { params, query, caller }) {
    const network = requireNetwork(world, params.id);
    const { server = "" } = query;
    const viewer = await viewerOf(world, caller);
    const { troubledServers } = await presentNetwork(world, network, viewer);
    const isSeen = server === "" || troubledServers.some(({ name }) => name === server);
    if (!isSeen || !(await thaw(world, network, { network: network.about.id, server })))
      throw new AppError("conflict", `Verdicts about ${server || network.about.name} are not paused.`);
    return ok(await presentNetwork(world, network, viewer));
  },
});

const documents = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/documents/{name}",
  internal: true,
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

export const networkRoutes = [list, read, logo, thawRoute, documents, ...setupRoutes];

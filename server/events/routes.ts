import { z } from "zod";
import { cursorQuery, pageOf, readSequenceCursor } from "../http/cursor.ts";
import { defineRoute, ok } from "../http/route.ts";
import { requireProfile } from "../store/profiles.ts";
import { page } from "../http/schemas.ts";
import type { World } from "../world.ts";
import { presentEvent, type NetworkWords } from "./present.ts";
import { listEvents } from "./queries.ts";
import * as schema from "./schemas.ts";

async function eventsPage(
  world: World,
  ask: {
    workspaceId: string;
    profileId: string | undefined;
    network: NetworkWords;
    cursor: string | undefined;
    limit: number;
  },
) {
  const rows = await listEvents(world.db, {
    workspaceId: ask.workspaceId,
    profileId: ask.profileId,
    after: readSequenceCursor(ask.cursor),
    limit: ask.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, ask.limit, (row) => ({ id: row.sequence }));
  return ok({ items: items.map((row) => presentEvent(row, ask.network)), nextCursor });
}

export const eventRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/profiles/{id}/events",
    name: "profileEvents",
    summary: "Timeline of a profile",
    description: "What happened, in words, with the network's redacted answer; newest first.",
    tag: "Events",
    who: "viewer",
    query: z.strictObject(cursorQuery),
    answers: { 200: page(schema.timelineEvent) },
    async run(world, { params, query, caller }) {
      const profile = await requireProfile(world, caller.workspaceId, params.id);
      const about = world.networks.find(profile.network)?.about;
      return eventsPage(world, {
        workspaceId: caller.workspaceId,
        profileId: profile.id,
        network: { name: about?.name ?? profile.network, noun: about?.profileNoun.one ?? "profile" },
        ...query,
        cursor: query.cursor,
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/events",
    name: "events",
    problems: ["not_found"],
    summary: "Events",
    description: "Everything that happened in the workspace, newest first.",
    tag: "Events",
    who: "viewer",
    query: schema.eventsQuery,
    answers: { 200: page(schema.timelineEvent) },
    async run(world, { query, caller }) {
      if (query.profile) await requireProfile(world, caller.workspaceId, query.profile);
      return eventsPage(world, {
        workspaceId: caller.workspaceId,
        profileId: query.profile,
        network: { name: "The network", noun: "profile" },
        cursor: query.cursor,
        limit: query.limit,
      });
    },
  }),
];

import type * as contract from "#sdk/contract.ts";
import { z } from "zod";
import { cursorQuery, pageOf, readCursor } from "../http/cursor.ts";
import { defineRoute, ok } from "../http/route.ts";
import { personRef } from "../http/images.ts";
import { expiryText } from "../words/expiry.ts";
import { causeHeadline } from "../words/causes.ts";
import type { World } from "../world.ts";
import { listGrants } from "./queries.ts";
import type { StoredGrant } from "../store/grants.ts";
import { page } from "../http/schemas.ts";
import * as schema from "./schemas.ts";

function presentGrant(
  world: Pick<World, "networks" | "clock" | "outside">,
  grant: StoredGrant & { profiles: number },
): contract.Grant[] {
  const network = world.networks.find(grant.network);
  if (!network) return [];
  const { health } = grant;
  const told = {
    status: "expired",
    cause: health.cause,
    lost: [],
    until: null,
    since: health.since,
    network: network.about.name,
    noun: network.about.profileNoun.one,
    profile: "",
    person: grant.setter.name,
    working: [],
  } as const;
  return [
    {
      id: grant.id,
      network: grant.network,
      setter: personRef(world, grant.setter),
      state: health.state,
      cause: health.cause,
      stateText: health.cause ? causeHeadline(told) : "Works.",
      authorisedAt: grant.authorisedAt.toISOString(),
      refreshedAt: grant.refreshedAt?.toISOString() ?? null,
      refreshAt: grant.refreshAt?.toISOString() ?? null,
      expectedUntil: grant.accessExpiresAt?.toISOString() ?? null,
      expiryText: expiryText(network, grant, undefined, grant.accessExpiresAt ?? null, world.clock.now()),
      scopesAsked: [...grant.scopesAsked],
      scopesGranted: grant.scopesGranted ? [...grant.scopesGranted] : null,
      profiles: grant.profiles,
    },
  ];
}

export const grantRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/grants",
    name: "grants",
    summary: "Grants",
    description: "What persons authorised at networks: scopes, expected ends, profiles reached.",
    tag: "Grants",
    who: "viewer",
    query: z.strictObject(cursorQuery),
    answers: { 200: page(schema.grant) },
    async run(world, { query, caller }) {
      const rows = await listGrants(world.db, {
        workspaceId: caller.workspaceId,
        after: readCursor(query.cursor)?.id,
        limit: query.limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.id }));
      return ok({ items: items.flatMap((row) => presentGrant(world, row)), nextCursor });
    },
  }),
];

import { AppError } from "#core/app-error.ts";
import type * as contract from "#sdk/contract.ts";
import { defineRoute, ok } from "../http/route.ts";
import { pageOf, readCursor } from "../http/cursor.ts";
import { findCondition } from "../store/conditions.ts";
import { imageUrl, personRef } from "../http/images.ts";
import { adviceIn, causeHeadlines, causeSteps, isRoleless, type Told } from "../words/causes.ts";
import { page } from "../http/schemas.ts";
import type { World } from "../world.ts";
import { cameBack, listIncidents, profilesHit, type IncidentRow } from "./queries.ts";
import * as schema from "./schemas.ts";

const shownProfiles = 100;

async function presentIncident(
  world: Pick<World, "db" | "networks" | "outside">,
  row: IncidentRow,
  workspaceId: string,
): Promise<contract.Incident> {
  const network = world.networks.find(row.network);
  const { profiles, count, lost, status } = await profilesHit(world.db, row, workspaceId, shownProfiles);
  const back = row.closedAt === null ? await cameBack(world.db, row, workspaceId) : undefined;
  const condition = await findCondition(world.db, row);
  const frozen = row.reach === "network" && row.closedAt === null && condition.state === "frozen";
  const told: Told = {
    status: "expired",
    cause: row.cause,
    lost,
    until: null,
    since: row.openedAt,
    network: network?.about.name ?? row.network,
    server: serverTold(row, frozen),
    noun: network?.about.profileNoun.one ?? "profile",
    profile: profiles[0]?.name ?? "",
    count,
    nouns: network?.about.profileNoun.many ?? "profiles",
    person: row.setter?.name ?? "The person who connected it",
    loginLives: row.reach === "access",
    roleless: network && isRoleless(network),
    working: [],
  };
  return {
    id: row.id,
    network: row.network,
    server: row.server || null,
    reach: row.reach,
    cause: row.cause,
    headline: headline(row, told),
    nextStep: causeSteps[row.cause](told),
    advice: adviceIn(row.evidence),
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    person: row.setter && personRef(world, row.setter),
    grantId: row.grantId,
    profiles: profiles.map((profile) => ({ ...profile, avatarUrl: imageUrl(world, profile.avatarUrl) })),
    profileCount: count,
    cameBack: back ? { count: back.count, at: back.at.toISOString() } : null,
    status,
    verdictsFrozen: frozen,
  };
}

function serverTold({ server, closedAt }: IncidentRow, frozen: boolean): Told["server"] {
  if (server === "") return undefined;
  return { name: server, trouble: closedAt ? "over" : frozen ? "frozen" : "unavailable" };
}

function headline(row: IncidentRow, told: Told): string {
  if (row.cause === "scope_missing") return `${told.person} left a permission unticked.`;
  return causeHeadlines[row.cause](told);
}

export const incidentRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/incidents",
    name: "incidents",
    summary: "Incidents",
    description: "Newest first; each is one cause that affects one or many profiles.",
    tag: "Incidents",
    who: "viewer",
    query: schema.incidentsQuery,
    answers: { 200: page(schema.incident) },
    async run(world, { query, caller }) {
      const open = query.open === undefined ? undefined : query.open === "true";
      const rows = await listIncidents(world.db, {
        workspaceId: caller.workspaceId,
        open,
        after: readCursor(query.cursor)?.id,
        limit: query.limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.id }));
      return ok({
        items: await Promise.all(items.map((row) => presentIncident(world, row, caller.workspaceId))),
        nextCursor,
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/incidents/{id}",
    name: "incident",
    summary: "One incident",
    tag: "Incidents",
    who: "viewer",
    answers: { 200: schema.incident },
    async run(world, { params, caller }) {
      const [row] = await listIncidents(world.db, {
        workspaceId: caller.workspaceId,
        id: params.id,
        open: undefined,
        after: undefined,
        limit: 1,
      });
      if (!row) throw new AppError("not_found", "There is no such incident here.");
      return ok(await presentIncident(world, row, caller.workspaceId));
    },
  }),
];

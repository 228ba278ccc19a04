import { AppError } from "#core/app-error.ts";
import { profileStatuses, type ProfileStatus } from "#core/profile-status.ts";
import { z } from "zod";
import { disconnectProfile } from "../ending/disconnect.ts";
import { recordEvent } from "../events/record.ts";
import { accessesOfProfile } from "../store/accesses.ts";
import { checkGrant } from "../health/check.ts";
import { isLookSaved } from "../health/saved-looks.ts";
import { cursorQuery, pageOf, readCursor, readNumberedCursor } from "../http/cursor.ts";
import { defineRoute, noContent, ok } from "../http/route.ts";
import { list as listOf, page } from "../http/schemas.ts";
import { countOpenIncidents } from "../incidents/open-incidents.ts";
import { asCounts, countProfiles } from "../networks/counts.ts";
import { callsOfProfile } from "../store/calls.ts";
import { appsOf } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { budgetUsedUp } from "../calls/paid-reads.ts";
import type { World } from "../world.ts";
import { presentDetail, presentProfiles } from "./present.ts";
import { countLoginsToRenew, listBrands, listProfiles } from "./queries.ts";
import { requireProfile } from "../store/profiles.ts";
import * as schema from "./schemas.ts";

const tag = "Profiles";

function readStatuses(text: string | undefined): ProfileStatus[] | undefined {
  if (text === undefined) return undefined;
  return text.split(",").map((one) => {
    const status = profileStatuses.find((known) => known === one.trim());
    if (!status)
      throw new AppError(
        "invalid_input",
        `“${one.slice(0, 40)}” is no status. These are: ${profileStatuses.join(", ")}.`,
        { errors: [{ path: "status", message: "not a status" }] },
      );
    return status;
  });
}

const list = defineRoute({
  method: "GET",
  path: "/v1/profiles",
  name: "profiles",
  summary: "Profiles",
  description: "Those that need a person come first.",
  tag,
  who: "viewer",
  query: schema.profilesQuery,
  answers: { 200: page(schema.profile) },
  async run(world, { query, caller }) {
    const cursor = query.sort === "name" ? readCursor(query.cursor) : readNumberedCursor(query.cursor);
    const after = cursor && { id: cursor.id, key: String(cursor.key ?? "") };
    const rows = await listProfiles(world.db, {
      workspaceId: caller.workspaceId,
      status: readStatuses(query.status),
      network: query.network,
      brand: query.brand,
      q: query.q?.trim() || undefined,
      sort: query.sort,
      after,
      limit: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({
      id: row.id,
      key: query.sort === "name" ? row.name.toLowerCase() : String(row.urgency),
    }));
    return ok({ items: await presentProfiles(world, items), nextCursor });
  },
});

const read = defineRoute({
  method: "GET",
  path: "/v1/profiles/{id}",
  name: "profile",
  summary: "One profile",
  description: "With the state of each capability, its access tokens, and who can renew.",
  tag,
  who: "viewer",
  answers: { 200: schema.profileDetail },
  async run(world, { params, caller }) {
    return ok(await presentDetail(world, await requireProfile(world, caller.workspaceId, params.id)));
  },
});

const calls = defineRoute({
  method: "GET",
  path: "/v1/profiles/{id}/calls",
  name: "profileCalls",
  summary: "Calls for a profile",
  description: "Every call that was made at the network on its behalf, newest first.",
  tag,
  who: "viewer",
  query: z.strictObject(cursorQuery),
  answers: { 200: page(schema.networkCall) },
  async run(world, { params, query, caller }) {
    const profile = await requireProfile(world, caller.workspaceId, params.id);
    const rows = await callsOfProfile(world.db, {
      profileId: profile.id,
      after: readCursor(query.cursor)?.id,
      limit: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.id }));
    return ok({
      items: items.map(({ id, at, act, method, address, status, milliseconds }) => ({
        id,
        at: at.toISOString(),
        act,
        method,
        address,
        status,
        milliseconds,
      })),
      nextCursor,
    });
  },
});

const probe = defineRoute({
  method: "POST",
  path: "/v1/profiles/{id}/probe",
  name: "probeProfile",
  problems: ["conflict", "budget_used_up"],
  summary: "Probe a profile now",
  description: "With a real call that writes nothing.",
  tag,
  who: "member",
  answers: { 200: schema.probeAnswer },
  async run(world, { params, caller }) {
    const before = await requireProfile(world, caller.workspaceId, params.id);
    if (before.disconnectedAt)
      throw new AppError(
        "conflict",
        "This profile is disconnected; nothing is called for it any more. Connect it again first.",
      );
    const grants = new Set(
      (await accessesOfProfile(world.db, before.id))
        .filter((access) => access.health.state !== "ended")
        .map((access) => access.grantId),
    );
    const isSaved = await areLooksSaved(world, [...grants]);
    if (!isSaved)
      await recordEvent(world.db, world, {
        workspaceId: caller.workspaceId,
        kind: "checked_by_hand",
        profileId: before.id,
        actor: caller.name,
      });
    for (const grantId of grants) await checkGrant(world, grantId, { what: "all", profileId: before.id });
    const after = await requireProfile(world, caller.workspaceId, params.id);
    // What is free was done all the same; what it told is an answer.
    if (isSaved && after.status === before.status) {
      const network = requireNetwork(world, after.network);
      throw await budgetUsedUp(world, network, (await appsOf(world, network))[0]);
    }
    const [profile] = await presentProfiles(world, [after]);
    if (!profile) throw new Error("a profile just read is gone");
    return ok({ profile, proved: (after.provedAt?.getTime() ?? 0) > (before.provedAt?.getTime() ?? 0) });
  },
});

async function areLooksSaved(world: World, grantIds: readonly string[]): Promise<boolean> {
  for (const grantId of grantIds) if (!(await isLookSaved(world, grantId))) return false;
  return grantIds.length > 0;
}

const disconnect = defineRoute({
  method: "DELETE",
  path: "/v1/profiles/{id}",
  name: "disconnectProfile",
  summary: "Disconnect a profile",
  description:
    "Its tokens are destroyed and, where possible, revoked at the network; its history stays. Done already: nothing happens.",
  tag,
  who: "member",
  answers: { 204: null },
  async run(world, { params, caller }) {
    const profile = await requireProfile(world, caller.workspaceId, params.id);
    if (!profile.disconnectedAt) await disconnectProfile(world, profile, caller.name);
    return noContent();
  },
});

const summary = defineRoute({
  method: "GET",
  path: "/v1/summary",
  name: "summary",
  summary: "Summary",
  description: "The numbers on every page.",
  tag,
  who: "viewer",
  answers: { 200: schema.summary },
  async run(world, { caller }) {
    const [counts, renew, openIncidents] = await Promise.all([
      countProfiles(world.db, caller.workspaceId),
      countLoginsToRenew(world.db, caller.workspaceId),
      countOpenIncidents(world.db, caller.workspaceId),
    ]);
    return ok({
      counts: asCounts(counts),
      loginsToRenew: renew.logins,
      profilesRepairedByThat: renew.profiles,
      openIncidents,
    });
  },
});

const brands = defineRoute({
  method: "GET",
  path: "/v1/brands",
  name: "brands",
  summary: "Brands",
  description: "All brands of the workspace.",
  tag: "Brands",
  who: "viewer",
  answers: { 200: listOf(schema.brand) },
  async run(world, { caller }) {
    return ok({ items: await listBrands(world.db, caller.workspaceId) });
  },
});

export const profileRoutes = [list, read, calls, probe, disconnect, summary, brands];

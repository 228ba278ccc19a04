import { AppError } from "#core/app-error.ts";
import type * as contract from "#sdk/contract.ts";
import { z } from "zod";
import { pageOf, readNumberedCursor } from "../http/cursor.ts";
import { created, defineRoute, ok, seeOther, type Caller, type ReplyCookie, type RouteRequest } from "../http/route.ts";
import { findGrant } from "../store/grants.ts";
import { imageUrl, personRef } from "../http/images.ts";
import { findProfile } from "../store/profiles.ts";
import { page } from "../http/schemas.ts";
import type { World } from "../world.ts";
import { addressOf, beginConnection, beginRenewal, targetKey, type Begun } from "./begin.ts";
import { appOf } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { browserCookie, hashOf, isSameBrowser, newBrowserSecret } from "./binding.ts";
import { addProfiles, cancelFlow, confirmRenewal } from "./choose.ts";
import { createLink, linkState, requireLink, requireOpen, startLink } from "./links.ts";
import { presentFlow } from "./present.ts";
import { listCandidates } from "./candidate-queries.ts";
import { bindBrowser, endFlow, findFlow, type Flow } from "./flow-queries.ts";
import { findLink } from "./link-queries.ts";
import * as renewal from "./renewal-schemas.ts";
import { finishDance, type Landing } from "./return.ts";
import * as schema from "./schemas.ts";
import { servesOthersCount } from "./serves.ts";

const tag = "Connections";
const renewals = "Renewals";
const yearSeconds = 365 * 86_400;

function started(begun: Begun): contract.Started {
  return { connectionId: begun.flow.id, url: begun.url, expiresAt: begun.flow.expiresAt.toISOString() };
}

/** A flow belongs to the browser that opened it, and to the members of its workspace. Others learn nothing, not even that it exists. */
async function requireFlow(world: World, id: string, caller: Caller | null, request: RouteRequest): Promise<Flow> {
  const flow = await findFlow(world.db, id);
  const mine =
    flow &&
    (isSameBrowser(flow.browserHash, request.cookies[browserCookie]) ||
      (caller?.workspaceId === flow.workspaceId && caller.role !== "viewer"));
  if (!flow || !mine)
    throw new AppError(
      "not_found",
      "There is no such connection for this browser. Start again from Connected accounts.",
    );
  return flow;
}

function browserSecret(world: World, request: RouteRequest): { secret: string; cookies: ReplyCookie[] } {
  const present = request.cookies[browserCookie];
  if (present && present.length >= 40) return { secret: present, cookies: [] };
  const secret = newBrowserSecret(world);
  return { secret, cookies: [{ name: browserCookie, value: secret, path: "/", maxAgeSeconds: yearSeconds }] };
}

function landingPath(landing: Landing): string {
  return "flowId" in landing ? `/connections/${landing.flowId}` : `/connections/problem?code=${landing.problem}`;
}

/** At 127.0.0.1 our cookies of localhost are missing: a network that only redirects to the one is led to the other first. */
function atPublicHost(world: World, request: RouteRequest, path: string): string | undefined {
  const publicUrl = new URL(world.config.url);
  const host = request.headers.get("host");
  const isLoopback = host?.startsWith("127.0.0.1") || host?.startsWith("[::1]");
  return isLoopback && publicUrl.hostname === "localhost" ? `${publicUrl.origin}${path}` : undefined;
}

const startConnection = defineRoute({
  method: "POST",
  path: "/v1/connections",
  name: "startConnection",
  problems: ["not_found", "network_refused"],
  summary: "Start connecting profiles",
  description: "Answers the address to open in the person's browser. The first browser that opens it goes on with it.",
  tag,
  who: "member",
  // The address it answers is good for the first browser only that opens it; a renewal may answer a link, which is a secret.
  idempotent: true,
  body: schema.connectionStart,
  answers: { 201: schema.started },
  async run(world, { body, caller }) {
    const begun = await beginConnection(world, {
      workspaceId: caller.workspaceId,
      memberId: caller.userId,
      network: body.network,
      identifier: body.identifier,
      way: body.way,
    });
    return created(started(begun));
  },
});

const startRenewal = defineRoute({
  method: "POST",
  path: "/v1/renewals",
  name: "startRenewal",
  problems: ["not_found", "network_refused"],
  summary: "Start a renewal",
  description: "Of a profile's or a grant's login; or a single-use link for somebody without an account here.",
  tag: renewals,
  who: "member",
  body: renewal.renewalStart,
  answers: { 201: schema.started },
  async run(world, { body, caller }) {
    const key = renewalKey(body);
    if (body.as === "link") {
      const link = await createLink(world, key, {
        workspaceId: caller.workspaceId,
        memberId: caller.userId,
        name: caller.name,
      });
      return created({ connectionId: null, url: link.url, expiresAt: link.expiresAt.toISOString() });
    }
    const begun = await beginRenewal(world, key, {
      workspaceId: caller.workspaceId,
      memberId: caller.userId,
      linkId: null,
      rerequest: body.rerequest ?? false,
      switchAccount: body.switchAccount ?? false,
    });
    return created(started(begun));
  },
});

function renewalKey(body: contract.RenewalStart): { profileId: string } | { grantId: string } {
  if (body.profileId !== undefined && body.grantId === undefined) return { profileId: body.profileId };
  if (body.grantId !== undefined && body.profileId === undefined) return { grantId: body.grantId };
  throw new AppError("invalid_input", "Name either profileId or grantId.", {
    errors: [{ path: "profileId", message: "name either profileId or grantId" }],
  });
}

const openFlow = defineRoute({
  method: "GET",
  path: "/v1/oauth/start",
  internal: true,
  summary: "Opens a connection in this browser and goes on to the network",
  tag,
  who: "anyone",
  query: z.strictObject({ flow: z.string().max(64) }),
  answers: { 303: null },
  async run(world, { query, request }) {
    const elsewhere = atPublicHost(world, request, `/v1/oauth/start?flow=${encodeURIComponent(query.flow)}`);
    if (elsewhere) return seeOther(elsewhere);
    const flow = await findFlow(world.db, query.flow);
    if (!flow) return seeOther("/connections/problem?code=state_unknown");
    const { secret, cookies } = browserSecret(world, request);
    if (!(await bindBrowser(world.db, flow.id, hashOf(secret))))
      return seeOther("/connections/problem?code=other_browser", cookies);
    if (flow.status !== "waiting" || flow.expiresAt <= world.clock.now())
      return seeOther(`/connections/${flow.id}`, cookies);
    return seeOther(await addressOrPage(world, flow), cookies);
  },
});

/** A person stands before this, so what keeps us from going on is said on the flow's page. */
async function addressOrPage(world: World, flow: Flow): Promise<string> {
  try {
    return await addressOf(world, requireNetwork(world, flow.network), flow);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await endFlow(world.db, flow.id, ["waiting"], {
      status: "failed",
      message: `${error.message} Nothing was changed.`,
      now: world.clock.now(),
    });
    return `/connections/${flow.id}`;
  }
}

const callback = defineRoute({
  method: "GET",
  path: "/v1/oauth/callback",
  internal: true,
  summary: "Where networks send the browser back to; always goes on to a page that says how it went",
  tag,
  who: "anyone",
  // Networks add what they like; unknown members are theirs.
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  answers: { 303: null },
  async run(world, { query, request }) {
    const params = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [
        name,
        Array.isArray(value) ? (value[0] ?? "") : value,
      ]),
    );
    const elsewhere = atPublicHost(world, request, `/v1/oauth/callback?${params.toString()}`);
    if (elsewhere) return seeOther(elsewhere);
    return seeOther(landingPath(await finishDance(world, params, request.cookies[browserCookie])));
  },
});

const readConnection = defineRoute({
  method: "GET",
  path: "/v1/connections/{id}",
  name: "connection",
  summary: "How a connection stands",
  description: "Read it again when `GET /v1/stream` names it.",
  tag,
  who: "browser-flow",
  answers: { 200: schema.connection },
  async run(world, { params, caller, request }) {
    return ok(await presentFlow(world, await requireFlow(world, params.id, caller, request)));
  },
});

const readCandidates = defineRoute({
  method: "GET",
  path: "/v1/connections/{id}/candidates",
  name: "candidates",
  summary: "What a consent reaches",
  description: "Profiles, usable or not, with the reason.",
  tag,
  who: "browser-flow",
  query: schema.candidatesQuery,
  answers: { 200: page(schema.candidate) },
  async run(world, { params, query, caller, request }) {
    const flow = await requireFlow(world, params.id, caller, request);
    const after = readNumberedCursor(query.cursor)?.key;
    const rows = await listCandidates(world.db, {
      flowId: flow.id,
      workspaceId: flow.workspaceId,
      network: flow.network,
      q: query.q?.trim() || undefined,
      after,
      limit: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.remoteId, key: String(row.position) }));
    return ok({
      items: items.map((row) => ({
        remoteId: row.remoteId,
        name: row.name,
        handle: row.handle,
        kind: row.kind,
        avatarUrl: imageUrl(world, row.avatarUrl),
        roles: row.roles ? [...row.roles] : null,
        alreadyConnected: row.connected,
        leftOut: row.leftOut,
        unusable: row.unusable,
      })),
      nextCursor,
    });
  },
});

const addPicked = defineRoute({
  method: "POST",
  path: "/v1/connections/{id}/profiles",
  name: "addProfiles",
  problems: ["conflict", "gone"],
  summary: "Add the picked profiles",
  description: "Nothing is attached before this. Each is proved by a real call first.",
  tag,
  who: "browser-flow",
  body: schema.addProfiles,
  answers: { 200: schema.connection },
  async run(world, { params, body, caller, request }) {
    const flow = await requireFlow(world, params.id, caller, request);
    return ok(await presentFlow(world, await addProfiles(world, flow, body.remoteIds)));
  },
});

const confirm = defineRoute({
  method: "POST",
  path: "/v1/connections/{id}/confirm",
  name: "confirmConnection",
  problems: ["conflict", "gone"],
  summary: "Confirm a renewal",
  description: "Saves it after the comparison, or takes a way on after a mismatch.",
  tag,
  who: "browser-flow",
  body: renewal.confirmRenewal,
  answers: { 200: schema.connection },
  async run(world, { params, body, caller, request }) {
    const flow = await requireFlow(world, params.id, caller, request);
    if (flow.purpose !== "renew")
      throw new AppError("conflict", "This is a new connection: pick profiles and add them.");
    if (flow.linkId && body.way !== "renew" && body.way !== "additional_access")
      throw new AppError(
        "forbidden",
        "This link is for one renewal; new profiles are added by a member of the workspace.",
      );
    return ok(await presentFlow(world, await confirmRenewal(world, flow, body.way)));
  },
});

const cancel = defineRoute({
  method: "POST",
  path: "/v1/connections/{id}/cancel",
  name: "cancelConnection",
  problems: ["conflict"],
  summary: "Give a connection up",
  description: "Nothing is changed, and the consent is forgotten.",
  tag,
  who: "browser-flow",
  answers: { 200: schema.connection },
  async run(world, { params, caller, request }) {
    return ok(await presentFlow(world, await cancelFlow(world, await requireFlow(world, params.id, caller, request))));
  },
});

/** The way in that a person chose: "another login" must not lead them through another door. */
async function wayOf(world: World, flow: Flow): Promise<string | undefined> {
  if (!requireNetwork(world, flow.network).about.ways) return undefined;
  return (await appOf(world, flow.appId)).credentials.instance;
}

const restart = defineRoute({
  method: "POST",
  path: "/v1/connections/{id}/restart",
  name: "restartConnection",
  problems: ["conflict", "gone", "network_refused"],
  summary: "Begin a connection again",
  description: "With another login, or to grant what was left unticked.",
  tag,
  who: "browser-flow",
  body: schema.restart,
  answers: { 201: schema.started },
  async run(world, { params, body, caller, request }) {
    const flow = await requireFlow(world, params.id, caller, request);
    const link = flow.linkId && (await findLink(world.db, { id: flow.linkId }));
    if (link) requireOpen(world, link);
    await cancelFlow(world, flow);
    const { workspaceId, memberId, linkId, network } = flow;
    const asked = { rerequest: body.rerequest ?? false, switchAccount: body.switchAccount ?? false };
    const begun = flow.profileId
      ? await beginRenewal(world, targetKey(flow), { workspaceId, memberId, linkId, ...asked })
      : await beginConnection(world, {
          workspaceId,
          memberId,
          network,
          identifier: flow.identifier ?? undefined,
          way: await wayOf(world, flow),
          ...asked,
        });
    return created(started(begun));
  },
});

const readLink = defineRoute({
  method: "GET",
  path: "/v1/renewal-links/{token}",
  name: "renewalLink",
  summary: "What a renewal link is for",
  description: "Needs no account.",
  tag: renewals,
  who: "anyone",
  answers: { 200: renewal.renewalLink },
  async run(world, { params }) {
    const link = await requireLink(world, params.token);
    const profile = await findProfile(world.db, { workspaceId: link.workspaceId, id: link.profileId });
    if (!profile) throw new AppError("not_found", "What this link was for is gone.");
    const network = requireNetwork(world, profile.network);
    const grant = link.grantId ? await findGrant(world.db, link.grantId) : undefined;
    return ok({
      network: profile.network,
      networkName: network.about.name,
      profile: { id: profile.id, name: profile.name, avatarUrl: imageUrl(world, profile.avatarUrl) },
      profilesHealed: grant ? await servesOthersCount(world, grant.id) : 1,
      person: personRef(world, grant?.setter ?? { name: "" }),
      invitedBy: link.createdBy,
      workspace: link.workspace,
      expiresAt: link.expiresAt.toISOString(),
      state: linkState(world, link),
      needs: [...network.about.guide.needs],
    });
  },
});

const openLink = defineRoute({
  method: "POST",
  path: "/v1/renewal-links/{token}/start",
  name: "startRenewalLink",
  problems: ["gone", "network_refused"],
  summary: "Start the renewal of a link",
  description: "In this browser; needs no account.",
  tag: renewals,
  who: "anyone",
  answers: { 201: schema.started },
  async run(world, { params, request }) {
    const begun = await startLink(world, params.token);
    const { secret, cookies } = browserSecret(world, request);
    await bindBrowser(world.db, begun.flow.id, hashOf(secret));
    return { ...created(started(begun)), cookies };
  },
});

export const connectionRoutes = [
  startConnection,
  startRenewal,
  openFlow,
  callback,
  readConnection,
  readCandidates,
  addPicked,
  confirm,
  cancel,
  restart,
  readLink,
  openLink,
];

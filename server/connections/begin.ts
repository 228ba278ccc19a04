import { AppError } from "#core/app-error.ts";
import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import type { Secret } from "#core/secret.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import { appOf, requireApp, type OpenApp } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { hasServers, registerAgain, requireServerApp } from "../apps/servers.ts";
import { withCall } from "../calls/call.ts";
import { recordEvent } from "../events/record.ts";
import { appAccepted } from "../health/guard.ts";
import { redirectUri } from "../http/paths.ts";
import { findGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { flowBinding, sealState } from "./binding.ts";
import { findFlow, insertFlow, moveFlow, type Flow } from "./flow-queries.ts";
import { findRenewalTarget, type RenewalKey, type RenewalTarget } from "./link-queries.ts";

/** A person has this long to come back from the network and choose. Seconds. */
const flowSeconds = 30 * 60;
/** A pushed authorisation request lives five minutes (Bluesky); an older address is asked for anew. Seconds. */
const addressSeconds = 240;

export interface Begun {
  readonly flow: Flow;
  /** What to open in the browser: our own page, which ties the dance to the browser that opens it. */
  readonly url: string;
}

export interface ConnectionWish {
  readonly workspaceId: string;
  readonly memberId: string | null;
  readonly network: string;
  readonly identifier?: string | undefined;
  /** Which way in, where the network has several. */
  readonly way?: string | undefined;
  readonly rerequest?: boolean;
  readonly switchAccount?: boolean;
}

export async function beginConnection(world: World, asked: ConnectionWish): Promise<Begun> {
  const network = requireNetwork(world, asked.network);
  if (network.about.identifier && !asked.identifier?.trim())
    throw new AppError(
      "invalid_input",
      `${network.about.name} needs your ${network.about.identifier.label.toLowerCase()} first.`,
    );
  const { workspaceId, memberId } = asked;
  if (asked.way !== undefined && !network.about.ways?.some((one) => one.id === asked.way))
    throw new AppError("invalid_input", `${network.about.name} knows no way in called “${asked.way}”.`);
  return begin(world, network, {
    workspaceId,
    memberId,
    identifier: asked.identifier?.trim(),
    way: asked.way,
    purpose: "connect",
    target: null,
    grant: undefined,
    rerequest: asked.rerequest ?? false,
    switchAccount: asked.switchAccount ?? false,
    linkId: null,
  });
}

export interface RenewalWish {
  readonly workspaceId: string;
  readonly memberId: string | null;
  readonly linkId: string | null;
  readonly rerequest: boolean;
  readonly switchAccount: boolean;
}

export async function beginRenewal(world: World, key: RenewalKey, wish: RenewalWish): Promise<Begun> {
  const target = await requireTarget(world, wish.workspaceId, key);
  const network = requireNetwork(world, target.network);
  const grant = target.grantId ? await findGrant(world.db, target.grantId) : undefined;
  const rerequest = wish.rerequest || (grant?.scopesDeclined.length ?? 0) > 0 || target.cause === "profile_not_granted";
  const identifier = grant?.setter.handle ?? grant?.setter.remoteId ?? target.remoteId;
  const begun = await begin(world, network, {
    ...wish,
    purpose: "renew",
    target,
    grant,
    rerequest,
    identifier: network.about.identifier ? identifier : undefined,
  });
  await recordEvent(world.db, world, {
    workspaceId: wish.workspaceId,
    kind: "renewal_started",
    profileId: target.profileId,
    actor: wish.memberId ?? undefined,
    facts: { person: grant?.setter.name ?? null, link: wish.linkId !== null },
  });
  return begun;
}

/** What a flow is for, with the grant that it was begun with. */
export function targetKey(flow: Pick<Flow, "profileId" | "grantId">): RenewalKey {
  return { profileId: flow.profileId ?? "", preferredGrantId: flow.grantId };
}

export async function requireTarget(
  world: Pick<World, "db">,
  workspaceId: string,
  key: RenewalKey,
): Promise<RenewalTarget> {
  const target = await findRenewalTarget(world.db, workspaceId, key);
  if (!target)
    throw new AppError(
      "not_found",
      "There is no such profile here, or it is disconnected. Connect it again from Connected accounts.",
    );
  return target;
}

interface Plan {
  readonly workspaceId: string;
  readonly memberId: string | null;
  readonly linkId: string | null;
  readonly purpose: "connect" | "renew";
  readonly target: RenewalTarget | null;
  readonly grant: StoredGrant | undefined;
  readonly identifier?: string | undefined;
  readonly way?: string | undefined;
  readonly rerequest: boolean;
  readonly switchAccount: boolean;
}

async function begin(world: World, network: Network, plan: Plan): Promise<Begun> {
  const app = await appFor(world, network, plan);
  const now = world.clock.now();
  const id = newId("authorization", now, world.random.bytes(13));
  const verifier = Buffer.from(world.random.bytes(48)).toString("base64url");
  // Never ask for less than before: at some networks a narrower request ends the earlier tokens of the same person.
  const offered =
    network.about.ways?.find((way) => way.id === app.credentials.instance)?.scopes ?? network.oauth.scopes;
  const scopes = [...new Set([...offered, ...(plan.grant?.scopesAsked ?? [])])];
  const dance = await askNetwork(world, network, app, { id, plan, verifier, scopes });
  await insertFlow(world.db, {
    id,
    workspace_id: plan.workspaceId,
    network: network.about.id,
    app_id: app.id,
    purpose: plan.purpose,
    profile_id: plan.target?.profileId ?? null,
    grant_id: plan.grant?.id ?? null,
    member_id: plan.memberId,
    link_id: plan.linkId,
    browser_hash: "",
    identifier: plan.identifier ?? null,
    scopes_asked: scopes,
    rerequest: plan.rerequest,
    verifier_sealed: world.vault.seal(verifier, flowBinding(id, "verifier")),
    keep_sealed: dance.keep ? world.vault.seal(dance.keep, flowBinding(id, "keep")) : null,
    status: "waiting",
    message: null,
    consent_sealed: null,
    person: null,
    scopes_granted: null,
    outcome: JSON.stringify({ url: dance.url, begunAt: now.toISOString(), switchAccount: plan.switchAccount }),
    created_at: now,
    expires_at: addSeconds(now, flowSeconds),
    returned_at: null,
    ended_at: null,
  });
  const flow = await findFlow(world.db, id);
  if (!flow) throw new Error("a flow just written is gone");
  return { flow, url: `${world.config.url}/v1/oauth/start?flow=${id}` };
}

/** A renewal goes the way that its grant came, as long as that app is still there. */
async function appFor(world: World, network: Network, plan: Plan): Promise<OpenApp> {
  if (hasServers(network)) return requireServerApp(world, network, plan.identifier ?? "", acceptedAt(world, network));
  if (plan.way !== undefined) return requireApp(world, network, plan.way);
  return plan.grant ? appOf(world, plan.grant.appId) : requireApp(world, network);
}

const acceptedAt = (world: World, network: Network) => (appId: string) => appAccepted(world, network, appId);

async function askNetwork(
  world: World,
  network: Network,
  app: OpenApp,
  ask: { id: string; plan: Plan; verifier: string; scopes: readonly string[]; again?: boolean },
): Promise<{ url: string; keep?: Secret }> {
  const { plan } = ask;
  const state = sealState(world, {
    flowId: ask.id,
    profileId: plan.target?.profileId ?? null,
    grantId: plan.grant?.id ?? null,
  });
  try {
    return await withCall(world, { network, app }, (call) =>
      network.oauth.begin(call, {
        redirectUri: redirectUri(world),
        state,
        verifier: ask.verifier,
        scopes: ask.scopes,
        identifier: plan.identifier,
        expected: plan.grant?.setter,
        rerequest: plan.rerequest,
        switchAccount: plan.switchAccount,
      }),
    );
  } catch (failure) {
    if (
      failure instanceof NetworkFailure &&
      failure.diagnosis.kind === "app-rejected" &&
      hasServers(network) &&
      !ask.again
    )
      return askNetwork(world, network, await registerAgain(world, network, app, acceptedAt(world, network)), {
        ...ask,
        again: true,
      });
    if (failure instanceof NetworkFailure)
      throw new AppError(
        "network_refused",
        `${network.about.name} did not let us start: ${failure.diagnosis.repair.how}`,
        { cause: failure.diagnosis.cause },
      );
    throw failure;
  }
}

/** The address at the network for a flow that a browser opens; asked for anew when the earlier one has grown old. */
export async function addressOf(world: World, network: Network, flow: Flow): Promise<string> {
  const now = world.clock.now();
  const { url, begunAt } = flow.outcome;
  if (url && begunAt && addSeconds(new Date(begunAt), addressSeconds) > now) return world.outside.address(url);
  const app = await appOf(world, flow.appId);
  const grant = flow.grantId ? await findGrant(world.db, flow.grantId) : undefined;
  const target = flow.profileId ? await requireTarget(world, flow.workspaceId, targetKey(flow)) : null;
  const verifier = world.vault.open(flow.verifierSealed ?? "", flowBinding(flow.id, "verifier")).reveal();
  const switchAccount = flow.outcome.switchAccount ?? false;
  const plan: Plan = { ...flow, target, grant, identifier: flow.identifier ?? undefined, switchAccount };
  const dance = await askNetwork(world, network, app, { id: flow.id, plan, verifier, scopes: flow.scopesAsked });
  const keep = dance.keep ? world.vault.seal(dance.keep, flowBinding(flow.id, "keep")) : null;
  await moveFlow(world.db, flow.id, ["waiting"], {
    keep_sealed: keep,
    outcome: JSON.stringify({ ...flow.outcome, url: dance.url, begunAt: now.toISOString() }),
  });
  return world.outside.address(dance.url);
}

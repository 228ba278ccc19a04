import { planRefresh } from "#core/refresh-plan.ts";
import { newId } from "#core/id.ts";
import { NetworkFailure, type LiveGrant, type Network } from "#networks/network.ts";
import type { Queryable } from "../db/database.ts";
import { recordEvent } from "../events/record.ts";
import {
  findGrantOfSetter,
  insertGrant,
  replaceGrant,
  type NewGrant,
  type StoredGrant,
} from "../grants/grant-store.ts";
import { grantBinding, openGrant, sealTokens } from "../grants/tokens.ts";
import { checkGrant } from "../health/check.ts";
import { deriveProfiles } from "../health/derive.ts";
import { appOf, type OpenApp } from "../networks/apps.ts";
import { withCall } from "../networks/call.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { attachChosen } from "./attach.ts";
import { requireNetwork } from "./begin.ts";
import { candidateBinding } from "./binding.ts";
import { asLiveGrant, openConsent, type OpenConsent } from "./consent.ts";
import {
  candidatesByIds,
  dropAccesses,
  findFlow,
  moveFlow,
  profilesServedBy,
  useLink,
  type Flow,
  type StoredCandidate,
} from "./queries.ts";

/**
 * Proves a consent by a real call, saves it in place of the person's earlier one, then looks at everything it reaches.
 * The old token stays untouched until the new one is proved.
 */
export async function proveFlow(world: World, flowId: string): Promise<void> {
  const flow = await findFlow(world.db, flowId);
  if (flow?.status !== "proving") return;
  const network = requireNetwork(world, flow.network);
  const saved = flow.outcome.savedGrantId ?? (await proveAndSave(world, network, flow));
  if (!saved) return;
  await checkGrant(world, saved, { what: "all" });
  await moveFlow(world.db, flow.id, ["proving"], { status: "done", ended_at: world.clock.now(), consent_sealed: null });
  await tell(world, flow);
}

const tell = (world: World, flow: Flow): Promise<void> =>
  announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });

async function proveAndSave(world: World, network: Network, flow: Flow): Promise<string | undefined> {
  const chosen = await candidatesByIds(world.db, flow.id, flow.outcome.chosen ?? []);
  const consent = openConsent(world, flow);
  const app = await appOf(world, flow.appId);
  const first = flow.outcome.chosen?.[0];
  const target = chosen.find((one) => one.remoteId === first);
  try {
    if (!target) throw new Error("a flow without a chosen profile cannot be proved");
    await proveFirst(world, network, app, asLiveGrant(flow, consent), target, flow);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    await notProved(world, network, flow, failure);
    return undefined;
  }
  return save(world, network, app, flow, consent, chosen);
}

async function proveFirst(
  world: World,
  network: Network,
  app: OpenApp,
  live: LiveGrant,
  target: StoredCandidate,
  flow: Flow,
): Promise<void> {
  const token = target.tokenSealed
    ? world.vault.open(target.tokenSealed, candidateBinding(flow.id, target.remoteId))
    : live.tokens.accessToken;
  await withCall(world, { network, app, ...(flow.profileId ? { profileId: flow.profileId } : {}) }, async (call) => {
    await network.probe.grant(call, live);
    await network.probe.access(call, live, { remoteId: target.remoteId, token });
  });
}

async function notProved(world: World, network: Network, flow: Flow, failure: NetworkFailure): Promise<void> {
  const message = `${network.about.name} did not accept the new login when we tried it. ${failure.diagnosis.repair.how} Nothing was changed; what was connected before still is.`;
  await moveFlow(world.db, flow.id, ["proving"], {
    status: "failed",
    message,
    consent_sealed: null,
    ended_at: world.clock.now(),
  });
  world.log.warn({ flow: flow.id, rule: failure.diagnosis.rule }, "a consent could not be proved");
  await tell(world, flow);
}

async function save(
  world: World,
  network: Network,
  app: OpenApp,
  flow: Flow,
  consent: OpenConsent,
  chosen: readonly StoredCandidate[],
): Promise<string> {
  const { grantId, replaced } = await world.db.transaction().execute(async (trx) => {
    const key = { workspaceId: flow.workspaceId, network: flow.network, setterRemoteId: consent.person.remoteId };
    const earlier = await findGrantOfSetter(trx, key);
    const grant = newGrant(world, network, flow, consent, earlier);
    await (earlier ? replaceGrant(trx, grant) : insertGrant(trx, grant));
    const attached = await attachChosen(trx, world, flow, grant.id, await withServed(trx, flow, earlier, chosen));
    const dropped = earlier ? await dropUnreached(trx, world, flow, earlier) : [];
    await recordEvent(trx, world, {
      workspaceId: flow.workspaceId,
      kind: earlier ? "grant_renewed" : "grant_authorised",
      grantId: grant.id,
      actor: flow.memberId ?? undefined,
      facts: {
        person: consent.person.name,
        network: network.about.name,
        profiles: attached.length,
        declined: flow.scopesDeclined,
      },
    });
    if (flow.linkId) await useLink(trx, flow.linkId, world.clock.now());
    await deriveProfiles(trx, world, [...attached, ...dropped]);
    await moveFlow(trx, flow.id, ["proving"], {
      outcome: JSON.stringify({ ...flow.outcome, savedGrantId: grant.id }),
      grant_id: grant.id,
    });
    return { grantId: grant.id, replaced: earlier };
  });
  if (replaced) await retire(world, network, app, replaced);
  return grantId;
}

function newGrant(
  world: World,
  network: Network,
  flow: Flow,
  consent: OpenConsent,
  earlier: StoredGrant | undefined,
): NewGrant {
  const now = world.clock.now();
  const id = earlier?.id ?? newId("grant", now, world.random.bytes(13));
  const { answer } = consent;
  const plan = planRefresh(
    { ...answer, issuedAt: consent.issuedAt, hasRefreshToken: answer.tokens.refreshToken !== undefined },
    network.policy.refresh,
    world.random.fraction(),
  );
  return {
    id,
    workspaceId: flow.workspaceId,
    network: flow.network,
    appId: flow.appId,
    setter: consent.person,
    tokenKind: answer.tokenKind,
    tokensSealed: sealTokens(world, answer.tokens, grantBinding(id)),
    scopesAsked: flow.scopesAsked,
    scopesGranted: answer.scopesGranted,
    scopesDeclined: answer.scopesDeclined ?? [],
    accessExpiresAt: answer.accessExpiresAt,
    refreshExpiresAt: answer.refreshExpiresAt,
    endsAt: answer.endsAt,
    dataAccessEndsAt: answer.dataAccessEndsAt,
    refreshAt: "at" in plan ? plan.at : null,
    now,
  };
}

/** The same person's earlier profiles get the fresh tokens too: one login heals all that it reaches. */
async function withServed(
  trx: Queryable,
  flow: Flow,
  earlier: StoredGrant | undefined,
  chosen: readonly StoredCandidate[],
): Promise<StoredCandidate[]> {
  const served = earlier ? await profilesServedBy(trx, earlier.id, flow.id) : [];
  const missing = served
    .filter((one) => one.usable && !chosen.some((other) => other.remoteId === one.remoteId))
    .map((one) => one.remoteId);
  return [...chosen, ...(await candidatesByIds(trx, flow.id, missing))];
}

async function dropUnreached(trx: Queryable, world: World, flow: Flow, earlier: StoredGrant): Promise<string[]> {
  const dropped = (await profilesServedBy(trx, earlier.id, flow.id)).filter((one) => !one.usable);
  await dropAccesses(
    trx,
    earlier.id,
    dropped.map((one) => one.profileId),
    world.clock.now(),
  );
  await recordEvent(
    trx,
    world,
    ...dropped.map((one) => ({
      workspaceId: flow.workspaceId,
      kind: "access_dropped" as const,
      profileId: one.profileId,
      grantId: earlier.id,
      facts: { person: earlier.setter.name },
    })),
  );
  return dropped.map((one) => one.profileId);
}

/** The session that this renewal replaced is ended at the network, where it is kept apart from the new one. */
async function retire(world: World, network: Network, app: OpenApp, replaced: StoredGrant): Promise<void> {
  const { retire: retireAt } = network.oauth;
  if (!retireAt || replaced.tokensSealed === null) return;
  try {
    await withCall(world, { network, app, grantId: replaced.id }, (call) => retireAt(call, openGrant(world, replaced)));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    world.log.info(
      { grant: replaced.id, rule: failure.diagnosis.rule },
      "a replaced session was not ended at the network; it ends by itself",
    );
  }
}

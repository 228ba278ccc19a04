import { addSeconds } from "#core/backoff.ts";
import { NetworkFailure, type Network, type Refusal } from "#networks/network.ts";
import { appOf } from "../apps/apps.ts";
import { requireNetwork } from "../apps/find.ts";
import { withCall } from "../calls/call.ts";
import { recordEvent } from "../events/record.ts";
import { redirectUri } from "../http/paths.ts";
import { saveRefusal } from "../store/apps.ts";
import { announce } from "../stream/announce.ts";
import type { World } from "../world.ts";
import { flowBinding, isSameBrowser, openState } from "./binding.ts";
import { sealConsent } from "./consent.ts";
import { endFlow, findFlow, moveFlow, workFrom, type Flow } from "./flow-queries.ts";
import { graceSeconds } from "./hold.ts";

/** Where the browser goes after a callback: the flow's page, or a page that says why this callback was not accepted. */
export type Landing =
  | { readonly flowId: string }
  | { readonly problem: "state_unknown" | "state_expired" | "other_browser" };

/** Exchanging a code takes no more calls than this at any network: whoever is at it for longer has died over it. */
const exchangeCalls = 6;

/**
 * A browser comes back from the network. Whatever it brings (a refusal, a replay, another browser's state, garbage), it ends
 * on a clear page, and nothing is attached to any profile here.
 */
export async function finishDance(world: World, params: URLSearchParams, cookie: string | undefined): Promise<Landing> {
  const state = openState(world, params.get("state") ?? "");
  const flow = state && (await findFlow(world.db, state.flowId));
  if (!flow || flow.profileId !== state.profileId) return { problem: "state_unknown" };
  if (!isSameBrowser(flow.browserHash, cookie)) return { problem: "other_browser" };
  if (flow.status !== "waiting") return { flowId: flow.id };
  if (flow.expiresAt <= world.clock.now()) return { problem: "state_expired" };
  const network = requireNetwork(world, flow.network);
  const refusal = network.oauth.refusal(params);
  if (refusal) await refuse(world, network, flow, refusal);
  else await exchange(world, network, flow, params);
  return { flowId: flow.id };
}

async function refuse(world: World, network: Network, flow: Flow, refusal: Refusal): Promise<void> {
  const cancelled = refusal.what === "cancelled";
  const message = cancelled
    ? `You cancelled at ${network.about.name}. Nothing was changed; what was connected before still is.`
    : `${network.about.name} refused: ${refusal.words} Nothing was changed.`;
  const now = world.clock.now();
  // Not this person's fault and not to be mended by trying again: the operator hears of it once.
  if (refusal.what === "app_rejected") await saveRefusal(world.db, flow.appId, { at: now, words: refusal.words });
  const status = cancelled ? "cancelled" : "failed";
  const moved = await endFlow(world.db, flow.id, ["waiting"], { status, message, returnedAt: now, now });
  if (moved && flow.purpose === "renew") {
    await recordEvent(world.db, world, {
      workspaceId: flow.workspaceId,
      kind: cancelled ? "renewal_cancelled" : "renewal_refused",
      profileId: flow.profileId ?? undefined,
      actor: flow.memberId ?? undefined,
      facts: { words: refusal.words },
    });
  }
}

async function exchange(world: World, network: Network, flow: Flow, params: URLSearchParams): Promise<void> {
  // The code is good once: whoever moves the flow on first exchanges it, a double callback finds it moved.
  const mine = await moveFlow(world.db, flow.id, ["waiting"], {
    status: "discovering",
    returned_at: world.clock.now(),
    ...workFrom(addSeconds(world.clock.now(), exchangeCalls * world.config.callDeadlineSeconds + graceSeconds)),
  });
  if (!mine) return;
  try {
    await exchangeCode(world, network, flow, params);
    await saveRefusal(world.db, flow.appId, null);
    await world.jobs.send("discover-profiles", flow.id);
  } catch (failure) {
    const words =
      failure instanceof NetworkFailure ? failure.diagnosis.repair.how : "Something went wrong on our side.";
    await endFlow(world.db, flow.id, ["discovering"], {
      status: "failed",
      message: `The login at ${network.about.name} could not be completed. ${words} Nothing was changed.`,
      now: world.clock.now(),
    });
    // A person stands before this: a bug of ours ends on the flow's page as well, and is logged whole.
    if (failure instanceof NetworkFailure)
      world.log.warn({ rule: failure.diagnosis.rule, flow: flow.id }, "a code could not be exchanged");
    else world.log.error({ err: failure, flow: flow.id }, "a callback failed on our side");
  }
}

async function exchangeCode(world: World, network: Network, flow: Flow, params: URLSearchParams): Promise<void> {
  const app = await appOf(world, flow.appId);
  const verifier = world.vault.open(flow.verifierSealed ?? "", flowBinding(flow.id, "verifier")).reveal();
  const keep = flow.keepSealed ? world.vault.open(flow.keepSealed, flowBinding(flow.id, "keep")) : undefined;
  const consent = await withCall(world, { network, app }, (call) =>
    network.oauth.finish(call, { params, redirectUri: redirectUri(world), verifier, keep }),
  );
  await moveFlow(world.db, flow.id, ["discovering"], {
    consent_sealed: sealConsent(world, flow.id, consent, world.clock.now()),
    person: JSON.stringify(consent.person),
    scopes_granted: consent.answer.scopesGranted ? [...consent.answer.scopesGranted] : null,
    scopes_declined: [...(consent.answer.scopesDeclined ?? [])],
    verifier_sealed: null,
    keep_sealed: null,
    ...workFrom(addSeconds(world.clock.now(), graceSeconds)),
  });
  await announce(world.db, flow.workspaceId, { event: "connection", data: { id: flow.id } });
}

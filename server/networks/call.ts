import { newId } from "#core/id.ts";
import { openDoor, type CallTrace } from "#networks/kit/call.ts";
import { NetworkFailure, type Call, type Network } from "#networks/network.ts";
import { keepUnrecognised } from "../failures/unrecognised.ts";
import { AddressRefusedError } from "../platform/outside-guard.ts";
import { RedirectRefusedError } from "../platform/outside.ts";
import type { World } from "../world.ts";
import { insertCalls } from "./queries.ts";
import type { OpenApp } from "./apps.ts";

/** On whose behalf a call is made: it stands in their activity log (R7). */
export interface OnBehalfOf {
  readonly network: Network;
  readonly app: OpenApp;
  readonly grantId?: string;
  readonly profileId?: string;
}

type CallEdges = Pick<World, "db" | "clock" | "random" | "outside" | "config" | "log">;

/**
 * Opens the door for one use; what was sent is in the activity log when it returns or throws. Every failure that an adapter
 * cannot explain comes through here, whatever the act: what nobody knows is kept for the operator.
 */
export async function withCall<T>(world: CallEdges, subject: OnBehalfOf, use: (call: Call) => Promise<T>): Promise<T> {
  const traces: CallTrace[] = [];
  let refused: Error | undefined;
  const call = openDoor({
    network: subject.network,
    app: subject.app.credentials,
    publicUrl: world.config.url,
    deadlineSeconds: world.config.callDeadlineSeconds,
    now: () => world.clock.now(),
    randomBytes: (count) => world.random.bytes(count),
    fetch: async (url, init) => {
      try {
        return await world.outside.fetch(url, init);
      } catch (error) {
        if (error instanceof AddressRefusedError || error instanceof RedirectRefusedError) refused = error;
        throw error;
      }
    },
    sent: (trace) => void traces.push(trace),
  });
  try {
    return await use(call);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    if (refused && failure.evidence.status === 0) throw neverSent(failure, refused);
    await keepUnrecognised(world, subject.network, failure, "met");
    throw failure;
  } finally {
    await keepTraces(world, subject, traces);
  }
}

/** The door was not opened at all: to the adapter that is silence, but whoever named the host has to hear why. */
function neverSent({ diagnosis, evidence }: NetworkFailure, refusal: Error): NetworkFailure {
  const how = `${refusal.message} Check the name that was entered.`;
  const worded = { ...diagnosis, repair: { who: "token_setter", how }, rule: "any/refused-address" } as const;
  return new NetworkFailure(worded, evidence, false);
}

async function keepTraces(world: CallEdges, subject: OnBehalfOf, traces: readonly CallTrace[]): Promise<void> {
  if (!subject.grantId && !subject.profileId) return;
  try {
    await insertCalls(
      world.db,
      traces.map((trace) => ({
        id: newId("networkCall", trace.at, world.random.bytes(13)),
        grantId: subject.grantId ?? null,
        profileId: subject.profileId ?? null,
        ...trace,
      })),
    );
  } catch (error) {
    // The log of a call must not undo the call: its answer may be a rotated token that is saved already.
    world.log.error({ error }, "the activity log could not be written");
  }
}

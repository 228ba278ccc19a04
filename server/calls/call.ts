import { newId } from "#core/id.ts";
import { openDoor, type CallTrace } from "#networks/kit/call.ts";
import { NetworkFailure, type Call, type Network } from "#networks/network.ts";
import type { OpenApp } from "../apps/apps.ts";
import { AddressRefusedError } from "../platform/outside-guard.ts";
import { RedirectRefusedError } from "../platform/outside.ts";
import { insertCallsTogether } from "../store/calls.ts";
import type { World } from "../world.ts";
import { counted } from "./paid-reads.ts";
import { keepUnrecognised } from "./unrecognised.ts";

/** On whose behalf a call is made: it stands in their activity log (R7). */
export interface OnBehalfOf {
  readonly network: Network;
  readonly app: OpenApp;
  readonly grantId?: string;
  readonly profileId?: string;
  /** Nothing of it is saved yet: what was sent is put here, for `keepCalls` to log once it is. */
  readonly traces?: CallTrace[];
  /** How long all of it may take together; absent = each request as long as any call. */
  readonly wholeSeconds?: number;
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
    ...(subject.wholeSeconds ? { deadline: AbortSignal.timeout(subject.wholeSeconds * 1000) } : {}),
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
    return await use(counted(world, subject.network, subject.app.id, call));
  } catch (failure) {
    if (!(failure instanceof NetworkFailure)) throw failure;
    if (refused && failure.evidence.status === 0) throw neverSent(failure, refused);
    await keepUnrecognised(world, subject.network, failure, "met");
    throw failure;
  } finally {
    if (subject.traces) subject.traces.push(...traces);
    else await keepCalls(world, [{ ...subject, traces }]);
  }
}

/** The door was not opened at all: to the adapter that is silence, but whoever named the host has to hear why. */
function neverSent({ diagnosis, evidence }: NetworkFailure, refusal: Error): NetworkFailure {
  const how = `${refusal.message} Check the name that was entered.`;
  const worded = { ...diagnosis, repair: { who: "token_setter", how }, rule: "any/refused-address" } as const;
  return new NetworkFailure(worded, evidence, false);
}

/** What was sent, and on whose behalf. */
export type CallsMade = Pick<OnBehalfOf, "grantId" | "profileId"> & { readonly traces: readonly CallTrace[] };

const callsAtOnce = 500;

/** Writes calls to the activity log of the profiles and grants that they were made for. */
export async function keepCalls(
  world: Pick<CallEdges, "db" | "random" | "log">,
  made: readonly CallsMade[],
): Promise<void> {
  const rows = made
    .filter(({ grantId, profileId }) => grantId !== undefined || profileId !== undefined)
    .flatMap(({ grantId = null, profileId = null, traces }) =>
      traces.map((trace) => ({
        id: newId("networkCall", trace.at, world.random.bytes(13)),
        grantId,
        profileId,
        ...trace,
      })),
    );
  try {
    for (let start = 0; start < rows.length; start += callsAtOnce)
      await insertCallsTogether(world.db, rows.slice(start, start + callsAtOnce));
  } catch (error) {
    // The log of a call must not undo the call: its answer may be a rotated token that is saved already.
    world.log.error({ error }, "the activity log could not be written");
  }
}

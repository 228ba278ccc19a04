import { addSeconds, backoffSeconds } from "#core/backoff.ts";
import type { World } from "../world.ts";
import { dropHold, holdFlow, prolongHold, type Flow, type WorkStatus } from "./flow-queries.ts";

/** A worker that says nothing for so long is dead, and another takes over. Seconds. */
const holdSeconds = 60;
const beatMs = 15_000;
const backoff = { firstSeconds: 5, longestSeconds: 60 };
/** What fails so often will not work out by itself: the person is told. */
const triesAtMost = 5;

/** Sent at once when it begins; the sweep sends it as well if nobody has taken it up by then. Seconds. */
export const graceSeconds = 10;
/** What was sent and not taken up is sent again: a queue may have lost it. Seconds. */
export const sentForSeconds = 60;

export interface WorkOnFlow {
  readonly status: WorkStatus;
  readonly work: (flow: Flow) => Promise<void>;
  /** Ends a flow with which every try went wrong on our side. */
  readonly giveUp: (flow: Flow) => Promise<void>;
}

/**
 * Works on a flow as the only worker in all processes. One that dies is followed by another within a minute; what throws is
 * tried again, and given up in words at last: nobody waits before a page for something that will not come.
 */
export async function workOnFlow(world: World, flowId: string, { status, work, giveUp }: WorkOnFlow): Promise<void> {
  const { db, clock, log } = world;
  const by = Buffer.from(world.random.bytes(9)).toString("base64url");
  const hold = () => ({ id: flowId, by, seconds: holdSeconds, again: addSeconds(clock.now(), holdSeconds) });
  const flow = await holdFlow(db, status, hold());
  if (!flow) return;
  if (flow.tries > triesAtMost) {
    log.error({ flow: flowId, status }, "a connection was given up: every try went wrong");
    return giveUp(flow);
  }
  const heart = setInterval(() => {
    prolongHold(db, hold()).catch((error: unknown) =>
      log.warn({ error, flow: flowId }, "a hold could not be prolonged; another worker may take over"),
    );
  }, beatMs);
  try {
    await work(flow);
  } catch (error) {
    log.error({ error, flow: flowId, status, tries: flow.tries }, "work on a connection went wrong on our side");
    const again = addSeconds(clock.now(), backoffSeconds(backoff, flow.tries, world.random.fraction()));
    await dropHold(db, { id: flowId, by, again });
  } finally {
    clearInterval(heart);
  }
}

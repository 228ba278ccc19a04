import { addSeconds } from "#core/backoff.ts";
import {
  afterAnswer,
  afterSilence,
  postponedTo,
  windowAfter,
  windowNow,
  type Caution,
  type EarlyWindow,
} from "#core/refresh-caution.ts";
import type { Network } from "#networks/network.ts";
import { conditionKeyOf, type ConditionKey } from "../store/conditions.ts";
import type { World } from "../world.ts";
import { beginCaution, claimTurn, endTurn, findCaution, withdrawCaution } from "./caution-queries.ts";

/** A refresh without an answer for so long counts as silence until it has one. */
const silentMs = 5000;
/** Nobody waits longer for room in the window: the lease is meant for the refresh. */
const patienceMs = 20_000;

/** `answered`: also by a refusal. `silent`: its outcome is unknown. `not-sent`: nothing went out. */
export type Heard = "answered" | "silent" | "not-sent";

/** Leave to send one refresh token that is good once. */
export interface Leave {
  /** It goes out now. */
  sent(): void;
  /** The answer is there: others may begin. Does nothing that could hold up the save. */
  answered(): void;
  /** What came of it, for all processes. Never throws. */
  end(outcome: Heard): Promise<void>;
}

export interface Wish {
  readonly network: Network;
  readonly appId: string;
  /** `early`: the token at hand has life left, so this can wait; `reader`: and somebody waits for it, who takes that one rather. */
  readonly when: "now" | "early" | "early-for-reader";
  readonly by: string;
  readonly leaseSeconds: number;
}

const freely: Leave = { sent() {}, answered() {}, end: () => Promise.resolve() };

/** Refreshes under way at one network (or server) in this process. */
interface Lane {
  window: EarlyWindow | undefined;
  early: number;
  silent: number;
  /** Where a silence could not be told to the other processes, this one keeps it in mind. */
  quietUntil: Date | undefined;
  changed: () => void;
  change: Promise<void>;
}

const lanes = new WeakMap<World, Map<string, Lane>>();

/** Leave, or the moment at which to ask again. One that costs one small query; networks whose refresh tokens last need none. */
export async function askLeave(world: World, wish: Wish): Promise<Leave | { readonly askAgainAt: Date }> {
  if (wish.network.policy.refresh.model !== "rotating") return freely;
  const key = await conditionKeyOf(world.db, wish.network, wish.appId);
  const lane = laneOf(world, key);
  if (wish.when !== "now" && !(await hasRoom(world, lane, wish.when))) return { askAgainAt: soon(world, 30) };
  const leave = openLeave(world, lane, { key, wish });
  try {
    const known = await findCaution(world.db, key);
    if (!known) return leave.free();
    lane.window = undefined;
    const now = world.clock.now();
    const mayGo = wish.when === "now" || known.earlyAt <= now;
    const claim = { by: wish.by, seconds: wish.leaseSeconds, known };
    if (mayGo && (await claimTurn(world.db, key, claim))) return leave.inTurn(known);
    leave.leaveLane();
    const askAgainAt = wish.when === "now" ? soon(world, 5) : postponedTo(known, now, world.random.fraction());
    return { askAgainAt };
  } catch (error) {
    leave.leaveLane();
    throw error;
  }
}

const soon = (world: World, seconds: number): Date =>
  addSeconds(world.clock.now(), seconds * (1 + world.random.fraction()));

function laneOf(world: World, { network, server }: ConditionKey): Lane {
  const all = lanes.get(world) ?? new Map<string, Lane>();
  lanes.set(world, all);
  const name = `${network} ${server}`;
  const lane = all.get(name) ?? newLane();
  all.set(name, lane);
  return lane;
}

function newLane(): Lane {
  const lane: Lane = {
    window: undefined,
    early: 0,
    silent: 0,
    quietUntil: undefined,
    changed: () => {},
    change: Promise.resolve(),
  };
  renew(lane);
  return lane;
}

function renew(lane: Lane): void {
  lane.change = new Promise((resolve) => (lane.changed = resolve));
}

function tellChange(lane: Lane): void {
  const { changed } = lane;
  renew(lane);
  changed();
}

/** Waits until the window has room for one more; no while somebody there waits for an answer in vain. */
async function hasRoom(world: World, lane: Lane, when: Wish["when"]): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const now = world.clock.now();
    if (lane.silent > 0 || (lane.quietUntil && lane.quietUntil > now)) return false;
    lane.window = windowNow(lane.window, now);
    if (lane.early < lane.window.size) {
      lane.early += 1;
      return true;
    }
    if (when === "early-for-reader" || performance.now() >= until) return false;
    await lane.change;
  }
}

function openLeave(world: World, lane: Lane, { key, wish }: { key: ConditionKey; wish: Wish }) {
  const isEarly = wish.when !== "now";
  let inLane = isEarly;
  let isSilent = false;
  let timer: NodeJS.Timeout | undefined;
  /** The caution that this very refresh has begun by being silent for too long. */
  let begun: Caution | undefined;

  const leaveLane = (): void => {
    clearTimeout(timer);
    if (inLane) lane.early -= 1;
    if (isSilent) lane.silent -= 1;
    inLane = isSilent = false;
    tellChange(lane);
  };
  const beginSilence = async (): Promise<void> => {
    const caution = afterSilence(undefined, "before", world.clock.now());
    if (await beginCaution(world.db, key, caution)) begun = caution;
  };
  const silentTooLong = (turn: Caution | undefined): void => {
    isSilent = true;
    lane.silent += 1;
    tellChange(lane);
    if (turn) return;
    beginSilence().catch((error: unknown) => world.log.warn({ error, ...key }, "a silence could not be told"));
  };
  const learn = async (outcome: Heard, turn: Caution | undefined): Promise<void> => {
    const now = world.clock.now();
    if (turn) return endTurn(world.db, key, { by: wish.by, caution: learned(outcome, turn, now) });
    if (outcome === "silent" && !begun) return beginSilence();
    if (outcome === "answered" && begun) return withdrawCaution(world.db, key, begun);
  };
  const leave = (turn: Caution | undefined): Leave => ({
    sent: () => void (timer = setTimeout(() => silentTooLong(turn), silentMs)),
    answered: () => {
      lane.window = windowAfter(windowNow(lane.window, world.clock.now()), "answered", world.clock.now());
      leaveLane();
    },
    end: async (outcome) => {
      clearTimeout(timer);
      try {
        await learn(outcome, turn);
      } catch (error) {
        world.log.warn({ error, ...key }, "what a refresh taught of its network could not be told to other processes");
        if (outcome === "silent") lane.quietUntil = soon(world, 30);
      }
      if (outcome === "silent") lane.window = undefined;
      // Only now: whoever waits for room must meet what was learned.
      leaveLane();
    },
  });
  return { free: () => leave(undefined), inTurn: (known: Caution) => leave(known), leaveLane };
}

function learned(outcome: Heard, known: Caution, now: Date): Caution | undefined {
  if (outcome === "silent") return afterSilence(known, "feeling-the-way", now);
  return outcome === "answered" ? afterAnswer(known, now) : known;
}

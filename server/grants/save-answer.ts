import { AppError } from "#core/app-error.ts";
import { addSeconds, backoffSeconds } from "#core/backoff.ts";
import { mergeExpiries, mergeTokens, movedExpiry, withAssumedEnd, type TokenAnswer, type Tokens } from "#core/grant.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import type { Network } from "#networks/network.ts";
import { findGrantTogether, grantBinding, type RefreshedGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { endAttempt } from "./queries.ts";
import { sealTokens } from "./tokens.ts";
import { dropUnsaved, keepUnsaved, saveUnsaved } from "./unsaved.ts";

/** Between attempts to refresh that failed. */
export const refreshBackoff = { firstSeconds: 30, longestSeconds: 900 };

export interface Refreshed {
  readonly network: Network;
  readonly grant: StoredGrant;
  /** The tokens that were refreshed. */
  readonly spent: Tokens;
  readonly attemptId: string;
  readonly answer: TokenAnswer;
}

/** Saves what a refresh brought, whatever the database does meanwhile. */
export async function saveAnswer(
  world: World,
  refreshed: Refreshed,
): Promise<{ readonly outcome: "refreshed" | "unmoved" | "followed"; readonly grant: StoredGrant }> {
  const { grant, attemptId } = refreshed;
  const { fresh, moved } = asRefreshed(world, refreshed);
  const saved = (await untilSaved(world, fresh)) === "saved";
  const outcome = moved ? "refreshed" : "unmoved";
  const stored = await afterSave(world, grant, async () => {
    const told = moved ? "saved" : "unmoved";
    await endAttempt(world.db, { id: attemptId, outcome: saved ? told : "superseded", evidence: null, now: fresh.now });
    return findGrantTogether(world.db, grant.id);
  });
  if (stored) return { outcome: saved ? outcome : "followed", grant: stored };
  if (!saved) throw notSavedYet();
  return {
    outcome,
    grant: {
      ...grant,
      ...fresh,
      version: grant.version + 1,
      scopesGranted: fresh.scopesGranted ?? grant.scopesGranted,
      issuedAt: fresh.now,
      refreshedAt: fresh.now,
    },
  };
}

/** The token is saved: what cannot be written beside it is logged and undoes nothing. */
async function afterSave(
  world: World,
  grant: StoredGrant,
  act: () => Promise<StoredGrant | undefined>,
): Promise<StoredGrant | undefined> {
  try {
    return await act();
  } catch (error) {
    world.log.warn(
      { error, grant: grant.id },
      "a refreshed token is saved; its attempt could not be ended in the books",
    );
    return undefined;
  }
}

function asRefreshed(
  world: World,
  { network, grant, spent, answer }: Refreshed,
): { readonly fresh: RefreshedGrant; readonly moved: boolean } {
  const now = world.clock.now();
  const { refresh } = network.policy;
  const tokens = mergeTokens(spent, answer.tokens);
  const isRotated = tokens.refreshToken?.reveal() !== spent.refreshToken?.reveal();
  // The end of a spent refresh token says nothing about the one that took its place.
  const told = mergeExpiries(isRotated ? { ...grant, refreshExpiresAt: undefined } : grant, answer, now);
  const expiries = withAssumedEnd(told, refresh.accessSeconds, now);
  const moved = movedExpiry(grant, expiries, now);
  const hasRefreshToken = tokens.refreshToken !== undefined;
  const plan = planRefresh({ ...expiries, issuedAt: now, hasRefreshToken }, refresh, world.random.fraction());
  // An answer that moved nothing is asked for again, unless nothing fresher is to be had.
  const isSettled = moved || "never" in plan;
  const troubles = isSettled ? 0 : grant.refreshTroubles + 1;
  const planned = "at" in plan ? plan.at : null;
  const again = addSeconds(now, backoffSeconds(refreshBackoff, troubles, world.random.fraction()));
  const fresh = {
    id: grant.id,
    version: grant.version,
    tokensSealed: sealTokens(world, tokens, grantBinding(grant.id)),
    tokenKind: answer.tokenKind,
    scopesGranted: answer.scopesGranted,
    ...expiries,
    refreshAt: isSettled ? planned : again,
    troubles,
    now,
  };
  return { fresh, moved };
}

const saveRetries = { firstSeconds: 0.1, longestSeconds: 1 };
/** A save that hangs for so long is as good as failed: the answer goes to the journal meanwhile. */
const hangingMs = 2000;
/** How long a process that was told to stop still tries, when the journal does not take the token either. */
const lastTriesSeconds = 60;

/**
 * A rotated token exists only here until it is saved. The save is a compare-and-set, so it is tried until it succeeds, however
 * long that takes and whoever has the lease by then; with the first failure the answer is in the journal as well.
 */
async function untilSaved(world: World, fresh: RefreshedGrant): Promise<"saved" | "superseded"> {
  const stop = stopOf(world);
  let isKept: boolean | undefined;
  const keep = (): boolean => (isKept ??= keepUnsaved(world, fresh));
  const stopping = (): number => {
    const seconds = keep() ? 0 : lastTriesSeconds;
    world.log.warn(
      { grant: fresh.id, seconds },
      "Latchkey stops with a token that is not saved yet: it is tried so long",
    );
    return seconds;
  };
  for (let attempt = 0; ; attempt++) {
    const hanging = setTimeout(keep, hangingMs);
    try {
      const how = await orStopped(stop, stopping, saveUnsaved(world, fresh));
      if (isKept !== undefined) dropUnsaved(world, fresh);
      return how;
    } catch (error) {
      if (error instanceof Stopped || isOver(stop, keep())) throw leftUnsaved(world, fresh, keep());
      if (Number.isInteger(Math.log2(attempt + 1)))
        world.log.error({ error, grant: fresh.id, attempt }, "a refreshed token could not be saved yet");
      const seconds = backoffSeconds(saveRetries, attempt, world.random.fraction());
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    } finally {
      clearTimeout(hanging);
    }
  }
}

const notSavedYet = (): AppError =>
  new AppError("not_ready", "A fresh token is there and could not be saved yet. Ask again in a moment.", {
    retryable: true,
  });

function leftUnsaved(world: World, { id, version }: RefreshedGrant, isKept: boolean): AppError {
  if (isKept)
    world.log.warn(
      { grant: id, version },
      "a fresh token stays in the journal; the next start on this data folder saves it",
    );
  else world.log.fatal({ grant: id, version }, "a fresh token is lost: neither the database nor the journal took it");
  return notSavedYet();
}

// ── Stopping with a token that is not saved ─────────────────────────────────────────────────────────────────────────

interface Stop {
  readonly told: AbortController;
  at: number;
}

class Stopped extends Error {}

const stops = new WeakMap<World, Stop>();

function stopOf(world: World): Stop {
  const stop = stops.get(world) ?? { told: new AbortController(), at: Number.POSITIVE_INFINITY };
  stops.set(world, stop);
  return stop;
}

/** The process is to end: what the journal has is left to the next start; what it does not have is tried for a minute more. */
export function stopSaving(world: World): void {
  const stop = stopOf(world);
  if (stop.told.signal.aborted) return;
  stop.at = performance.now();
  stop.told.abort();
}

const isOver = ({ at }: Stop, isKept: boolean): boolean =>
  performance.now() >= at + (isKept ? 0 : lastTriesSeconds * 1000);

/** A database that hangs holds up no stop: the save is waited for as long as the stop allows. */
async function orStopped<T>({ told: { signal } }: Stop, stopping: () => number, save: Promise<T>): Promise<T> {
  let end = (): void => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      timer = setTimeout(() => reject(new Stopped()), Math.max(stopping() * 1000, hangingMs));
    };
    if (signal.aborted) begin();
    else signal.addEventListener("abort", begin, { once: true });
    end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", begin);
    };
  });
  try {
    return await Promise.race([save, stopped]);
  } finally {
    end();
  }
}

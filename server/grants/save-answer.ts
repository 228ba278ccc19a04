import { AppError } from "#core/app-error.ts";
import { addSeconds, backoffSeconds } from "#core/backoff.ts";
import { mergeExpiries, mergeTokens, movedExpiry, withAssumedEnd, type TokenAnswer, type Tokens } from "#core/grant.ts";
import { planRefresh } from "#core/refresh-plan.ts";
import type { Network } from "#networks/network.ts";
import { endAttempt } from "../store/attempts.ts";
import { grantBinding, type RefreshedGrant, type StoredGrant } from "../store/grants.ts";
import type { World } from "../world.ts";
import { sealTokens } from "./tokens.ts";
import { dropUnsaved, keepUnsaved, saveUnsaved, type SavedGrant } from "./unsaved.ts";

/** Between attempts to refresh that failed. */
export const refreshBackoff = { firstSeconds: 30, longestSeconds: 900 };

export interface Refreshed {
  readonly network: Network;
  readonly grant: StoredGrant;
  /** The tokens that were refreshed. */
  readonly spent: Tokens;
  readonly attemptId: string;
  /** When the network was asked. */
  readonly askedAt: Date;
  readonly answer: TokenAnswer;
}

/** `followed`: a newer grant counts. The others are as they stand after the save, beside what was refreshed. */
export type Saved =
  | { readonly outcome: "refreshed" | "unmoved"; readonly grant: StoredGrant; readonly before: StoredGrant }
  | { readonly outcome: "followed"; readonly grant: StoredGrant };

/** Saves what a refresh brought, whatever the database does meanwhile. The lease is given back and the attempt ended with it. */
export async function saveAnswer(world: World, refreshed: Refreshed): Promise<Saved> {
  const { grant: before, attemptId } = refreshed;
  const fresh = asRefreshed(world, refreshed);
  const { how, grant } = await untilSaved(world, fresh);
  if (how === "superseded") await endSuperseded(world, before, { id: attemptId, now: fresh.now });
  if (!grant) throw notSavedYet();
  if (how === "superseded") return { outcome: "followed", grant };
  return { outcome: fresh.attempt?.outcome === "saved" ? "refreshed" : "unmoved", grant, before };
}

/** Another token counts: what cannot be written beside it is logged and undoes nothing. */
async function endSuperseded(world: World, grant: StoredGrant, attempt: { id: string; now: Date }): Promise<void> {
  try {
    await endAttempt(world.db, { ...attempt, outcome: "superseded", evidence: null });
  } catch (error) {
    world.log.warn(
      { error, grant: grant.id },
      "a refreshed token is saved; its attempt could not be ended in the books",
    );
  }
}

function asRefreshed(world: World, { network, grant, spent, attemptId, askedAt, answer }: Refreshed): RefreshedGrant {
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
  return {
    id: grant.id,
    version: grant.version,
    tokensSealed: sealTokens(world, tokens, grantBinding(grant.id)),
    tokenKind: answer.tokenKind,
    scopesGranted: answer.scopesGranted,
    ...expiries,
    refreshAt: isSettled ? planned : again,
    troubles,
    askedAt,
    attempt: { id: attemptId, outcome: moved ? "saved" : "unmoved" },
    now,
  };
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
async function untilSaved(world: World, fresh: RefreshedGrant): Promise<SavedGrant> {
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
      const saved = await orStopped(stop, stopping, saveUnsaved(world, fresh));
      if (isKept !== undefined) dropUnsaved(world, fresh);
      return saved;
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

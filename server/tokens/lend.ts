import { capabilityState, heldScopes, type Capability } from "#core/capability.ts";
import type { Secret } from "#core/secret.ts";
import { isEnded, isSpent } from "#core/refresh-plan.ts";
import type { LiveGrant, Network } from "#networks/network.ts";
import { findGrant } from "../store/grants.ts";
import { track } from "../grants/in-flight.ts";
import { openGrant } from "../grants/tokens.ts";
import { accessBinding } from "../store/accesses.ts";
import { keepAlive } from "../health/keep-alive.ts";
import type { Vault } from "../platform/vault.ts";
import type { World } from "../world.ts";
import type { LendingAccess, LendingGrant, LendingRows } from "./memory.ts";

/** A token that works, lent to a caller, with what is needed to use it. */
export interface LentToken {
  readonly access: LendingAccess;
  readonly grant: LendingGrant;
  /** The whole login, for networks that lend more of it than the token. */
  readonly live: () => LiveGrant;
  readonly token: Secret;
  /** null: no end known or none. */
  readonly expiresAt: Date | null;
  readonly scopes: readonly string[] | undefined;
}

const standing = { live: 0, unverified: 1, suspect: 2, dead: 9, ended: 9 } as const;

/** Why there is none: no access that works, none that covers the capability, or one whose token is spent and cannot be refreshed just now. */
export type Lack = "access" | "capability" | "refresh";

const lackOrder = { refresh: 2, capability: 1, access: 0 } as const satisfies Record<Lack, number>;

export interface TokenWish {
  readonly network: Network;
  readonly capability: Capability | undefined;
}

/**
 * Finds a token for a profile that works for this capability: the best-proved access first. A spent token is refreshed once and everybody
 * waiting gets the result; while it still has life it is handed out even when refreshing fails (P3).
 */
export async function lendToken(world: World, rows: LendingRows, wish: TokenWish): Promise<LentToken | Lack> {
  let lack: Lack = "access";
  for (const access of inOrder(rows.accesses)) {
    const held = lendHeld(world, rows, wish, access);
    const lent = isSpentLogin(held) ? await lendRefreshed(world, wish, held) : held;
    if (typeof lent !== "string") return lent;
    if (lackOrder[lent] > lackOrder[lack]) lack = lent;
  }
  return lack;
}

/** The same token where it is at hand with life left, without waiting. Undefined: `lendToken` gets it, or says what is lacking. */
export function lendAtOnce(world: World, rows: LendingRows, wish: TokenWish): LentToken | undefined {
  for (const access of inOrder(rows.accesses)) {
    const held = lendHeld(world, rows, wish, access);
    if (isSpentLogin(held)) return undefined;
    if (typeof held !== "string") return held;
  }
  return undefined;
}

function inOrder(accesses: readonly LendingAccess[]): readonly LendingAccess[] {
  const usable = accesses.filter((access) => standing[access.health.state] < 9);
  return usable.length < 2 ? usable : usable.toSorted((a, b) => standing[a.health.state] - standing[b.health.state]);
}

/** A login whose token has too little life left to be lent as it is. */
interface SpentLogin {
  readonly access: LendingAccess;
  readonly spent: LendingGrant;
  readonly scopes: readonly string[] | undefined;
}

const isSpentLogin = (held: LentToken | Lack | SpentLogin): held is SpentLogin =>
  typeof held === "object" && "spent" in held;

function lendHeld(
  world: World,
  rows: LendingRows,
  { network, capability }: TokenWish,
  access: LendingAccess,
): LentToken | Lack | SpentLogin {
  const stored = rows.grants.get(access.grantId);
  if (!stored?.tokensSealed || standing[stored.health.state] === 9) return "access";
  const scopes = heldScopes(stored.scopesGranted, access.scopes);
  const state = capability && capabilityState(network.capabilities[capability], { scopes, roles: access.roles }).state;
  if (state === "missing" || state === "absent") return "capability";
  const now = world.clock.now();
  const held: Held = { access, grant: stored, scopes, vault: rows.vault };
  if (access.tokenSealed !== null) return ownToken(held, access.tokenSealed, now);
  const isGood = !isEnded(stored, now) && !(network.oauth.refresh && isSpent(stored, network.policy.refresh, now));
  return isGood ? lendGrant(held) : { access, spent: stored, scopes };
}

async function lendRefreshed(
  world: World,
  { network }: TokenWish,
  { access, spent, scopes }: SpentLogin,
): Promise<LentToken | Lack> {
  const grant = await withLife(world, network, spent);
  if (grant) return lendGrant({ access, grant, scopes, vault: world.vault });
  return standing[(await findGrant(world.db, spent.id))?.health.state ?? "ended"] === 9 ? "access" : "refresh";
}

interface Held extends Pick<LentToken, "access" | "grant" | "scopes"> {
  readonly vault: Pick<Vault, "open">;
}

function lendGrant({ access, grant, scopes, vault }: Held): LentToken {
  const live = openGrant({ vault }, grant);
  const expiresAt = grant.accessExpiresAt ?? null;
  return { access, grant, live: () => live, token: live.tokens.accessToken, expiresAt, scopes };
}

function ownToken({ access, grant, scopes, vault }: Held, sealed: string, now: Date): LentToken | Lack {
  const { tokenExpiresAt: expiresAt } = access;
  if (expiresAt && expiresAt <= now) return "access";
  const token = vault.open(sealed, accessBinding(access.id));
  return { access, grant, live: () => openGrant({ vault }, grant), token, expiresAt, scopes };
}

async function withLife(world: World, network: Network, stored: LendingGrant): Promise<LendingGrant | undefined> {
  const now = world.clock.now();
  if (!network.oauth.refresh || !isSpent(stored, network.policy.refresh, now))
    return isEnded(stored, now) ? undefined : stored;
  const grant = await refreshed(world, stored);
  return grant?.tokensSealed && !isEnded(grant, world.clock.now()) ? grant : undefined;
}

/**
 * The grant after a refresh, or as it is when that does not come in the time that a reader waits: it goes on, and its late answer is
 * saved. Where nothing can be written no refresh begins, and what has life left is lent as it is (P3).
 */
async function refreshed(world: World, stored: LendingGrant): Promise<LendingGrant | undefined> {
  const going = track(world, keepAlive(world, stored.id, "needed"));
  const grace = patience(world.config.callDeadlineSeconds);
  try {
    const kept = await Promise.race([going, grace.over]);
    if (kept) return kept.grant;
    going.catch((error: unknown) =>
      world.log.error({ error, grant: stored.id }, "a refresh failed after its reader left"),
    );
    return await findGrant(world.db, stored.id);
  } catch (error) {
    if (isEnded(stored, world.clock.now())) throw error;
    world.log.warn(
      { error, grant: stored.id },
      "a token could not be refreshed on our side; it has life left and is lent",
    );
    return stored;
  } finally {
    grace.end();
  }
}

function patience(seconds: number): { readonly over: Promise<undefined>; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), seconds * 1000)));
  return { over, end: () => clearTimeout(timer) };
}

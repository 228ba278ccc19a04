import { addSeconds } from "#core/backoff.ts";
import { capabilities } from "#core/capability.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import type { Database } from "#server/db/database.ts";
import { insertGrant } from "#server/store/grant-writes.ts";
import { sealTokens } from "#server/grants/tokens.ts";
import { grantBinding } from "#server/store/grants.ts";
import { systemClock } from "#server/platform/clock.ts";
import { systemRandom } from "#server/platform/random.ts";
import type { Vault } from "#server/platform/vault.ts";
import type { Login } from "./network/logins.ts";

/** One connected account, as Latchkey knows it. */
export interface Connected {
  readonly account: string;
  readonly grantId: string;
  readonly profileId: string;
}

export interface CrowdWish {
  readonly network: "x" | "youtube";
  readonly workspaceId: string;
  readonly appId: string;
  readonly logins: readonly Login[];
  /** Negative: it has ended. */
  readonly accessEndsIn: (n: number) => number;
  /** Seconds from now; null: never. */
  readonly refreshIn: (n: number) => number | null;
  readonly probeIn: (n: number) => number | null;
}

const scopes = {
  x: ["tweet.read", "users.read", "tweet.write", "media.write", "tweet.moderate.write", "offline.access"],
  youtube: ["https://www.googleapis.com/auth/youtube.readonly", "https://www.googleapis.com/auth/youtube.upload"],
};
const atOnce = 500;

/** Logins as they are after a connect, sealed and saved by the product's own code: proved, green, each with its profile. */
export async function connectCrowd(db: Database, vault: Vault, wish: CrowdWish): Promise<Connected[]> {
  const crowd: Connected[] = [];
  for (let start = 0; start < wish.logins.length; start += atOnce)
    crowd.push(...(await connectSome(db, vault, wish, start)));
  return crowd;
}

async function connectSome(db: Database, vault: Vault, wish: CrowdWish, start: number): Promise<Connected[]> {
  const now = systemClock.now();
  const id = (kind: "grant" | "profile" | "access") => newId(kind, now, systemRandom.bytes(13));
  const some = wish.logins.slice(start, start + atOnce).map((login, index) => {
    return { n: start + index, login, account: login.id, grantId: id("grant"), profileId: id("profile") };
  });
  await db.transaction().execute(async (trx) => {
    for (const { n, login, grantId } of some) {
      await insertGrant(trx, grantRow(vault, wish, { n, login, grantId, now }));
      await trx
        .updateTable("grant")
        .set(provedColumns(wish, n, now))
        .where("id", "=", grantId)
        .execute();
    }
    await trx
      .insertInto("profile")
      .values(some.map((one) => profileRow(wish, one, now)))
      .execute();
    await trx
      .insertInto("access")
      .values(some.map((one) => accessRow(wish, one, { id: id("access"), now })))
      .execute();
  });
  return some.map(({ account, grantId, profileId }) => ({ account, grantId, profileId }));
}

const later = (now: Date, inSeconds: number | null): Date | null =>
  inSeconds === null ? null : addSeconds(now, inSeconds);

function provedColumns(wish: CrowdWish, n: number, now: Date) {
  return {
    state: "live" as const,
    proved_at: now,
    probed_at: now,
    access_expires_at: addSeconds(now, wish.accessEndsIn(n)),
    access_expiry_told: true,
    refresh_at: later(now, wish.refreshIn(n)),
    probe_at: later(now, wish.probeIn(n)),
  };
}

interface One {
  readonly n: number;
  readonly login: Login;
  readonly grantId: string;
  readonly now: Date;
}

function grantRow(vault: Vault, wish: CrowdWish, { n, login, grantId, now }: One) {
  const tokens = { accessToken: Secret.of(login.accessToken), refreshToken: Secret.of(login.refreshToken) };
  return {
    id: grantId,
    workspaceId: wish.workspaceId,
    network: wish.network,
    appId: wish.appId,
    setter: { remoteId: login.id, name: `Account ${login.id}`, handle: `a${login.id}` },
    tokenKind: "bearer" as const,
    tokensSealed: sealTokens({ vault }, tokens, grantBinding(grantId)),
    scopesAsked: scopes[wish.network],
    scopesGranted: scopes[wish.network],
    scopesDeclined: [],
    accessExpiresAt: addSeconds(now, wish.accessEndsIn(n)),
    refreshAt: later(now, wish.refreshIn(n)),
    now,
  };
}

function profileRow(wish: CrowdWish, { account, profileId }: Connected, now: Date) {
  return {
    id: profileId,
    workspace_id: wish.workspaceId,
    network: wish.network,
    remote_id: account,
    name: `Account ${account}`,
    kind: wish.network === "x" ? "account" : "channel",
    capabilities_enabled: [...capabilities],
    status: "connected" as const,
    urgency: 5,
    proved_at: now,
    created_at: now,
    updated_at: now,
  };
}

function accessRow(wish: CrowdWish, { grantId, profileId }: Connected, { id, now }: { id: string; now: Date }) {
  return {
    id,
    workspace_id: wish.workspaceId,
    grant_id: grantId,
    profile_id: profileId,
    token_sealed: null,
    roles: [],
    state: "live" as const,
    cause: null,
    state_since: now,
    proved_at: now,
    authorised_at: now,
    created_at: now,
  };
}

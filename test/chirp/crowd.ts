import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import type { Call, LiveGrant, Network } from "#networks/network.ts";
import { upsertProfiles } from "#server/store/profiles.ts";
import { insertGrant } from "#server/store/grant-writes.ts";
import { sealTokens } from "#server/grants/tokens.ts";
import { grantBinding } from "#server/store/grants.ts";
import { findApp } from "#server/store/apps.ts";
import type { TestWorld } from "../world.ts";
import { chirpWith, type ChirpChanges } from "./chirp.ts";

/** What a Chirp of many logins answers; everything may be changed while it runs. */
export interface CrowdSide {
  /** Both doors refuse everybody, or one of them does. */
  refuses: "nobody" | "all" | "refreshes" | "probes";
  /** The token endpoint answers with this instead. */
  refreshStatus: number | undefined;
  /** Logins that really ended, by the person's remote id. */
  readonly ended: Set<string>;
  /** Logins whose access token is refused before its time, and whose refresh token is good. */
  readonly tokenEnded: Set<string>;
  /** Every call, oldest first: `probe person-1`. */
  readonly calls: string[];
  /** An answer that leaves no doubt. */
  certain: boolean;
}

/** Chirp without a simulator behind it: of logins that nobody consented to there can be a hundred. */
export function crowdNetwork(changes: ChirpChanges = {}): { readonly network: Network; readonly side: CrowdSide } {
  const side: CrowdSide = {
    refuses: "nobody",
    refreshStatus: undefined,
    ended: new Set(),
    tokenEnded: new Set(),
    calls: [],
    certain: false,
  };
  const plain = chirpWith(changes);
  const answer = (call: Call, status: number, error: string, act: "probe" | "token-refresh"): never =>
    call.fail(act, { status, headers: {}, body: { error }, at: call.now() });
  const probe = (call: Call, { setter: { remoteId } }: LiveGrant): void => {
    side.calls.push(`probe ${remoteId}`);
    const isOut = side.refuses === "all" || side.refuses === "probes";
    if (isOut || side.ended.has(remoteId) || side.tokenEnded.has(remoteId)) answer(call, 401, "invalid_token", "probe");
  };
  const network: Network = {
    ...plain,
    diagnose: (seen) => ({ ...plain.diagnose(seen), ...(side.certain && { confidence: "certain" as const }) }),
    probe: {
      grant: async (call, grant) => (probe(call, grant), {}),
      access: async (_call, { setter }) => ({ name: setter.name }),
    },
    oauth: {
      ...plain.oauth,
      refresh: async (call, { setter: { remoteId } }) => {
        side.calls.push(`refresh ${remoteId}`);
        if (side.refreshStatus !== undefined) answer(call, side.refreshStatus, "try_later", "token-refresh");
        const isOut = side.refuses === "all" || side.refuses === "refreshes";
        if (isOut || side.ended.has(remoteId)) answer(call, 400, "invalid_grant", "token-refresh");
        side.tokenEnded.delete(remoteId);
        return { tokens: tokensOf(remoteId), tokenKind: "bearer", accessExpiresAt: addSeconds(call.now(), 3600) };
      },
    },
  };
  return { network, side };
}

const tokensOf = (person: string) => ({
  accessToken: Secret.of(`access of ${person}`),
  refreshToken: Secret.of(`refresh of ${person}`),
});

/** So many people, `person-1` and so on, each with a profile of that name; answers their grants' ids. */
export async function insertCrowd(
  t: TestWorld,
  count: number,
  life: { readonly accessSeconds: number; readonly probedEvery: number; readonly refreshes?: false },
): Promise<Map<string, string>> {
  const { world, workspaceId } = t;
  const now = world.clock.now();
  const app = await findApp(world.db, { network: "chirp", instance: "" });
  const grants = new Map<string, string>();
  for (let index = 1; index <= count; index++) {
    const name = `person-${index}`;
    const id = newId("grant", now, world.random.bytes(13));
    const tokens = { ...tokensOf(name), ...(life.refreshes === false && { refreshToken: undefined }) };
    await insertGrant(world.db, {
      id,
      workspaceId,
      network: "chirp",
      appId: app?.id ?? "",
      setter: { remoteId: name, name },
      tokenKind: "bearer",
      tokensSealed: sealTokens(world, tokens, grantBinding(id)),
      scopesAsked: ["read"],
      scopesGranted: ["read"],
      scopesDeclined: [],
      accessExpiresAt: addSeconds(now, life.accessSeconds),
      refreshAt: life.refreshes === false ? null : addSeconds(now, 15 * 86_400),
      now,
    });
    await attach(t, id, name, addSeconds(now, life.probedEvery));
    grants.set(name, id);
  }
  await t.settle();
  return grants;
}

async function attach({ world, workspaceId }: TestWorld, grantId: string, name: string, lookAt: Date): Promise<void> {
  const now = world.clock.now();
  const profile = {
    id: newId("profile", now, world.random.bytes(13)),
    remoteId: name,
    name,
    kind: "account",
    handle: null,
    avatarUrl: null,
    url: null,
    enabled: ["publish" as const],
    provedAt: null,
  };
  const [kept] = await upsertProfiles(world.db, { workspaceId, network: "chirp", now }, [profile]);
  await world.db
    .insertInto("access")
    .values({
      id: newId("access", now, world.random.bytes(13)),
      workspace_id: workspaceId,
      grant_id: grantId,
      profile_id: kept?.id ?? "",
      token_sealed: null,
      token_expires_at: null,
      roles: null,
      scopes: null,
      state: "live",
      cause: null,
      state_since: now,
      proved_at: now,
      look_at: lookAt,
      evidence: null,
      authorised_at: now,
      created_at: now,
    })
    .execute();
}

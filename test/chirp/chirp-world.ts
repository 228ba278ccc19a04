import { fileURLToPath } from "node:url";
import type { Tokens } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { findGrant, type StoredGrant } from "#server/store/grants.ts";
import { openGrant } from "#server/grants/tokens.ts";
import { keepApp } from "#server/apps/apps.ts";
import { createControl, type Control } from "#simulator/control.ts";
import { testWorld, type TestWorld, type TestWorldOptions } from "../world.ts";
import { chirp } from "./chirp.ts";

/** A world in which Dora's Chirp account is connected, beside the networks that are there anyway. */
export interface ChirpWorld extends TestWorld {
  readonly chirpSide: Control;
  readonly profileId: string;
  /** How many refreshes reached Chirp. */
  refreshes(): Promise<number>;
  /** `GET /v1/profiles/{id}/token`, whatever it answers. */
  askToken(): Promise<{ readonly status: number; readonly body: contract.TokenAnswer & contract.TokenUnavailable }>;
  detail(): Promise<contract.ProfileDetail>;
  timeline(): Promise<contract.TimelineEvent[]>;
  /** Every attempt to refresh, oldest first, as the intents tell it. */
  attempts(): Promise<Attempt[]>;
  /** Dora's grant as it is stored, with its tokens opened. */
  grant(): Promise<StoredGrant & { readonly tokens: Tokens }>;
}

export interface Attempt {
  readonly outcome: string | null;
  readonly version: number;
}

export const dora = { email: "dora@people.example", password: "password" };
export const chirpApp = { id: "chirp-app", secret: "chirp-secret-0123456789" };
export const simulatedChirp = fileURLToPath(new URL("../../simulator/chirp.ts", import.meta.url));

export async function chirpWorld(
  network: Network = chirp,
  options: Omit<TestWorldOptions, "networks" | "simulated"> = {},
): Promise<ChirpWorld> {
  const t = await testWorld({
    ...options,
    networks: { ...networks, chirp: network }, // the one line that a new network needs
    simulated: [simulatedChirp],
  });
  const chirpSide = createControl(t.simulatorUrl, "chirp");
  await chirpSide.load({
    people: [{ handle: "dora", name: "Dora" }],
    apps: [
      { id: chirpApp.id, name: "Latchkey", secret: chirpApp.secret, redirectUris: [`${t.url}/v1/oauth/callback`] },
    ],
  });
  const clientSecret = Secret.of(chirpApp.secret);
  await keepApp(t.world, { network: "chirp", clientId: chirpApp.id, clientSecret, settings: {} });
  await connectDora(t);
  const { id: profileId } = await t.profile("Dora");
  return Object.assign(t, {
    chirpSide,
    profileId,
    refreshes: () => countRefreshes(chirpSide),
    askToken: async () => {
      const answer = await fetch(`${t.url}/v1/profiles/${profileId}/token`, {
        headers: { authorization: `Bearer ${t.apiKey}` },
      });
      return { status: answer.status, body: (await answer.json()) as contract.TokenAnswer & contract.TokenUnavailable };
    },
    detail: () => t.get<contract.ProfileDetail>(`/v1/profiles/${profileId}`),
    timeline: async () =>
      (await t.get<contract.Page<contract.TimelineEvent>>(`/v1/profiles/${profileId}/events?limit=100`)).items,
    attempts: () => t.world.db.selectFrom("refresh_attempt").select(["outcome", "version"]).orderBy("id").execute(),
    grant: async () => {
      const { id } = await t.world.db
        .selectFrom("grant")
        .select("id")
        .where("network", "=", "chirp")
        .executeTakeFirstOrThrow();
      const grant = await findGrant(t.world.db, id);
      if (!grant) throw new Error("a grant just read is gone");
      return { ...grant, tokens: openGrant(t.world, grant).tokens };
    },
  });
}

export const countRefreshes = (control: Control): Promise<number> =>
  control.countCalls({ params: { grant_type: "refresh_token" } });

/** Through the browser: consent, pick, proof. */
export async function connectDora(t: TestWorld): Promise<void> {
  const flow = await t.mira.beginConnecting(dora, "chirp");
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
  await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds: items.map((one) => one.remoteId) });
  await t.settle();
}

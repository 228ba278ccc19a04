import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import type * as contract from "#sdk/contract.ts";
import { testNetwork } from "../network-contract.ts";
import { chirp } from "./chirp.ts";
import { chirpWorld } from "./chirp-world.ts";

testNetwork(chirp, {
  app: { clientId: "chirp-app", clientSecret: Secret.of("chirp-secret-0123456789"), settings: {} },
  beginsOffline: true,
  deadly: [
    { status: 400, body: { error: "invalid_grant" } },
    { status: 401, body: { error: "invalid_token" } },
  ],
});

test("a new network needs one folder and one line: listed, connected, proved, lent and disconnected like the others", async () => {
  await using t = await chirpWorld();
  const { items } = await t.get<{ items: contract.Network[] }>("/v1/networks");
  expect(items.find((one) => one.id === "chirp")).toMatchObject({
    name: "Chirp",
    configured: true,
    health: { state: "well" },
    counts: { all: 1, problems: 0 },
  });
  expect(await t.profile("Dora")).toMatchObject({ status: "connected", network: "chirp", kind: "account" });
  expect((await t.askToken()).status).toBe(200);
  expect((await t.mira.fetch(`/v1/profiles/${t.profileId}`, { method: "DELETE" })).status).toBe(204);
  expect((await t.askToken()).body).toMatchObject({ code: "token_unavailable", profileStatus: "disconnected" });
});

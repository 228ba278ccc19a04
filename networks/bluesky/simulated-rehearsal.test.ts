import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import type { Scenario } from "#simulator/control.ts";
import type { Visit } from "#simulator/visitor.ts";
import { failureOf } from "#test/bluesky-on-pds.ts";
import { publicUrl, redirectUri, rehearseNetwork, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { bluesky } from "./bluesky.ts";
import { sample } from "./simulated/sample.ts";

// The adapter as a client with a signing key, against the simulated Bluesky, whose clock leaps: what a real server shows only in years.

const day = 86_400;
const anna: Visit = { email: "anna@northwind.example", password: "coffee" };
const ben: Visit = { email: "ben@northwind.example", password: "coffee" };
const asAnna = { identifier: "anna.bsky.social" };

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = { kid: "one", alg: "ES256" };
  return {
    own: JSON.stringify({ ...privateKey.export({ format: "jwk" }), ...name, key_ops: ["sign"] }),
    shown: JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), ...name }] }),
  };
}

/** Our document, as the servers have read it, stands in the scenario. */
async function rehearse(): Promise<NetworkRehearsal> {
  const key = newKey();
  const id = `${publicUrl}/v1/networks/bluesky/documents/client-metadata.json`;
  const scenario: Scenario = {
    ...sample,
    apps: [{ name: "Latchkey", id, secret: key.shown, redirectUris: [redirectUri] }],
  };
  return rehearseNetwork({ network: bluesky, scenario, clientId: "", clientSecret: key.own });
}

const diagnosisOf = async (act: Promise<unknown>) => (await failureOf(act)).diagnosis;

describe("time travel", () => {
  test(
    "P21 400 days: a session is refreshed late and rarely, and lives on; two years end it",
    { timeout: 120_000 },
    async () => {
      const side = await rehearse();
      const born = side.call.now();
      const age = () => (side.call.now().getTime() - born.getTime()) / 1000;
      let grant = await side.connect(anna, asAnna);
      expect(((grant.endsAt?.getTime() ?? 0) - born.getTime()) / (day * 1000)).toBeCloseTo(730.5, 2);
      let refreshes = 0;
      for (; age() < 400 * day; refreshes += 1) grant = await refreshWhenDue(side, grant);
      await bluesky.probe.grant(side.call, grant);
      // Some 41 days apart: half of the three months that a refresh token may lie unused, and a little earlier by chance.
      expect(refreshes).toBe(10);
      while (age() < 690 * day) grant = await refreshWhenDue(side, grant);
      await side.leap(731 * day - age());
      expect(await diagnosisOf(side.refresh(grant))).toMatchObject({
        kind: "grant-revoked",
        cause: "lifetime_reached",
        rule: "bluesky/session-expired",
      });
    },
  );

  test("P21 a session that nobody refreshes ends after three months", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    await side.leap(92 * day);
    expect(await diagnosisOf(side.refresh(grant))).toMatchObject({ kind: "grant-revoked", cause: "lifetime_reached" });
  });
});

/** Lets time pass until the refresh falls due, and refreshes. */
async function refreshWhenDue(side: NetworkRehearsal, grant: LiveGrant): Promise<LiveGrant> {
  const plan = planRefresh({ ...grant, hasRefreshToken: true }, bluesky.policy.refresh, 0.5);
  if (!("at" in plan)) throw new Error(`never refreshed: ${plan.never}`);
  await side.leap(Math.max(1, Math.ceil((plan.at.getTime() - side.call.now().getTime()) / 1000)));
  return side.refresh(grant);
}

describe("the account", () => {
  test("R37 it is found behind the entryway and on a server of its own, with name and picture", async () => {
    const side = await rehearse();
    const list = async (visit: Visit, identifier: string) => side.list(await side.connect(visit, { identifier }));
    expect(await list(anna, "northwind.bsky.social")).toMatchObject([
      { name: "Northwind Coffee", handle: "northwind.bsky.social", kind: "account" },
    ]);
    const [roastery] = await list(ben, "roastery.northwind.social");
    expect(roastery).toMatchObject({ name: "Northwind Roastery", handle: "roastery.northwind.social" });
    const picture = await side.call.fetch("discover", roastery?.avatarUrl ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  });

  test("R59 a takedown, the end of the account and the removal of the app are told apart", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    const other = await side.connect(ben, { identifier: "northwind-berlin.bsky.social" });
    const both = async (one: LiveGrant) => [
      (await diagnosisOf(bluesky.probe.grant(side.call, one))).rule,
      (await diagnosisOf(side.refresh(one))).rule,
    ];
    await side.control.blockPerson("anna-berg", "policy");
    expect(await both(grant)).toEqual(["bluesky/takendown", "bluesky/takendown"]);
    await side.control.unblockPerson("anna-berg");
    expect(await both(grant)).toEqual(["bluesky/invalid_token", "bluesky/invalid_grant"]);
    await side.control.removeApp({ person: "ben-okoro" });
    expect(await both(other)).toEqual(["bluesky/invalid_token", "bluesky/invalid_grant"]);
    await side.control.deletePage("Northwind Berlin");
    expect(await both(other)).toEqual(["bluesky/RepoNotFound", "bluesky/RepoNotFound"]);
  });

  test("a new password of the person ends nothing", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    await side.control.changePassword("anna-berg", "tea");
    await bluesky.probe.grant(side.call, grant);
    await bluesky.probe.grant(side.call, await side.refresh(grant));
  });

  test("R65 whoever signs in as somebody else there is that account's person", async () => {
    const side = await rehearse();
    const grant = await side.connect(ben, asAnna);
    expect(grant.setter.handle).toBe("northwind-berlin.bsky.social");
  });
});

describe("trouble", () => {
  testTroubles(async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    return { control: side.control, acts: [() => bluesky.probe.grant(side.call, grant), () => side.refresh(grant)] };
  });

  test("a limit tells when it ends", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    await side.control.rateLimit(true, { waitMinutes: 7 });
    const limited = await diagnosisOf(bluesky.probe.grant(side.call, grant));
    expect(limited.kind).toBe("rate-limited");
    const waits = ((limited.until?.getTime() ?? 0) - side.call.now().getTime()) / 60_000;
    expect(waits).toBeGreaterThan(6);
    expect(waits).toBeLessThan(8);
  });

  test("P14 a refresh token that was used twice is called a replay, and takes the newest one with it", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    const newest = await side.refresh(grant);
    expect(await diagnosisOf(side.refresh(grant))).toMatchObject({ cause: "rotation_lost" });
    expect(await diagnosisOf(side.refresh(newest))).toMatchObject({ cause: "session_ended" });
  });

  test("P28 a document that has lost the key is the operator's to mend", async () => {
    const side = await rehearse();
    const grant = await side.connect(anna, asAnna);
    await side.control.changeAppSecret();
    expect(await diagnosisOf(side.refresh(grant))).toMatchObject({
      kind: "app-rejected",
      repair: { who: "operator" },
    });
  });
});

test.each([
  ["The user rejected the request", "cancelled"],
  ["This request has expired", "failed"],
  ["This account has been deactivated", "failed"],
])("R30 access_denied, “%s”: %s", (words, what) => {
  const params = new URLSearchParams({ error: "access_denied", error_description: words });
  expect(bluesky.oauth.refusal(params)).toEqual({ what, words });
});

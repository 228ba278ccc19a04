import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { big, fediverse, handleAt, small, type Fediverse } from "#test/fediverse.ts";
import { findCondition } from "../store/conditions.ts";
import { considerNetwork } from "./guard.ts";

const day = 86_400;
const probe = 6 * 3600;

const eight = Array.from({ length: 8 }, (_, index) => `person-${index + 1}`);
const scenario = { people: [...eight, "ben-okoro"].map((handle) => ({ name: handle.replace("-", " "), handle })) };

const incidents = async (t: Fediverse, open = true) =>
  (await t.get<contract.Page<contract.Incident>>(`/v1/incidents?open=${open}`)).items;
const mastodon = (t: Fediverse) => t.get<contract.Network>("/v1/networks/mastodon");
const statuses = async (t: Fediverse) => {
  const { items } = await t.get<contract.Page<contract.Profile>>("/v1/profiles?network=mastodon&limit=200");
  return Object.fromEntries(items.map((one) => [one.handle, one.status]));
};
const told = async (t: Fediverse) =>
  (await t.get<contract.Page<contract.TimelineEvent>>("/v1/events?limit=200")).items.map((event) => event.text);

/** Everybody is looked at twice or more. */
async function lookAtAll(t: Fediverse): Promise<void> {
  for (const seconds of [probe + 60, 120, 120]) await t.pass(seconds);
}

describe("one big server of many", { timeout: 120_000 }, () => {
  test("P53 P2 it is down: the incident and the networks' page name it, the others go on being judged and proved", async () => {
    await using t = await fediverse(scenario);
    for (const person of eight) await t.connectAt(big, person);
    const ben = await t.connectAt(small, "ben-okoro");
    await t.mastodonSide.addFault("outage", { host: big });
    await lookAtAll(t);

    expect(await statuses(t)).toEqual({
      ...Object.fromEntries(eight.map((person) => [handleAt(big, person), "waiting"])),
      [ben]: "connected",
    });
    expect(await incidents(t)).toMatchObject([
      {
        network: "mastodon",
        server: big,
        reach: "network",
        headline: "northwind.social has been down since 22 November 2026.",
        profileCount: 8,
        verdictsFrozen: false,
      },
    ]);
    expect(await t.at(handleAt(big, "person-1"))).toMatchObject({
      cause: "network_unavailable",
      statusText: "northwind.social has been down since 22 November 2026. Nobody here needs to act.",
    });
    expect(await mastodon(t)).toMatchObject({
      health: { state: "well" },
      troubledServers: [{ name: big, state: "unavailable" }],
    });

    // What happens at the other server meanwhile is found out and said.
    await t.mastodonSide.removeApp({ person: "ben-okoro", app: (await t.appAt(small)) ?? "" });
    await lookAtAll(t);
    expect(await t.at(ben)).toMatchObject({ status: "expired", cause: "session_ended" });
    expect((await incidents(t)).map(({ reach, server }) => [reach, server])).toEqual([
      ["grant", null],
      ["network", big],
    ]);

    await t.mastodonSide.clearFaults();
    await lookAtAll(t);
    expect(await statuses(t)).toEqual({
      ...Object.fromEntries(eight.map((person) => [handleAt(big, person), "connected"])),
      [ben]: "expired",
    });
    expect((await mastodon(t)).troubledServers).toEqual([]);
    expect((await incidents(t, false)).map(({ headline }) => headline)).toEqual(["northwind.social had trouble."]);
    expect(await told(t)).toContain("northwind.social is well again; everything is being proved anew.");
  });

  test("P53 it refuses everybody: its verdicts are frozen, nobody there is told to renew; the other server's are made", async () => {
    await using t = await fediverse(scenario);
    for (const person of eight) await t.connectAt(big, person);
    const ben = await t.connectAt(small, "ben-okoro");
    await t.mastodonSide.addFault("revoked", { app: (await t.appAt(big)) ?? "" });
    await t.mastodonSide.removeApp({ person: "ben-okoro", app: (await t.appAt(small)) ?? "" });
    await lookAtAll(t);

    expect((await mastodon(t)).troubledServers).toMatchObject([{ name: big, state: "frozen" }]);
    expect(await t.at(ben)).toMatchObject({ status: "expired" });
    const all = await statuses(t);
    expect(eight.map((person) => all[handleAt(big, person)])).toEqual(Array(8).fill("waiting"));
    expect(await incidents(t)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reach: "grant", server: null, profileCount: 1 }),
        expect.objectContaining({
          server: big,
          headline: "Many logins at northwind.social failed at once.",
          verdictsFrozen: true,
        }),
      ]),
    );
    expect(await told(t)).toContain(
      "Many logins at northwind.social failed at once, so we stopped judging single ones.",
    );

    // Whose servers these are is nobody else's business, and theirs to lift nobody else's.
    const olga = await t.outsider();
    await t.connectAt(small, "person-1", olga);
    expect((await olga.get<contract.Page<contract.Incident>>("/v1/incidents")).items).toEqual([]);
    expect(await olga.get<contract.Summary>("/v1/summary")).toMatchObject({ openIncidents: 0 });
    expect((await olga.get<contract.Network>("/v1/networks/mastodon")).troubledServers).toEqual([]);
    const thaw = `/v1/networks/mastodon/thaw?server=${big}`;
    expect((await olga.fetch(thaw, { method: "POST" })).status).toBe(409);
    expect((await t.mira.fetch("/v1/networks/mastodon/thaw", { method: "POST" })).status).toBe(409);

    expect(await t.mira.post<contract.Network>(thaw)).toMatchObject({ troubledServers: [] });
    // Overruled for an hour: within it refusals are taken as they are.
    for (const seconds of [61, 61]) await t.pass(seconds);
    expect(Object.values(await statuses(t))).toEqual(Array(9).fill("expired"));
  });
});

test(
  "P53 many servers refuse at once, each of them too small to be judged by itself: verdicts about all are frozen",
  { timeout: 120_000 },
  async () => {
    await using t = await fediverse(scenario, { config: { guardMinGrants: 2 } });
    const handles = [await t.connectAt(big, "person-1"), await t.connectAt(small, "person-2")];
    await t.mastodonSide.addFault("revoked");
    await lookAtAll(t);
    expect(await mastodon(t)).toMatchObject({ health: { state: "frozen" }, troubledServers: [] });
    for (const handle of handles)
      expect(await t.at(handle)).toMatchObject({
        status: "waiting",
        statusText: expect.stringMatching(/^Mastodon has/),
      });
    expect(await incidents(t)).toMatchObject([{ server: null, headline: "Mastodon has trouble.", profileCount: 2 }]);
    await t.mastodonSide.clearFaults();
    await lookAtAll(t);
    expect(await statuses(t)).toEqual(Object.fromEntries(handles.map((handle) => [handle, "connected"])));
    expect(await incidents(t)).toEqual([]);
  },
);

test("P53 several workers judge two servers at the same time: one incident for each, and each names its own", async () => {
  await using t = await fediverse(scenario);
  await t.connectAt(big, "person-1");
  await t.connectAt(small, "person-2");
  await t.mastodonSide.outage(true);
  await t.advance(day);
  const grants = await t.world.db.selectFrom("grant").select(["id", "app_id"]).execute();
  const silent = { silent_at: t.world.clock.now(), probed_at: t.world.clock.now(), troubles: 2 };
  await t.world.db.updateTable("grant").set(silent).execute();
  const network = t.world.networks.find("mastodon");
  if (!network) throw new Error("Mastodon is not in the list");
  const look = { lookAgainAt: t.world.clock.now(), sign: "silent" } as const;
  const six = Array.from({ length: 6 }, (_, index) => grants[index % grants.length]?.app_id ?? "");
  await Promise.all(six.map((appId) => considerNetwork(t.world, network, appId, [look])));
  const named = (await incidents(t)).map(({ server }) => server);
  expect([named.length, new Set(named)]).toEqual([2, new Set([small, big])]);
  expect((await told(t)).filter((text) => text.startsWith("Incident opened"))).toHaveLength(2);
  const whole = await findCondition(t.world.db, { network: "mastodon", server: "" });
  expect(whole.state).toBe("well");
});

import { describe, expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { big, fediverse, finishConnecting, small, type Fediverse } from "#test/fediverse.ts";
import { assemble } from "../assemble.ts";
import { beginConnection } from "../connections/begin.ts";
import { leaseEnd } from "../db/lease-time.ts";
import { openLog } from "../platform/log.ts";
import type { World } from "../world.ts";

const scenario = { people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }] };

const wish = (identifier: string) => ({ network: "mastodon", identifier });
const begin = (t: Fediverse, identifier = big) => t.mira.post<contract.Started>("/v1/connections", wish(identifier));
const registrations = (t: Fediverse) => t.mastodonSide.countCalls({ method: "POST", path: "/api/v1/apps" });
const clientOf = ({ url }: { url: string }) => new URL(url).searchParams.get("client_id");

/** A second process of this Latchkey, on the same database and with another public address if it is told one. */
async function beside(t: Fediverse, url = t.world.config.url): Promise<World & AsyncDisposable> {
  const { world, close } = await assemble({
    config: { ...t.world.config, roles: new Set(), url },
    databaseUrl: t.databaseUrl,
    networks,
    clock: t.world.clock,
    random: t.world.random,
    log: openLog({ level: "silent", to: { write() {} } }),
    jobs: { send: async () => {}, wake: async () => {}, work: async () => {}, stop: async () => {} },
  });
  return Object.assign({ ...world }, { [Symbol.asyncDispose]: close });
}

const beginIn = async (world: World, t: Fediverse, identifier: string) => {
  const { flow } = await beginConnection(world, { ...wish(identifier), workspaceId: t.workspaceId, memberId: null });
  return { url: flow.outcome.url ?? "" };
};

describe("a server is asked to know us", { timeout: 60_000 }, () => {
  test("once, whoever comes and however the name is written; and once at each server", async () => {
    await using t = await fediverse(scenario);
    for (const name of [big, `@anna@${big.toUpperCase()}`, `https://${big}/@anna`]) await begin(t, name);
    expect(await registrations(t)).toBe(1);
    await begin(t, small);
    expect(await registrations(t)).toBe(2);
  });

  test("once, when two processes with several people each begin at the same moment; every one of their ways leads back", async () => {
    await using t = await fediverse(scenario);
    await using other = await beside(t);
    await t.mastodonSide.addFault("slow", { path: "/api/v1/apps", delayMs: 300 });
    const begun = await Promise.all([1, 2, 3].flatMap(() => [beginIn(t.world, t, big), beginIn(other, t, big)]));
    expect(await registrations(t)).toBe(1);
    expect(new Set(begun.map(clientOf))).toEqual(new Set([await t.appAt(big)]));
    await t.connectAt(big, "anna-berg");
    expect(await t.at("@anna_berg@northwind.social")).toMatchObject({ status: "connected" });
  });

  test("anew when it has forgotten us, once for two processes at the same moment; all of them go on with the new registration", async () => {
    await using t = await fediverse(scenario);
    await using other = await beside(t);
    await t.connectAt(big, "anna-berg");
    const before = (await t.appAt(big)) ?? "";
    await t.mastodonSide.updateApp({ app: before, disabled: true });
    await t.mastodonSide.addFault("slow", { path: "/api/v1/apps", delayMs: 300 });
    const begun = await Promise.all([1, 2].flatMap(() => [beginIn(t.world, t, big), beginIn(other, t, big)]));
    expect(await registrations(t)).toBe(2);
    expect(new Set(begun.map(clientOf))).toEqual(new Set([await t.appAt(big)]));
    expect(await t.appAt(big)).not.toBe(before);
    await t.connectAt(big, "anna-berg");
    expect(await t.world.db.selectFrom("app").select("retired_at").where("network", "=", "mastodon").execute()).toEqual(
      [{ retired_at: null }],
    );
  });

  test("a process that died while it registered holds nobody up for longer than its lease", async () => {
    await using t = await fediverse(scenario);
    await t.world.db
      .insertInto("registration_lease")
      .values({ network: "mastodon", server: big, lease_by: "a dead one", lease_until: leaseEnd(40) })
      .execute();
    const waiting = beginIn(t.world, t, big);
    expect(await registrations(t)).toBe(0);
    await t.world.db
      .updateTable("registration_lease")
      .set({ lease_until: leaseEnd(-1) })
      .execute();
    expect(clientOf(await waiting)).toBe(await t.appAt(big));
    expect(await t.world.db.selectFrom("registration_lease").selectAll().execute()).toEqual([]);
  });

  test("one that refuses is asked again by the next person, and says why in words", async () => {
    await using t = await fediverse(scenario);
    await t.mastodonSide.addFault("html", { host: big, times: 1 });
    const refused = await t.mira.fetch("/v1/connections", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(wish(big)),
    });
    expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
      502,
      expect.stringMatching(
        /^northwind\.social did not let us in: This server does not answer as a Mastodon server does\./,
      ),
    ]);
    await begin(t);
    expect(await registrations(t)).toBe(2);
  });
});

describe("our public address has changed", { timeout: 60_000 }, () => {
  test("the next login registers anew and leads to the new address; logins from before go on, and are still ended there", async () => {
    await using t = await fediverse(scenario);
    const anna = await t.connectAt(big, "anna-berg");
    const before = (await t.appAt(big)) ?? "";
    await using moved = await beside(t, "https://keys.example.com");
    const begun = await Promise.all([beginIn(moved, t, big), beginIn(moved, t, `@x@${big}`)]);
    for (const { url } of begun)
      expect(new URL(url).searchParams.get("redirect_uri")).toBe("https://keys.example.com/v1/oauth/callback");
    expect(await registrations(t)).toBe(2);
    expect(clientOf(begun[0] ?? { url: "" })).not.toBe(before);

    await t.pass(7 * 3600);
    const { id, status } = await t.at(anna);
    expect(status).toBe("connected");
    await t.mira.fetch(`/v1/profiles/${id}`, { method: "DELETE" });
    expect(await t.mastodonSide.log({ path: "/oauth/revoke" })).toMatchObject([{ status: 200, app: before }]);
    expect((await t.mastodonSide.networkState()).tokens.filter((token) => !token.ended)).toEqual([]);
  });
});

describe("one account in two workspaces holds one token", { timeout: 60_000 }, () => {
  async function twoWorkspaces() {
    const t = await fediverse(scenario);
    const olga = await t.outsider();
    const handle = await t.connectAt(big, "anna-berg");
    await finishConnecting(t, olga, await olga.post<contract.Started>("/v1/connections", wish(big)), "anna-berg");
    const idFor = async (browser: typeof olga) =>
      (await browser.get<contract.Page<contract.Profile>>("/v1/profiles?network=mastodon")).items.find(
        (one) => one.handle === handle,
      );
    return { t, olga, idFor };
  }

  test("P48 disconnecting in one leaves the other's working; the last one to disconnect ends it at the server", async () => {
    const { t, olga, idFor } = await twoWorkspaces();
    await using _ = t;
    const living = async () => (await t.mastodonSide.networkState()).tokens.filter((token) => !token.ended);
    expect(await living()).toHaveLength(1);
    await t.mira.fetch(`/v1/profiles/${(await idFor(t.mira))?.id}`, { method: "DELETE" });
    expect(await t.mastodonSide.countCalls({ path: "/oauth/revoke" })).toBe(0);
    for (const seconds of [7 * 3600, 120, 120]) await t.pass(seconds);
    expect(await idFor(olga)).toMatchObject({ status: "connected" });
    await olga.fetch(`/v1/profiles/${(await idFor(olga))?.id}`, { method: "DELETE" });
    expect(await living()).toEqual([]);
  });

  test("P18 P48 renewing in one, or cancelling there, leaves the other's working", async () => {
    const { t, olga, idFor } = await twoWorkspaces();
    await using _ = t;
    const renew = async () => {
      const profileId = (await idFor(t.mira))?.id;
      return t.mira.post<contract.Started>("/v1/renewals", { profileId });
    };
    const who = { email: "anna-berg@people.example", password: "password" };
    await t.mira.walk((await renew()).url, { ...who, cancel: true });
    const again = await renew();
    await t.mira.walk(again.url, who);
    await t.settle();
    await t.mira.post(`/v1/connections/${again.connectionId}/confirm`, { way: "renew" });
    for (const seconds of [0, 7 * 3600, 120]) await t.pass(seconds);
    expect([await idFor(t.mira), await idFor(olga)]).toMatchObject([{ status: "connected" }, { status: "connected" }]);
    expect(await t.mastodonSide.countCalls({ path: "/oauth/revoke" })).toBe(0);
  });
});

import { describe, expect, test } from "vitest";
import { addSeconds } from "#core/backoff.ts";
import { newId } from "#core/id.ts";
import { Secret } from "#core/secret.ts";
import { chirp } from "#test/chirp/chirp.ts";
import { chirpApp, chirpWorld, dora, type ChirpWorld } from "#test/chirp/chirp-world.ts";
import { keepAlive } from "../health/keep-alive.ts";
import { insertGrant } from "../store/grant-writes.ts";
import { sealTokens } from "./tokens.ts";
import { grantBinding } from "../store/grants.ts";

const hour = 3600;
const many = 60;
const addressOf = (input: string | URL | Request): string => (input instanceof Request ? input.url : input.toString());

/** So many logins of Dora's, given by Chirp itself; all are due now, and their access tokens live for an hour. */
async function seedDue(t: ChirpWorld, count = many): Promise<string[]> {
  const { appId, workspaceId } = await t.grant();
  const now = t.world.clock.now();
  const ids: string[] = [];
  for (const given of await loginsAtChirp(t, count)) {
    const id = newId("grant", now, t.world.random.bytes(13));
    await insertGrant(t.world.db, {
      id,
      workspaceId,
      network: "chirp",
      appId,
      setter: { remoteId: id, name: "Dora" },
      tokenKind: "bearer",
      tokensSealed: sealTokens(t.world, given, grantBinding(id)),
      scopesAsked: ["read"],
      scopesGranted: ["read"],
      scopesDeclined: [],
      accessExpiresAt: addSeconds(now, hour),
      refreshAt: now,
      now,
    });
    ids.push(id);
  }
  await t.world.db.updateTable("grant").set({ probe_at: null }).execute();
  return ids;
}

async function loginsAtChirp(t: ChirpWorld, count: number) {
  const site = `${t.simulatorUrl}/chirp.example/authorize?${new URLSearchParams({
    client_id: chirpApp.id,
    redirect_uri: `${t.url}/v1/oauth/callback`,
    state: "s",
  }).toString()}`;
  const post = (url: string, form: Record<string, string>, cookie = "") =>
    fetch(url, { method: "POST", body: new URLSearchParams(form), headers: { cookie }, redirect: "manual" });
  const login = await post(site, { step: "login", email: dora.email, pass: dora.password });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  const logins = [];
  for (let n = 0; n < count; n++) {
    const back = await post(site, { step: "continue" }, cookie);
    const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const answer = await post(`${t.simulatorUrl}/api.chirp.example/oauth/token`, {
      grant_type: "authorization_code",
      code,
      redirect_uri: `${t.url}/v1/oauth/callback`,
      client_id: chirpApp.id,
      client_secret: chirpApp.secret,
    });
    const { access_token, refresh_token } = (await answer.json()) as { access_token: string; refresh_token: string };
    logins.push({ accessToken: Secret.of(access_token), refreshToken: Secret.of(refresh_token) });
  }
  return logins;
}

/** Chirp does what it is asked, and its answer comes to us as this makes it. Gives back the way to end that. */
function answersBecome(t: ChirpWorld, become: (answer: Response, signal: AbortSignal) => Response | Promise<Response>) {
  const { outside } = t.world;
  const { fetch } = outside;
  const meddled: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!addressOf(input).includes("/oauth/token") || !init?.signal) return answer;
    return become(answer, init.signal);
  };
  Object.assign(outside, { fetch: meddled });
  return () => void Object.assign(outside, { fetch });
}

const silence = (_answer: Response, signal: AbortSignal): Promise<Response> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

const troubles = {
  "no answer at all": silence,
  "503 after the token was spent": () => Response.json({ error: "temporarily_unavailable" }, { status: 503 }),
  "a body that is cut off": () => new Response('{"access_token":"a2","refresh_to'),
  "HTML with status 200": () => new Response("<html>Back soon</html>"),
  "an answer without a token": () => Response.json({ ok: true }),
} as const;

async function standing(t: ChirpWorld, ids: readonly string[]) {
  const rows = await t.world.db
    .selectFrom("grant")
    .select(["id", "version", "refresh_refused_at"])
    .where("id", "in", [...ids])
    .execute();
  const refreshed = rows.filter((row) => row.version === 2).length;
  return { refreshed, lost: rows.filter((row) => row.version === 1).length };
}

const cautions = (t: ChirpWorld) => t.world.db.selectFrom("refresh_caution").selectAll().execute();

describe("one silence is a warning: the others wait", { timeout: 120_000 }, () => {
  test.each(Object.entries(troubles))(
    `P17 %s for a minute in which ${many} refreshes are due: it costs one login at most, and the others are refreshed after`,
    async (_what, become) => {
      await using t = await chirpWorld(chirp, { config: { refreshDeadlineSeconds: 1 } });
      const ids = await seedDue(t);
      const heal = answersBecome(t, become);
      const before = await t.refreshes();
      await Promise.all(ids.map((id) => keepAlive(t.world, id, "due")));
      for (let seconds = 0; seconds < 20; seconds += 5) await t.pass(5);
      const spent = (await t.refreshes()) - before;
      expect(spent).toBe(1);
      expect(await cautions(t)).toMatchObject([{ network: "chirp", server: "", pause_seconds: 30, lease_by: null }]);
      heal();
      for (let seconds = 0; seconds < 120; seconds += 20) await t.pass(20);
      expect(await standing(t, ids)).toEqual({ refreshed: many - spent, lost: spent });
      expect(await cautions(t)).toEqual([]);
    },
  );

  test("P17 while the silence goes on one at a time feels the way, each after twice the pause", async () => {
    await using t = await chirpWorld(chirp, { config: { refreshDeadlineSeconds: 1 } });
    const ids = await seedDue(t, 20);
    const heal = answersBecome(t, troubles["503 after the token was spent"]);
    const before = await t.refreshes();
    for (let seconds = 0; seconds < 900; seconds += 15) await t.pass(15);
    // After 0, 30, 90, 210, 450 seconds and later, not one for each grant.
    const spent = (await t.refreshes()) - before;
    expect(spent).toBeGreaterThanOrEqual(4);
    expect(spent).toBeLessThanOrEqual(5);
    heal();
    for (let minutes = 0; minutes < 60; minutes++) await t.pass(60);
    expect(await cautions(t)).toEqual([]);
    const after = await standing(t, ids);
    expect(after.lost).toBeLessThanOrEqual(spent);
    expect(after.refreshed).toBe(ids.length - after.lost);
  });

  test("P3 P17 a reader of a token with life left gets it while there is caution, and nothing is spent for that", async () => {
    await using t = await chirpWorld(chirp, { config: { refreshDeadlineSeconds: 1 } });
    const [lost] = await seedDue(t, 1);
    const { tokens } = await t.grant();
    await t.advance(hour - 30);
    const heal = answersBecome(t, troubles["503 after the token was spent"]);
    await keepAlive(t.world, lost ?? "", "due");
    const before = await t.refreshes();
    expect(await t.askToken()).toMatchObject({ status: 200, body: { token: tokens.accessToken.reveal() } });
    expect(await t.refreshes()).toBe(before);
    heal();
    await t.advance(31); // no life left: it is asked for at once, caution or not
    expect((await t.askToken()).status).toBe(200);
    expect(await t.refreshes()).toBe(before + 1);
  });

  test("P17 whoever has no life left is asked one by one while there is caution, in all processes together", async () => {
    await using t = await chirpWorld(chirp, { config: { refreshDeadlineSeconds: 3 } });
    const ids = await seedDue(t, 6);
    await t.advance(hour + 1);
    const now = t.world.clock.now();
    const caution = { network: "chirp", server: "", pause_seconds: 120, early_at: addSeconds(now, 120) };
    await t.world.db.insertInto("refresh_caution").values(caution).execute();
    let underWay = 0;
    let most = 0;
    answersBecome(t, async (answer) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 50));
      underWay -= 1;
      return answer;
    });
    const kept = await Promise.all(ids.map((id) => keepAlive({ ...t.world }, id, "due")));
    expect(most).toBe(1);
    expect(kept.filter((one) => one.outcome === "refreshed").length).toBeGreaterThanOrEqual(1);
    for (let seconds = 0; seconds < 120; seconds += 20) await t.pass(20);
    expect(await standing(t, ids)).toEqual({ refreshed: 6, lost: 0 });
  });
});

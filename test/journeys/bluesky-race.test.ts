import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { createClient, type TokenAnswer } from "#sdk/client.ts";
import { personAtBrowser } from "../pds/person.ts";
import { type PdsAccount, startPds } from "../pds.ts";
import { freshDatabase } from "../postgres.ts";
import { getWithDpop } from "./dpop.ts";
import { openGate, type Passed } from "./gate.ts";
import { hostsAt, mira } from "./latchkey-beside-pds.ts";
import { startProgram } from "./start-program.ts";

const readsAtEach = 3;

test(
  "P14 P15 two programs asked for a spent Bluesky token at once spend its one-time refresh token once, and the session lives on",
  { timeout: 180_000 },
  async () => {
    await using pds = await startPds();
    const anna = await pds.createAccount({ handle: "anna.test", email: "anna@example.com", password: "hers alone" });
    await using gate = await openGate(pds.url);
    await using database = await freshDatabase();
    using data = dataFolder();
    const outside = { ...hostsAt(pds), [new URL(pds.url).host]: gate.url };
    const variables = {
      DATABASE_URL: database.url,
      LATCHKEY_DATA: data.path,
      LATCHKEY_OUTSIDE: Object.entries(outside)
        .map((pair) => pair.join("="))
        .join(","),
    };
    await using first = await startProgram(variables);
    await using second = await startProgram(variables);
    const apiKey = await setUp(first.url);
    const profileId = await connect({ url: first.url, apiKey }, anna, (url) => url.replace(gate.url, pds.url));
    const apis = [first, second].map(({ url }) => createClient({ baseUrl: url, apiKey }));
    await using row = await openRow(database.url);

    const handedOut: TokenAnswer[] = [];
    for (const round of [1, 2, 3]) {
      await row.endToken();
      const gateway = gate.hold("/oauth/token");
      const asked = apis.flatMap((api) =>
        Array.from({ length: readsAtEach }, () => api.profileToken(profileId, "publish")),
      );
      await gateway.arrived;
      // Whoever did not win is waiting as well by now: this was asked later, and is answered.
      await Promise.all(apis.map((api) => api.profile(profileId)));
      gateway.open();
      const answers = await Promise.all(asked);
      expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
      expect(await row.attempts()).toEqual(Array.from({ length: round }, () => "saved"));
      expect(spentTokens(gate.passed)).toHaveLength(round);
      handedOut.push(answers[0]!);
    }

    expect(new Set(handedOut.map((answer) => answer.token)).size).toBe(3);
    expect(new Set(spentTokens(gate.passed)).size).toBe(3);
    const lent = handedOut.at(-1)!;
    for (const api of apis) expect((await api.profileToken(profileId, "publish")).token).toBe(lent.token);
    const session = await getWithDpop(lent, "/xrpc/com.atproto.server.getSession");
    expect(await session.json()).toMatchObject({ did: anna.did, active: true });
    for (const api of apis) expect(await api.probeProfile(profileId)).toMatchObject({ proved: true });
  },
);

/** The refresh tokens that the server took; all that it refused, it refused for want of its newest nonce. */
function spentTokens(passed: readonly Passed[]): (string | null)[] {
  const refreshes = passed.filter(({ sent }) => new URLSearchParams(sent).get("grant_type") === "refresh_token");
  const refused = refreshes.filter(({ status }) => status !== 200);
  for (const { answered } of refused) expect(JSON.parse(answered)).toMatchObject({ error: "use_dpop_nonce" });
  return refreshes
    .filter(({ status }) => status === 200)
    .map(({ sent }) => new URLSearchParams(sent).get("refresh_token"));
}

function dataFolder() {
  const path = mkdtempSync(join(tmpdir(), "latchkey-race-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** The grant as it lies in the database. */
async function openRow(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  return {
    endToken: () => client.query(`update "grant" set access_expires_at = now() - interval '1 second'`),
    attempts: async () =>
      (await client.query<{ outcome: string }>("select outcome from refresh_attempt")).rows.map((one) => one.outcome),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

async function setUp(url: string): Promise<string> {
  const send = (path: string, body: object, cookie = "") =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie },
      body: JSON.stringify(body),
    });
  const signedIn = await send("/v1/setup", { workspaceName: "Northwind Coffee", ...mira });
  const made = await send("/v1/api-keys", { name: "Tests" }, cookieOf(signedIn));
  return ((await made.json()) as { key: string }).key;
}

/** Connects as a browser does, without its pages; those are in `bluesky.test.ts`. Answers the profile's id. */
async function connect(
  at: { url: string; apiKey: string },
  anna: PdsAccount,
  addressOf: (url: string) => string,
): Promise<string> {
  const api = createClient({ baseUrl: at.url, apiKey: at.apiKey });
  const started = await api.startConnection({ network: "bluesky", identifier: anna.handle });
  const opened = await fetch(started.url, { redirect: "manual" });
  const back = await personAtBrowser().consent(addressOf(opened.headers.get("location") ?? ""), anna);
  await fetch(back.replace("127.0.0.1", "localhost"), { redirect: "manual", headers: { cookie: cookieOf(opened) } });
  const id = started.connectionId ?? "";
  const status = async () => (await api.connection(id)).status;
  await expect.poll(status, { timeout: 30_000 }).toBe("picking");
  await api.addProfiles(id, { remoteIds: [anna.did] });
  await expect.poll(status, { timeout: 30_000 }).toBe("done");
  return (await api.connection(id)).results[0]?.profileId ?? "";
}

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");

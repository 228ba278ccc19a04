import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testNetwork } from "#test/network-contract.ts";
import { type RealPds, startPds } from "#test/pds.ts";
import { dancesAt, failureOf, grantOf } from "#test/bluesky-on-pds.ts";
import type { Circumstances, Dances, TracedCall } from "#test/bluesky-on-pds.ts";
import { personAtBrowser } from "#test/pds/person.ts";
import type { Call, LiveGrant } from "../network.ts";
import { bluesky } from "./bluesky.ts";

// Against a real PDS, PLC directory and OAuth server, which nobody here wrote.

let pds: RealPds;
let dances: Dances;
beforeAll(async () => {
  pds = await startPds();
  dances = dancesAt(pds);
}, 60_000);
afterAll(() => pds[Symbol.asyncDispose]());

testNetwork(bluesky, {
  app: { clientId: "", clientSecret: undefined, settings: {} },
  beginsOffline: false,
  deadly: [
    { status: 400, body: { error: "invalid_grant", error_description: "Invalid refresh token" } },
    { status: 401, body: { error: "invalid_token", message: "Invalid token" } },
    { status: 200, body: { did: "did:plc:a", active: false, status: "takendown" } },
  ],
});

const dayMs = 86_400_000;

const newCall = (circumstances?: Circumstances) => dances.newCall(circumstances);
const begin = (identifier: string, call: Call = newCall()) => bluesky.oauth.begin(call, dances.danceOf(identifier));
const prove = (grant: LiveGrant, call: Call = newCall()) => bluesky.probe.grant(call, grant);
const proveAccess = (grant: LiveGrant) => bluesky.probe.access(newCall(), grant);
const refresh = (grant: LiveGrant, call: Call = newCall()) => bluesky.oauth.refresh(call, grant);
const diagnosisOf = async (act: Promise<unknown>) => (await failureOf(act)).diagnosis;
const posts = ({ traces }: TracedCall) => traces.filter(({ method }) => method === "POST").length;

describe("the dance", () => {
  test("R37 begun in one process and finished in another it gives the person, the scopes and every end", async () => {
    const account = await dances.newAccount();
    const { answer, person } = await dances.connect(account);
    expect(person).toEqual({ remoteId: account.did, name: account.handle, handle: account.handle });
    expect(answer.tokenKind).toBe("dpop");
    expect(answer.scopesGranted).toEqual(["atproto", "transition:generic"]);
    const inDays = (end: Date | null | undefined) => ((end?.getTime() ?? 0) - Date.now()) / dayMs;
    expect(inDays(answer.accessExpiresAt)).toBeCloseTo(1 / 24, 2);
    expect(inDays(answer.refreshExpiresAt)).toBeCloseTo(14, 2);
    expect(inDays(answer.endsAt)).toBeCloseTo(14, 2);
  });

  test("R30 a person who says no has cancelled", async () => {
    const { handle } = await dances.newAccount();
    const { url } = await begin(handle);
    const { searchParams } = new URL(await personAtBrowser().refuse(url));
    expect(bluesky.oauth.refusal(searchParams)).toEqual({ what: "cancelled", words: "The user rejected the request" });
  });

  test("R31 P34 a person who narrows the scopes is believed", async () => {
    const { answer } = await dances.connect(await dances.newAccount(), { scope: "atproto" });
    expect(answer.scopesGranted).toEqual(["atproto"]);
  });

  test.each(["@HANDLE", " HANDLE ", "\u202aHANDLE\u202c", "https://bsky.app/profile/HANDLE"])(
    "the account is found by “%s”",
    async (typed) => {
      const { handle } = await dances.newAccount();
      const { url } = await begin(typed.replace("HANDLE", handle));
      expect(new URL(url).origin).toBe(pds.url);
    },
  );

  test.each(["nobody.test", "no handle", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "@"])(
    "“%s” is the typist's mistake",
    async (typed) => {
      await expect(begin(typed)).rejects.toMatchObject({ code: "invalid_input" });
    },
  );

  test("a directory in trouble is not the typist's mistake", async () => {
    const { handle } = await dances.newAccount();
    const call = newCall({
      meddle: (url) => (url.host === "plc.directory" ? new Response("", { status: 503 }) : undefined),
    });
    expect(await diagnosisOf(begin(handle, call))).toMatchObject({ kind: "unreachable" });
  });

  test("a renewal goes to the account expected, without asking for its name", async () => {
    const { consent, account } = await dances.newGrant();
    const renewed = await dances.connect({ ...account, handle: "" }, { changes: { expected: consent.person } });
    expect(renewed.person.remoteId).toBe(account.did);
  });

  test("R30 the former session works on until it is ended by its own grant", async () => {
    const { account, grant } = await dances.newGrant();
    await dances.connect(account);
    await prove(grant);
    await bluesky.oauth.retire(newCall(), grant);
    expect(await diagnosisOf(refresh(grant))).toMatchObject({ kind: "grant-revoked", cause: "session_ended" });
  });

  test("a code that comes twice asks to start again", async () => {
    const account = await dances.newAccount();
    const back = await dances.consent(account);
    await bluesky.oauth.finish(newCall(), back);
    const { kind, repair } = await diagnosisOf(bluesky.oauth.finish(newCall(), back));
    expect({ kind, repair }).toMatchObject({
      kind: "unrecognised",
      repair: { how: expect.stringContaining("Start again") },
    });
  });

  test("an answer in another issuer's name is not accepted", async () => {
    const account = await dances.newAccount();
    const back = await dances.consent(account);
    back.params.set("iss", "https://evil.example.org");
    const call = newCall();
    expect(await diagnosisOf(bluesky.oauth.finish(call, back))).toMatchObject({ kind: "unrecognised" });
    expect(posts(call)).toBe(0);
  });
});

describe("keeping", () => {
  test("P10 P25 a refresh gives new tokens, moves the expiries and leaves the session's end where it was", async () => {
    const { consent, grant } = await dances.newGrant();
    const later = () => new Date(Date.now() + 3 * dayMs);
    const fresh = await refresh(grant, newCall({ now: later }));
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.tokens.refreshToken?.reveal()).not.toBe(grant.tokens.refreshToken?.reveal());
    expect(fresh.endsAt).toEqual(consent.answer.endsAt);
    expect((fresh.accessExpiresAt?.getTime() ?? 0) - later().getTime()).toBeGreaterThan(3_500_000);
    await prove(grantOf(consent, fresh));
    await refresh(grantOf(consent, fresh));
  });

  test("a refresh asks no handle resolver and sends the refresh token to its own server only", async () => {
    const { grant } = await dances.newGrant();
    const call = newCall();
    await refresh(grant, call);
    const asked = new Set(call.traces.map(({ method, address }) => `${method} ${address.replace(/did.*/, "")}`));
    const { host } = new URL(pds.url);
    expect(asked).toEqual(
      new Set([
        `GET ${host}/.well-known/oauth-authorization-server`,
        "GET plc.directory/",
        `GET ${host}/.well-known/oauth-protected-resource`,
        `POST ${host}/oauth/token`,
      ]),
    );
  });

  test("P14 a refresh token used twice is a lost rotation, and takes the newest one with it", async () => {
    const { consent, grant } = await dances.newGrant();
    const fresh = await refresh(grant);
    expect(await diagnosisOf(refresh(grant))).toMatchObject({
      kind: "grant-revoked",
      cause: "rotation_lost",
      confidence: "certain",
    });
    expect(await diagnosisOf(refresh(grantOf(consent, fresh)))).toMatchObject({
      kind: "grant-revoked",
      cause: "session_ended",
    });
  });

  test("R7 P14 a probe never refreshes: neither a token called spent, nor after a 401", async () => {
    const { consent, grant } = await dances.newGrant();
    const fresh = await refresh(grant);
    const spent = newCall();
    await prove({ ...grantOf(consent, fresh), accessExpiresAt: new Date(0) }, spent);
    const { refreshToken, extra } = fresh.tokens;
    const refused = newCall();
    // The refresh ended the access token that was handed out before.
    const mixed = { ...grant, tokens: { accessToken: grant.tokens.accessToken, refreshToken, extra } };
    expect(await diagnosisOf(prove(mixed, refused))).toMatchObject({ kind: "token-expired", retry: "after-refresh" });
    expect([posts(spent), posts(refused)]).toEqual([0, 0]);
    await refresh(mixed);
  });

  test("a silent directory leaves the refresh token unspent, a silent token endpoint leaves it unknown", async () => {
    const { grant } = await dances.newGrant();
    const silentAt = (part: string) =>
      newCall({
        meddle: (url) => {
          if (url.href.includes(part)) throw new TypeError("fetch failed");
          return undefined;
        },
      });
    const before = await failureOf(refresh(grant, silentAt("plc.directory")));
    expect(before).toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: false });
    const during = await failureOf(refresh(grant, silentAt("/oauth/token")));
    expect(during).toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: true });
    await refresh(grant);
  });

  test.each([
    ["HTML", () => new Response("<html>busy</html>", { headers: { "content-type": "text/html" } })],
    ["a server error", () => Response.json({ error: "server_error" }, { status: 500 })],
    [
      "a body that breaks off",
      () => new Response(new ReadableStream({ pull: (body) => body.error(new Error("cut")) })),
    ],
  ])("P2 P4 %s from the token endpoint is no verdict", async (_what, answer) => {
    const { grant } = await dances.newGrant();
    const call = newCall({ meddle: (url) => (url.pathname === "/oauth/token" ? answer() : undefined) });
    const failure = await failureOf(refresh(grant, call));
    expect(failure).toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: true });
    await refresh(grant);
  });

  test("P2 an instance that is down is no verdict, and everything works when it is back", async () => {
    const { consent, grant } = await dances.newGrant();
    await pds.stop();
    const [probed, refreshed] = [await failureOf(prove(grant)), await failureOf(refresh(grant))];
    await pds.start();
    expect(probed.diagnosis.kind).toBe("unreachable");
    expect(refreshed).toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: false });
    await prove(grantOf(consent, await refresh(grant)));
  }, 30_000);

  test("a password changed by the operator leaves the session alone", async () => {
    const { account, grant } = await dances.newGrant();
    await pds.changePassword(account, "another password");
    await prove(grant);
    await refresh(grant);
  });

  test("R2 nothing secret shows in evidence", async () => {
    const { grant } = await dances.newGrant();
    await refresh(grant);
    const shown = JSON.stringify(await failureOf(refresh(grant)));
    const { accessToken, refreshToken, extra } = grant.tokens;
    for (const secret of [accessToken, refreshToken, extra]) expect(shown).not.toContain(secret?.reveal());
  });
});

describe("what became of the account", () => {
  test("R59 a takedown is told from a revoked session, and needs a new one when it is lifted", async () => {
    const { account, grant } = await dances.newGrant();
    await pds.takeDown(account.did);
    const takendown = {
      kind: "profile-lost",
      cause: "profile_suspended",
      rule: "bluesky/takendown",
      confidence: "certain",
    };
    expect(await diagnosisOf(prove(grant))).toMatchObject(takendown);
    expect(await diagnosisOf(refresh(grant))).toMatchObject(takendown);
    await pds.restore(account.did);
    expect(await diagnosisOf(refresh(grant))).toMatchObject({ kind: "grant-revoked", cause: "session_ended" });
    await prove(grantOf(await dances.connect(account)));
  });

  test("a deactivated account needs no new session", async () => {
    const { account, consent, grant } = await dances.newGrant();
    await pds.deactivate(account);
    await prove(grant);
    expect(await diagnosisOf(proveAccess(grant))).toMatchObject({ kind: "profile-lost", rule: "bluesky/deactivated" });
    const fresh = await refresh(grant);
    await pds.activate(account);
    await proveAccess(grantOf(consent, fresh));
  });

  test("a deleted account is gone for good", async () => {
    const { account, grant } = await dances.newGrant();
    await pds.deleteAccount(account.did);
    const gone = { kind: "profile-lost", cause: "profile_gone", repair: { who: "nobody" }, retry: "never" };
    expect(await diagnosisOf(prove(grant))).toMatchObject(gone);
    expect(await diagnosisOf(refresh(grant))).toMatchObject(gone);
  });

  test("a session ended on the account page is the person's to renew", async () => {
    const { account, grant } = await dances.newGrant();
    expect(await personAtBrowser().endSessions(pds.url, account)).toBe(1);
    expect(await diagnosisOf(prove(grant))).toMatchObject({ kind: "token-expired", confidence: "likely" });
    expect(await diagnosisOf(refresh(grant))).toMatchObject({ kind: "grant-revoked", cause: "session_ended" });
  });
});

describe("a refusal", () => {
  test("stays what it is when the reason cannot be asked for", async () => {
    const { account, grant } = await dances.newGrant();
    await personAtBrowser().endSessions(pds.url, account);
    let refused = false;
    const meddle = (url: URL) => {
      if (refused) return new Response("busy", { status: 503 });
      refused = url.pathname === "/oauth/token" && posts(call) > 0;
      return undefined;
    };
    const call = newCall({ meddle });
    expect(await diagnosisOf(refresh(grant, call))).toMatchObject({ kind: "grant-revoked", cause: "session_ended" });
    expect(call.traces.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
  });
});

describe("profiles and loans", () => {
  test("the token is lent with its key and for its own server only", async () => {
    const { grant } = await dances.newGrant();
    const { dpopKey, audience } = bluesky.oauth.lend(grant);
    expect(audience).toBe(pds.url);
    expect(dpopKey).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", d: expect.any(String) });
  });

  test("one session reaches one account, which proves itself by a read", async () => {
    const { account, grant } = await dances.newGrant();
    const found = [];
    for await (const profile of bluesky.profiles.list(newCall(), grant)) found.push(profile);
    const { did, handle } = account;
    const url = `https://bsky.app/profile/${did}`;
    expect(found).toEqual([{ remoteId: did, name: handle, kind: "account", handle, url }]);
    expect(await bluesky.probe.access(newCall(), grant)).toEqual({ handle });
  });
});

import { describe, expect, test } from "vitest";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { redirectUri, rehearseNetwork, withToken, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import { testTroubles } from "#test/network-troubles.ts";
import type { LiveGrant } from "../network.ts";
import { scopes } from "./capabilities.ts";
import { as, client, rehearsed } from "./simulated/rehearsed.ts";
import { threads } from "./threads.ts";

const day = 86_400;

async function connected() {
  const side = await rehearseNetwork({ network: threads, scenario: rehearsed(redirectUri), ...client });
  return { side, grant: await side.connect(as("berlin")) };
}

const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant) => threads.probe.grant(call, grant);
const proveAccess = ({ call }: NetworkRehearsal, grant: LiveGrant) =>
  threads.probe.access(call, grant, { remoteId: grant.setter.remoteId, token: grant.tokens.accessToken });

/** Threads answers like this at paths that end like that. */
function answers(side: NetworkRehearsal, end: string, code: number, more: { status?: number; message?: string } = {}) {
  const error = { code, type: "THApiException", message: more.message ?? "No", fbtrace_id: "A" };
  side.meddle(({ pathname }) => (pathname.endsWith(end) ? { error } : undefined), more.status ?? 400);
}

const anna = { person: "anna-berg" };

describe("proof", () => {
  test("R15 R37 the profile and every permission that has a read are proved, by reads alone (R7)", async () => {
    const { side, grant } = await connected();
    const before = side.traces.length;
    expect(await proveGrant(side, grant)).toEqual({
      scopesGranted: scopes,
      scopesDeclined: [],
      accessExpiresAt: expect.any(Date),
      dataAccessEndsAt: expect.any(Date),
    });
    expect(await proveAccess(side, grant)).toMatchObject({ name: "Northwind Berlin", scopes });
    expect(new Set(side.traces.slice(before).map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(side.traces.length - before).toBeLessThanOrEqual(8);
  });

  const withRead = [
    "threads_content_publish",
    "threads_read_replies",
    "threads_manage_mentions",
    "threads_manage_insights",
  ];
  test.each(withRead)(
    "P34 %s withdrawn later is answered with HTTP 500 and code 10: the code counts, the login lives",
    async (scope) => {
      const { side, grant } = await connected();
      await side.control.withdrawScope(anna, scope);
      const left = scopes.filter((one) => one !== scope);
      expect((await proveGrant(side, grant)).scopesGranted).toEqual(left);
      expect((await proveAccess(side, grant)).scopes).toEqual(left);
      const statuses = side.traces.map(({ status }) => status);
      expect(statuses).toContain(500);
      expect((await proveAccess(side, { ...grant, scopesGranted: undefined })).scopes).toEqual(left);
    },
  );

  test("a read that fails for another reason leaves what was known as it was; one that is not approved does not work", async () => {
    const { side, grant } = await connected();
    for (const [code, status] of [
      [2, 503],
      [4, 400],
      [100, 500],
      [1, 500],
    ] as const) {
      answers(side, "/threads_insights", code, { status });
      expect((await proveAccess(side, grant)).scopes).toBeUndefined();
    }
    answers(side, "/mentions", 100, { status: 500, message: "Tried accessing nonexisting field (mentions)" });
    expect((await proveAccess(side, grant)).scopes).toEqual(scopes.filter((one) => one !== "threads_manage_mentions"));
  });

  test("threads_basic taken back: nothing works and everything says so, but nobody's login is called dead", async () => {
    const { side, grant } = await connected();
    await side.control.withdrawScope(anna, "threads_basic");
    const left = scopes.filter((one) => one !== "threads_basic");
    expect(await proveGrant(side, grant)).toMatchObject({ scopesGranted: left });
    expect(await proveAccess(side, grant)).toEqual({ scopes: left });
    answers(side, "/debug_token", 100);
    expect((await proveGrant(side, grant)).scopesGranted).toEqual(left);
    await side.leap(2 * day);
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      rule: "threads/not-extended",
      kind: "scope-missing",
      reach: "grant",
    });
  });

  test("Threads says yes and no at once: nothing is concluded", async () => {
    const { side, grant } = await connected();
    answers(side, "/me", 10, { status: 500 });
    expect((await failureOf(proveGrant(side, grant))).diagnosis.kind).toBe("scope-missing");
  });

  test("access to data that ended is told from a permission that is missing, by Threads' own date", async () => {
    const { side, grant } = await connected();
    await side.control.expireDataAccess(anna);
    await side.leap(day);
    expect((await failureOf(proveGrant(side, grant))).diagnosis).toMatchObject({
      cause: "data_access_expired",
      confidence: "likely",
      repair: { who: "token_setter" },
    });
  });

  test("a token that answers for another profile is reported, and judges nobody", async () => {
    const { side, grant } = await connected();
    const other = await side.connect(as("hamburg"));
    const swapped = { ...grant, tokens: other.tokens };
    expect((await failureOf(proveGrant(side, swapped))).diagnosis).toMatchObject({
      rule: "threads/other-one",
      kind: "unrecognised",
      repair: { who: "operator" },
    });
  });
});

describe("P7 a dead token answered with code 100", () => {
  test("a look finds it dead: at once where debug_token says so, else by the plainest question there is", async () => {
    const { side, grant } = await connected();
    await side.control.revokeTokens(anna);
    expect((await failureOf(proveGrant(side, grant))).diagnosis).toMatchObject({
      rule: "threads/190",
      kind: "token-expired",
      cause: "session_ended",
    });
    answers(side, "/debug_token", 100);
    const { diagnosis, evidence } = await failureOf(proveGrant(side, grant));
    expect(diagnosis).toMatchObject({
      rule: "threads/no-profile",
      kind: "token-expired",
      reach: "grant",
      confidence: "likely",
      repair: { who: "token_setter" },
    });
    expect(JSON.stringify(evidence)).toContain("Unsupported get request");
  });

  test("no verdict while Threads calls the token valid, and none from an HTTP 500 alone", async () => {
    const { side, grant } = await connected();
    answers(side, "/me", 100);
    expect((await failureOf(proveGrant(side, grant))).diagnosis.kind).toBe("unrecognised");
    side.meddle(({ pathname }) => (/me|debug_token/.test(pathname) ? { error: { code: 100 } } : undefined), 500);
    expect((await failureOf(proveGrant(side, grant))).diagnosis.kind).toBe("unrecognised");
    await side.control.revokeTokens(anna);
    answers(side, "/me", 100, { status: 500 });
    expect((await failureOf(proveGrant(side, grant))).diagnosis.cause).toBe("session_ended");
  });

  test("a field that Threads takes away kills nobody", async () => {
    const { side, grant } = await connected();
    side.meddle(
      ({ pathname }) =>
        /me|debug_token/.test(pathname)
          ? { error: { code: 100, message: "Tried accessing nonexisting field (username)" } }
          : undefined,
      400,
    );
    expect((await failureOf(proveGrant(side, grant))).diagnosis).toMatchObject({
      rule: "threads/100-field",
      kind: "app-rejected",
    });
  });

  test("reported by a program that published, it is neither content nor trouble: it asks for a look", () => {
    for (const status of [400, 500]) {
      const error = { code: 100, error_subcode: 33, message: "Unsupported post request." };
      const seen = { act: "publish" as const, status, headers: {}, body: { error }, at: new Date("2026-11-22") };
      expect(threads.diagnose(seen)).toMatchObject({ rule: "threads/100-post", kind: "unrecognised" });
    }
  });
});

describe("deaths", () => {
  const deaths: readonly [string, (side: NetworkRehearsal) => Promise<unknown>, object][] = [
    [
      "R57 the password was changed",
      ({ control }) => control.changePassword("anna-berg"),
      { cause: "password_changed", kind: "grant-revoked" },
    ],
    [
      "the app was removed",
      ({ control }) => control.removeApp(anna),
      { cause: "revoked_by_person", kind: "grant-revoked" },
    ],
    [
      "R59 a security check waits",
      ({ control }) => control.blockPerson("anna-berg", "checkpoint"),
      { cause: "person_blocked" },
    ],
    [
      "R59 the account is not confirmed",
      ({ control }) => control.blockPerson("anna-berg", "unconfirmed"),
      { cause: "person_blocked" },
    ],
    [
      "the profile was taken out",
      ({ control }) => control.untickPage(anna, "northwind-berlin"),
      { cause: "revoked_by_person" },
    ],
    [
      "somebody else has the profile now",
      ({ control }) => control.removeRole("northwind-berlin", "anna-berg"),
      { cause: "password_changed" },
    ],
  ];
  test.each(deaths)("%s: the grant says so, and so does a refresh", async (_what, act, expected) => {
    const { side, grant } = await connected();
    await side.leap(2 * day);
    await act(side);
    for (const failure of [await failureOf(proveGrant(side, grant)), await failureOf(side.refresh(grant))])
      expect(failure.diagnosis).toMatchObject({ reach: "grant", ...expected });
  });

  test("everybody was signed out, the profile was deleted: looks agree, a refresh waits for them", async () => {
    for (const act of ["signOut", "deletePage"] as const) {
      const { side, grant } = await connected();
      await side.leap(2 * day);
      await side.control[act](act === "signOut" ? "anna-berg" : "northwind-berlin");
      expect((await failureOf(proveGrant(side, grant))).diagnosis.cause).toBe("session_ended");
      expect((await failureOf(side.refresh(grant))).diagnosis.kind).toBe("unrecognised");
    }
  });

  test("a token of another network is a mix-up when a program reports it; our own, refused here, has gone bad", async () => {
    const { side, grant } = await connected();
    const message = "Invalid OAuth access token - Cannot parse access token";
    const body = { error: { code: 190, message } };
    expect(threads.diagnose({ act: "publish", status: 400, headers: {}, body, at: side.call.now() })).toMatchObject({
      rule: "threads/190-unreadable",
      kind: "unrecognised",
      repair: { who: "operator" },
    });
    for (const accessToken of ["IGAAinstagram", "cut"]) {
      const { diagnosis } = await failureOf(proveGrant(side, withToken(grant, { accessToken })));
      expect(diagnosis).toMatchObject({ rule: "threads/unreadable", cause: "session_ended", confidence: "likely" });
    }
  });

  test("P28 Meta restricted the app: the operator mends it, no person is blamed", async () => {
    const { side, grant } = await connected();
    await side.control.updateApp({ disabled: true });
    for (const failure of await Promise.all(
      [proveGrant(side, grant), side.refresh(grant), side.list(grant)].map(failureOf),
    ))
      expect(failure.diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
  });
});

describe("what is no death", () => {
  testTroubles(async () => {
    const { side, grant } = await connected();
    return { control: side.control, acts: [() => proveGrant(side, grant), () => side.refresh(grant)] };
  });

  test("a profile that is asked too often waits by itself, as many minutes as Threads says", async () => {
    const { side, grant } = await connected();
    await side.control.rateLimit(true, { waitMinutes: 17 });
    const { diagnosis, evidence } = await failureOf(proveGrant(side, grant));
    expect([diagnosis.kind, diagnosis.reach]).toEqual(["rate-limited", "access"]);
    expect(diagnosis.until).toEqual(new Date(evidence.at.getTime() + 17 * 60_000));
  });

  /** What a program that publishes would do with the token it was lent. */
  async function publish({ simulatorUrl }: NetworkRehearsal, grant: LiveGrant, text = "Fresh from the roaster") {
    const post = async (path: string, fields: Record<string, string>) => {
      const form = new URLSearchParams({ ...fields, access_token: grant.tokens.accessToken.reveal() });
      const answer = await fetch(`${simulatorUrl}/graph.threads.net/v1.0${path}`, { method: "POST", body: form });
      return { status: answer.status, body: (await answer.json()) as { id?: string } };
    };
    const container = await post("/me/threads", { media_type: "TEXT", text });
    if (!container.body.id) return container;
    return post("/me/threads_publish", { creation_id: container.body.id });
  }
  const judged = ({ status, body }: { status: number; body: unknown }) =>
    threads.diagnose({ act: "publish", status, headers: {}, body, at: new Date("2026-11-22T09:00:00Z") });
  const berlin = (notes: Record<string, unknown>) => ({
    pages: [{ name: "Northwind Berlin", username: "northwind.berlin", people: { "anna-berg": "owner" }, notes }],
  });

  test("250 posts a day are a limit: the profile waits and stays proved", async () => {
    const { side, grant } = await connected();
    await side.control.add(berlin({ quotaUsage: 250 }));
    expect(judged(await publish(side, grant))).toMatchObject({
      kind: "rate-limited",
      reach: "access",
      repair: { who: "nobody" },
    });
    await proveGrant(side, grant);
    expect((await proveAccess(side, grant)).scopes).toEqual(scopes);
  });

  test("a profile that may not publish is its holder's matter, and its login lives", async () => {
    const { side, grant } = await connected();
    await side.control.blockPerson("anna-berg", "policy");
    expect(judged(await publish(side, grant))).toMatchObject({
      rule: "threads/4279013",
      cause: "person_blocked",
      repair: { who: "profile_admin", how: expect.stringMatching(/Account status/) },
    });
    await proveGrant(side, grant);
    expect(judged(await publish(side, grant, "x".repeat(501))).rule).toBe("threads/100-length");
  });

  test("HTTP 500 with code 10 of a post that went out: whoever reads it looks before sending again", async () => {
    const { side, grant } = await connected();
    await side.control.add(berlin({ publishLies: true }));
    expect(judged(await publish(side, grant))).toMatchObject({
      rule: "threads/10-publish",
      kind: "scope-missing",
      repair: { how: expect.stringMatching(/may be out all the same/) },
    });
    expect((await proveAccess(side, grant)).scopes).toEqual(scopes);
  });
});

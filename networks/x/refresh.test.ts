import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork, withToken } from "#test/network-rehearsal.ts";
import { sample } from "./simulated/sample.ts";
import { x } from "./x.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const day = 86_400;
const anna = { email: "anna@northwind.example", password: "coffee" };
const app = { name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] };

const rehearse = () => rehearseNetwork({ network: x, scenario: { ...sample, apps: [app] }, clientId, clientSecret });

const personEnded = {
  diagnosis: {
    rule: "x/no-refresh",
    kind: "grant-revoked",
    cause: "session_ended",
    reach: "grant",
    retry: "never",
    repair: { who: "token_setter", how: expect.stringMatching(/Connected apps/) },
  },
};
const appRefused = { diagnosis: { kind: "app-rejected", reach: "app", repair: { who: "operator" } } };

describe("what a refresh brings", () => {
  test("P17 both tokens change, by one request and nothing after it: whoever holds the lease saves at once", async () => {
    const { connect, refresh, leap, traces, call } = await rehearse();
    const grant = await connect(anna);
    await leap(day);
    const before = traces.length;
    const fresh = await refresh(grant);
    expect(traces.slice(before).map(({ address }) => address)).toEqual(["api.x.com/2/oauth2/token"]);
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.tokens.refreshToken?.reveal()).not.toBe(grant.tokens.refreshToken?.reveal());
    await x.probe.grant(call, fresh);
  });

  test("P25 P19 lifetimes are those of each answer, digits in a text are read; impossible ones count as not told, ended is ended", async () => {
    const { connect, meddle, call } = await rehearse();
    const grant = await connect(anna);
    const hoursTold = async (expires_in: unknown) => {
      meddle(() => ({ access_token: "a2", refresh_token: "r2", token_type: "bearer", expires_in }));
      const { accessExpiresAt } = await x.oauth.refresh(call, grant);
      // Some milliseconds have passed since the answer: what rounds to nothing is told without a sign.
      return accessExpiresAt && Math.round((accessExpiresAt.getTime() - call.now().getTime()) / 3_600_000) + 0;
    };
    expect([await hoursTold(7200), await hoursTold(86_400)]).toEqual([2, 24]);
    expect([await hoursTold("7200"), await hoursTold(0), await hoursTold(-1)]).toEqual([2, 0, 0]);
    for (const nonsense of [3e9, "soon", null, undefined]) expect(await hoursTold(nonsense)).toBeUndefined();
  });

  test("P18 an answer without a new refresh token keeps the one at hand", async () => {
    const { connect, meddle, refresh } = await rehearse();
    const grant = await connect(anna);
    for (const blank of [{}, { refresh_token: "" }, { refresh_token: null }]) {
      meddle(() => ({ access_token: "a2", token_type: "bearer", expires_in: 7200, ...blank }));
      const fresh = await refresh(grant);
      expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
    }
  });

  test("P17 tokens beside an unexpected member, or without a kind, are kept: the refresh token is spent for them", async () => {
    const { connect, meddle, refresh } = await rehearse();
    const grant = await connect(anna);
    for (const odd of [
      {},
      { token_type: null },
      { error: "temporarily_unavailable" },
      { errors: [{ title: "odd" }] },
    ]) {
      meddle(() => ({ access_token: "a2", refresh_token: "r2", expires_in: 7200, ...odd }));
      expect((await refresh(grant)).tokens.refreshToken?.reveal()).toBe("r2");
    }
  });

  test("P13 a token of another kind is no answer", async () => {
    const { connect, meddle, refresh } = await rehearse();
    const grant = await connect(anna);
    meddle(() => ({ access_token: "a2", token_type: "mac", expires_in: 7200 }));
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "unrecognised" } });
  });

  test("P34 the scopes of the answer are the ones that count from then on", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.withdrawScope({ person: "anna-berg" }, "media.write");
    expect((await refresh(grant)).scopesGranted).toEqual(x.oauth.scopes.filter((scope) => scope !== "media.write"));
  });
});

describe("P14 P17 a refresh token is for one use", () => {
  test("shown a second time it is refused, and the newest pair dies with it", async () => {
    const { connect, refresh, call } = await rehearse();
    const grant = await connect(anna);
    const fresh = await refresh(grant);
    await x.probe.grant(call, fresh);
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
    await expect(x.probe.grant(call, fresh)).rejects.toMatchObject({ diagnosis: { rule: "x/Unauthorized" } });
    await expect(refresh(fresh)).rejects.toMatchObject(personEnded);
  });

  test("an answer that was lost on the way may have spent it: the outcome is unknown, and only the next refusal tells", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.addFault("lost_answer", { path: "/oauth2/token", times: 1 });
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: true });
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
  });

  test("another account's login is its own: one family's death leaves it alone", async () => {
    const { connect, refresh } = await rehearse();
    const coffee = await connect(anna);
    const berlin = await connect({ ...anna, pages: ["Northwind Berlin"] });
    await refresh(coffee);
    await expect(refresh(coffee)).rejects.toMatchObject(personEnded);
    expect((await refresh(berlin)).setter.name).toBe("Northwind Berlin");
  });
});

describe("invalid_request: a dead token, or an app that is not set up as we were told", () => {
  test.each([
    ["the app was removed", "remove-app"],
    ["the password was changed", "change-password"],
    ["X ended it", "revoke"],
  ])("%s: reconnect, because only a person can", async (_what, how) => {
    const { connect, refresh, control, traces } = await rehearse();
    const grant = await connect(anna);
    if (how === "remove-app") await control.removeApp({ person: "anna-berg" });
    if (how === "change-password") await control.changePassword("anna-berg");
    if (how === "revoke") await control.revokeTokens({ person: "anna-berg" });
    const before = traces.length;
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
    expect(traces.slice(before).map(({ address, status }) => [address, status])).toEqual([
      ["api.x.com/2/oauth2/token", 400],
      ["api.x.com/2/oauth2/token", 400],
    ]);
    await connect({ ...anna, password: how === "change-password" ? "coffee-new" : "coffee" });
  });

  test("P28 the app's secret was regenerated: the operator's matter, and the token at hand goes on", async () => {
    const { connect, refresh, control, call, leap } = await rehearse();
    const grant = await connect(anna);
    await control.changeAppSecret();
    await leap(60);
    await x.probe.grant(call, grant);
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: { ...appRefused.diagnosis, rule: "x/unauthorized_client" },
    });
  });

  test("P28 the app's type was changed: `invalid_request` that names the parameter accuses nobody, and asks nothing further", async () => {
    const { connect, refresh, control, traces } = await rehearse();
    const grant = await connect(anna);
    await control.add({ apps: [{ ...app, configurations: [{ id: "native-app", scopes: [] }] }] });
    const before = traces.length;
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: { ...appRefused.diagnosis, rule: "x/invalid_request-app" },
    });
    expect(traces).toHaveLength(before + 1);
  });

  const refreshSaid = (words: string | undefined, error = "invalid_request") => ({ error, error_description: words });
  const dead = "Value passed for the token was invalid.";

  /** X's first answer is about the refresh, the second about the made-up code. */
  async function twoAnswers(first: object, second: object) {
    const side = await rehearse();
    const grant = await side.connect(anna);
    const answers = [first, second];
    side.meddle(() => answers.shift(), 400);
    return side.refresh(grant);
  }

  test("P28 the words of a dead token, from an app that X then does not know: the app is at fault", async () => {
    for (const second of [
      refreshSaid("Missing valid authorization header", "unauthorized_client"),
      refreshSaid(undefined, "invalid_client"),
      refreshSaid("Missing required parameter [client_id]."),
    ])
      await expect(twoAnswers(refreshSaid(dead), second)).rejects.toMatchObject({
        diagnosis: { ...appRefused.diagnosis, rule: "x/client" },
      });
  });

  test("whatever the words and whichever of the two names: from an app that X knows it is the token", async () => {
    const known = refreshSaid("Value passed for the authorization code was invalid.");
    for (const first of [refreshSaid(dead), refreshSaid("Anders gesagt"), refreshSaid(undefined, "invalid_grant")])
      await expect(twoAnswers(first, known)).rejects.toMatchObject(personEnded);
  });

  test("P1 a second answer that nobody knows leaves it open: no verdict", async () => {
    await expect(twoAnswers(refreshSaid(dead), { title: "Teapot" })).rejects.toMatchObject({
      diagnosis: { kind: "unrecognised" },
    });
  });

  test("P2 whose fault it is stays open while X does not answer the second question: no verdict, nothing spent", async () => {
    const { connect, control, meddle, refresh } = await rehearse();
    const grant = await connect(anna);
    for (const kind of ["reset", "outage", "rate_limited", "html"] as const) {
      const once = [refreshSaid(dead)];
      meddle(() => once.shift(), 400);
      await control.addFault(kind, { path: "/oauth2/token", times: 1 });
      await expect(refresh(grant)).rejects.toMatchObject({
        diagnosis: { kind: kind === "rate_limited" ? "rate-limited" : "unreachable" },
        outcomeUnknown: false,
      });
    }
    expect((await refresh(grant)).tokens.refreshToken).toBeDefined();
  });

  test("P2 429 and 5xx on the refresh itself are no refusal, whatever they carry", async () => {
    const { connect, meddle, refresh, traces } = await rehearse();
    const grant = await connect(anna);
    for (const status of [429, 500, 503]) {
      meddle(() => refreshSaid(dead), status);
      const before = traces.length;
      const kind = status === 429 ? "rate-limited" : "unreachable";
      await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { kind } });
      expect(traces).toHaveLength(before + 1);
    }
  });

  test("R2 no token and no secret gets into the evidence", async () => {
    const { connect, call } = await rehearse();
    const grant = withToken(await connect(anna), { refreshToken: "deadbeefdeadbeef" });
    const failure: unknown = await x.oauth.refresh(call, grant).catch((error: unknown) => error);
    expect(failure).toMatchObject(personEnded);
    expect(JSON.stringify(failure)).not.toMatch(/deadbeef|c0ffee/);
  });
});

import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork, withToken } from "#test/network-rehearsal.ts";
import { pinterest } from "./pinterest.ts";
import { sample } from "./simulated/sample.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const day = 86_400;
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };

const rehearse = () =>
  rehearseNetwork({
    network: pinterest,
    scenario: {
      ...sample,
      apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
    },
    clientId,
    clientSecret,
  });

const personEnded = {
  diagnosis: {
    rule: "pinterest/no-refresh",
    kind: "grant-revoked",
    cause: "session_ended",
    reach: "grant",
    retry: "never",
    repair: { who: "token_setter", how: expect.stringMatching(/user name or password was changed/) },
  },
};

describe("what a refresh brings", () => {
  test("P25 both tokens change, and both dates are those that Pinterest returned this time", async () => {
    const { connect, refresh, leap, call, list } = await rehearse();
    const grant = await connect(anna);
    await leap(20 * day);
    const fresh = await refresh(grant);
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.tokens.refreshToken?.reveal()).not.toBe(grant.tokens.refreshToken?.reveal());
    const days = (end: Date | null | undefined) =>
      Math.round(((end?.getTime() ?? 0) - call.now().getTime()) / 1000 / day);
    expect([days(fresh.accessExpiresAt), days(fresh.refreshExpiresAt), fresh.endsAt]).toEqual([30, 60, null]);
    expect(await list(fresh)).not.toHaveLength(0);
  });

  test("P25 other lifetimes than documented are obeyed, digits in a text are read; P19 impossible ones count as not told, ended is ended", async () => {
    const { connect, meddle, call } = await rehearse();
    const grant = await connect(anna);
    const answer = { access_token: "pina_new", refresh_token: "pinr.new", token_type: "bearer" };
    const refreshed = async (told: object) => {
      meddle(() => ({ ...answer, ...told }));
      const { accessExpiresAt, refreshExpiresAt } = await pinterest.oauth.refresh(call, grant);
      const hours = (end: Date | null | undefined) =>
        end ? Math.round((end.getTime() - call.now().getTime()) / 3_600_000) : undefined;
      return [hours(accessExpiresAt), hours(refreshExpiresAt)];
    };
    expect(await refreshed({ expires_in: 7200, refresh_token_expires_in: 31_536_000 })).toEqual([2, 365 * 24]);
    const at = Math.round(call.now().getTime() / 1000) + 36_000;
    expect(await refreshed({ expires_in: -1, refresh_token_expires_at: at })).toEqual([0, 10]);
    expect(await refreshed({ expires_in: "7200", refresh_token_expires_in: "36000" })).toEqual([2, 10]);
    expect(await refreshed({ expires_in: null, refresh_token_expires_in: 0 })).toEqual([undefined, undefined]);
    expect(await refreshed({ expires_in: 3e9, refresh_token_expires_in: "soon" })).toEqual([undefined, undefined]);
  });

  test("P18 P25 an answer without a new refresh token keeps the old one, whose end is then final", async () => {
    const { connect, meddle, refresh } = await rehearse();
    const grant = await connect(anna);
    for (const blank of [{}, { refresh_token: "" }, { refresh_token: null }]) {
      meddle(() => ({ access_token: "pina_new", token_type: "bearer", expires_in: 2_592_000, ...blank }));
      const fresh = await refresh(grant);
      expect(fresh.tokens.accessToken.reveal()).toBe("pina_new");
      expect(fresh.tokens.refreshToken?.reveal()).toBe(grant.tokens.refreshToken?.reveal());
      expect([fresh.refreshExpiresAt, fresh.endsAt]).toEqual([grant.refreshExpiresAt, grant.refreshExpiresAt]);
    }
  });

  test("P34 the scopes of the answer are the ones that count from then on", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.withdrawScope({ person: "anna-berg" }, "pins:write");
    expect((await refresh(grant)).scopesGranted).toEqual(
      pinterest.oauth.scopes.filter((scope) => scope !== "pins:write"),
    );
  });

  test("P17 one request and nothing after it: whoever holds the lease saves at once", async () => {
    const { connect, refresh, traces } = await rehearse();
    const grant = await connect(anna);
    const before = traces.length;
    await refresh(grant);
    expect(traces.slice(before).map(({ address }) => address)).toEqual(["api.pinterest.com/v5/oauth/token"]);
  });
});

describe("a refused refresh: the person's matter, or the app's", () => {
  test.each([
    ["the password was changed", "change-password"],
    ["the app was removed", "remove-app"],
    ["the user name was changed", "rename"],
  ])("%s: reconnect, because only a person can", async (_what, how) => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(carla);
    if (how === "change-password") await control.changePassword("carla-ruiz");
    if (how === "remove-app") await control.removeApp({ person: "carla-ruiz" });
    if (how === "rename") await control.renamePerson("carla-ruiz", "Carla Vega");
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
    await connect({ ...carla, password: how === "change-password" ? "coffee-new" : "coffee" });
  });

  test("a token that was rotated already is refused; the newer ones live on", async () => {
    const { connect, refresh, call } = await rehearse();
    const grant = await connect(anna);
    const fresh = await refresh(grant);
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
    await pinterest.probe.grant(call, fresh);
  });

  test("P28 the app's secret was reset: tokens at hand work, the refresh alone fails, and that is the operator's matter", async () => {
    const { connect, refresh, control, call, list } = await rehearse();
    const grant = await connect(anna);
    await control.changeAppSecret();
    await pinterest.probe.grant(call, grant);
    expect(await list(grant)).not.toHaveLength(0);
    await expect(refresh(grant)).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/client", kind: "app-rejected", reach: "app", repair: { who: "operator" } },
    });
  });

  test("400 instead of 401 means the same, once the app is known", async () => {
    const { connect, refresh, meddle } = await rehearse();
    const grant = await connect(anna);
    meddle(
      ({ pathname }) => (pathname.endsWith("/oauth/token") ? { code: 1, message: "Invalid token" } : undefined),
      400,
    );
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
  });

  test("P2 whose fault it is stays open while Pinterest does not answer the second question: no verdict, nothing spent", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.revokeTokens({ person: "anna-berg" });
    for (const kind of ["reset", "outage", "rate_limited", "html"] as const) {
      await control.addFault(kind, { path: "/oauth/token/revoke", times: 1 });
      await expect(refresh(grant)).rejects.toMatchObject({
        diagnosis: { kind: kind === "rate_limited" ? "rate-limited" : "unreachable" },
        outcomeUnknown: false,
      });
    }
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
  });

  test("P17 an answer that was lost on the way may have spent the token: its outcome is unknown", async () => {
    const { connect, refresh, control } = await rehearse();
    const grant = await connect(anna);
    await control.addFault("lost_answer", { path: "/oauth/token", times: 1 });
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { kind: "unreachable" }, outcomeUnknown: true });
    await expect(refresh(grant)).rejects.toMatchObject(personEnded);
  });

  test("a refusal that names our app asks nothing further", async () => {
    const { connect, refresh, control, traces } = await rehearse();
    const grant = await connect(anna);
    await control.updateApp({ disabled: true });
    const before = traces.length;
    await expect(refresh(grant)).rejects.toMatchObject({ diagnosis: { rule: "pinterest/3-app" } });
    expect(traces).toHaveLength(before + 1);
  });

  test("R2 no token and no secret gets into the evidence", async () => {
    const { connect, call } = await rehearse();
    const grant = withToken(await connect(anna), { refreshToken: "pinr.deadbeef" });
    const failure: unknown = await pinterest.oauth.refresh(call, grant).catch((error: unknown) => error);
    expect(failure).toMatchObject(personEnded);
    expect(JSON.stringify(failure)).not.toMatch(/pinr\.|pina_|c0ffee/);
  });
});

describe("401/2 before its time", () => {
  test("a token at hand that is refused asks for one refresh; if that works, the grant lives", async () => {
    const { connect, refresh, control, call } = await rehearse();
    const grant = await connect(anna);
    await control.expireTokens({ person: "anna-berg", kind: "access" });
    await expect(pinterest.probe.grant(call, grant)).rejects.toMatchObject({
      diagnosis: { rule: "pinterest/2", kind: "token-expired", retry: "after-refresh", confidence: "likely" },
    });
    await pinterest.probe.grant(call, await refresh(grant));
  });
});

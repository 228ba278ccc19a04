import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { as, connectedLogin, loginApp, proveAccess, rehearseLogin } from "#test/instagram-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, verifier } from "#test/network-rehearsal.ts";
import { hookRequest, postedFor } from "#test/meta-hooks.ts";
import { testRefusals } from "#test/network-oauth.ts";
import type { DanceStart } from "../network.ts";
import { loginScopes, pageScopes } from "./capabilities.ts";
import { instagram } from "./instagram.ts";

const day = 86_400;

const refused = (error_subcode: number) => ({
  status: 400,
  body: { error: { code: 190, error_subcode, message: "Error validating access token" } },
});
testNetwork(instagram, {
  app: loginApp,
  beginsOffline: true,
  deadly: [458, 459, 460, 463, 464, 467, 492].map(refused),
});

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier: "v",
    scopes: instagram.oauth.scopes,
    rerequest: false,
    switchAccount: false,
  };
  async function dialogWith(changes: Partial<DanceStart>, instance: string): Promise<URL> {
    const { call } = await rehearseLogin();
    const { url } = await instagram.oauth.begin({ ...call, app: { ...call.app, instance } }, { ...start, ...changes });
    return new URL(url);
  }

  test("the Instagram login is asked at Instagram, for its own scopes alone", async () => {
    const url = await dialogWith({}, "login");
    expect([url.host, url.pathname]).toEqual(["www.instagram.com", "/oauth/authorize"]);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: loginApp.clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: loginScopes.join(","),
      state: "s",
    });
  });

  test("through a Page Facebook is asked, for the scopes of that way alone", async () => {
    const url = await dialogWith({}, "page");
    expect([url.host, url.searchParams.get("scope")]).toEqual(["www.facebook.com", pageScopes.join(",")]);
  });

  test("R70 another login is forced at Instagram, and asked for at Facebook", async () => {
    expect((await dialogWith({ switchAccount: true }, "login")).searchParams.get("force_reauth")).toBe("true");
    expect((await dialogWith({ switchAccount: true }, "page")).searchParams.get("auth_type")).toBe("reauthenticate");
    expect((await dialogWith({ rerequest: true }, "login")).searchParams.has("auth_type")).toBe(false);
  });

  testRefusals(instagram, [
    [
      "error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request&state=s",
      "cancelled",
      "The user denied your request",
    ],
    ["error=server_error", "failed", "server_error"],
    ["state=s", "failed", "Instagram sent neither a code nor a reason."],
  ]);
});

describe("the dance at Instagram", () => {
  test("R2 R5 it ends with a token of sixty days, the account, and what was granted", async () => {
    const { side, grant } = await connectedLogin();
    expect(grant.setter).toMatchObject({ name: "Northwind Berlin", handle: "northwind.berlin" });
    expect(grant.scopesGranted).toEqual(loginScopes);
    const life = ((grant.accessExpiresAt?.getTime() ?? 0) - side.call.now().getTime()) / 1000;
    expect(Math.round(life / day)).toBe(60);
    expect(JSON.stringify([grant.setter, side.traces])).not.toContain("IGAA");
    expect(await side.list(grant)).toMatchObject([
      { remoteId: expect.stringMatching(/^17841\d{12}$/), name: "Northwind Berlin", handle: "northwind.berlin" },
    ]);
  });

  test("P13 the id of the profile is that of /me, in full above 2^53; the token answer's is another one", async () => {
    const { side, grant } = await connectedLogin();
    const [profile] = await side.list(grant);
    expect(Number(profile?.remoteId)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    side.meddle(({ pathname }) =>
      pathname.endsWith("/me") ? `{"id":98765432109876543,"user_id":17841405822304915,"username":"x"}` : undefined,
    );
    expect((await side.list(grant))[0]?.remoteId).toBe("17841405822304915");
  });

  const granted = ["instagram_business_basic", "instagram_business_content_publish"];
  test.each([
    [
      "flat, with a list",
      `{"access_token":"IGAAx","user_id":17841405822304914,"permissions":${JSON.stringify(granted)}}`,
    ],
    ["flat, with a text", `{"access_token":"IGAAx","user_id":17841405822304914,"permissions":"${granted.join(" ")}"}`],
    [
      "wrapped, with a text",
      `{"data":[{"access_token":"IGAAx","user_id":"1020","permissions":"${granted.join(",")}"}]}`,
    ],
    ["wrapped, with a list", `{"data":[{"access_token":"IGAAx","permissions":${JSON.stringify(granted)}}]}`],
  ])("the token answer is understood in all four shapes: %s", async (_shape, body) => {
    const side = await rehearseLogin();
    const { params } = await side.visit(as("berlin"));
    const answers: Readonly<Record<string, string>> = {
      "/oauth/access_token": body,
      "/access_token": `{"access_token":"IGAAlong","token_type":"bearer","expires_in":5183944}`,
      "/v26.0/me": `{"data":[{"user_id":"17841405822304914","username":"northwind.berlin"}]}`,
    };
    side.meddle(({ pathname }) => answers[pathname]);
    const { answer, person } = await instagram.oauth.finish(side.call, { params, redirectUri, verifier });
    expect([answer.tokens.accessToken.reveal(), answer.scopesGranted]).toEqual(["IGAAlong", granted]);
    expect(answer.scopesDeclined).toEqual(loginScopes.filter((scope) => !granted.includes(scope)));
    expect(person.remoteId).toBe("17841405822304914");
  });

  test("what Instagram adds to the end of the address is no part of the code", async () => {
    const side = await rehearseLogin();
    const { params } = await side.visit(as("berlin"));
    params.set("code", `${params.get("code")}#_`);
    const { person } = await instagram.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(person.name).toBe("Northwind Berlin");
  });

  test("R31 R32 P34 what was switched off is told apart from what was granted", async () => {
    const side = await rehearseLogin();
    const { params } = await side.visit({ ...as("berlin"), untick: ["instagram_business_manage_messages"] });
    const { answer } = await instagram.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(answer.scopesGranted).not.toContain("instagram_business_manage_messages");
    expect(answer.scopesDeclined).toEqual(["instagram_business_manage_messages"]);
  });

  test("a code works once; a second time the person is asked to connect once more, nobody's app is blamed", async () => {
    const side = await rehearseLogin();
    const back = { ...(await side.visit(as("berlin"))), redirectUri, verifier };
    await instagram.oauth.finish(side.call, back);
    const { diagnosis, evidence } = await failureOf(instagram.oauth.finish(side.call, back));
    expect([diagnosis.rule, diagnosis.repair.who, evidence.address]).toEqual([
      "instagram/login-code",
      "token_setter",
      "api.instagram.com/oauth/access_token",
    ]);
  });

  test("P28 a wrong app secret is the operator's to mend", async () => {
    const side = await rehearseLogin();
    const { params } = await side.visit(as("berlin"));
    await side.control.changeAppSecret();
    const { diagnosis } = await failureOf(instagram.oauth.finish(side.call, { params, redirectUri, verifier }));
    expect(diagnosis).toMatchObject({ kind: "app-rejected", repair: { who: "operator" } });
  });

  test("R30 a person who presses Cancel comes back with a refusal; P35 a personal account does not come back at all", async () => {
    const side = await rehearseLogin();
    const { params } = await side.visit({ ...as("berlin"), cancel: true });
    expect(instagram.oauth.refusal(params)).toMatchObject({ what: "cancelled" });
    await expect(side.visit(as("diary"))).rejects.toThrow(/professional account/);
  });

  test("P35 an account that became personal is offered with the reason, whichever case its type is written in", async () => {
    const { side, grant } = await connectedLogin();
    const typed = async (account_type: string) => {
      const account = { id: "7", user_id: "17841405822304914", username: "x", account_type };
      side.meddle(({ pathname }) => (pathname.endsWith("/me") ? account : undefined));
      return (await side.list(grant))[0]?.unusable;
    };
    expect(await typed("Personal")).toMatch(/professional account/);
    for (const type of ["Business", "BUSINESS", "Media_Creator", "MEDIA_CREATOR"])
      expect(await typed(type)).toBeUndefined();
  });

  test("two accounts of one person are two logins: the switches of one leave the other alone", async () => {
    const connection = await connectedLogin();
    const { side, grant } = connection;
    const other = await side.connect({ ...as("hamburg"), untick: ["instagram_business_manage_insights"] });
    expect(other.setter.remoteId).not.toBe(grant.setter.remoteId);
    expect(other.scopesGranted).not.toContain("instagram_business_manage_insights");
    expect((await proveAccess(connection)).scopes).toEqual(loginScopes);
  });
});

describe("what Instagram posts to us", () => {
  test("a removed app and a wish for deletion name the login that we know, signed with the Instagram app's own secret", async () => {
    const { side, grant } = await connectedLogin();
    const { deletion, removal } = await postedFor(side.control, "anna-berg");
    const now = side.call.now();
    const setterRemoteId = grant.setter.remoteId;
    expect(instagram.hooks.deauthorize?.(loginApp, hookRequest(removal, now))).toMatchObject({
      accepted: true,
      facts: [{ fact: "person_removed_app", setterRemoteId }],
    });
    expect(instagram.hooks["data-deletion"]?.(loginApp, hookRequest(deletion, now))).toMatchObject({
      facts: [{ fact: "data_deletion_requested", setterRemoteId }],
    });
    const otherApp = { ...loginApp, clientSecret: Secret.of("0123456789abcdef0123456789abcdef") };
    expect(instagram.hooks.deauthorize?.(otherApp, hookRequest(removal, now))).toMatchObject({ accepted: false });
  });
});

describe("the operator's road", () => {
  test("P28 id and secret of the Instagram app are proved by a call that changes nothing", async () => {
    const side = await rehearseLogin();
    await instagram.setup.prove?.(side.call);
    const wrong = { ...side.call, app: { ...side.call.app, clientId: "1" } };
    expect((await failureOf(Promise.resolve(instagram.setup.prove?.(wrong)))).diagnosis.kind).toBe("app-rejected");
    await side.control.changeAppSecret();
    expect((await failureOf(Promise.resolve(instagram.setup.prove?.(side.call)))).diagnosis.kind).toBe("app-rejected");
    await side.control.outage(true);
    expect((await failureOf(Promise.resolve(instagram.setup.prove?.(side.call)))).diagnosis.kind).toBe("unreachable");
  });

  test("R16 each way has its own app, its own scopes, and settings that carry its name", () => {
    const ways = instagram.about.ways ?? [];
    expect(ways.map(({ id }) => id)).toEqual(["login", "page"]);
    for (const { id, scopes, settings } of ways) {
      expect(settings.every(({ key }) => key.startsWith(id))).toBe(true);
      expect(instagram.oauth.scopes).toEqual(expect.arrayContaining([...scopes]));
    }
  });
});

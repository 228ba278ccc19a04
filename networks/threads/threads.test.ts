import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { testNetwork } from "#test/network-contract.ts";
import { redirectUri, rehearseNetwork, verifier } from "#test/network-rehearsal.ts";
import { testOAuth } from "#test/network-oauth.ts";
import { hookRequest, postedFor } from "#test/meta-hooks.ts";
import type { DanceStart } from "../network.ts";
import { scopes } from "./capabilities.ts";
import { as, client, rehearsed } from "./simulated/rehearsed.ts";
import { sample } from "./simulated/sample.ts";
import { threads } from "./threads.ts";

const hour = 3600;
const day = 86_400;
const app = { clientId: client.clientId, clientSecret: Secret.of(client.clientSecret), settings: {} };

const rehearse = (changes: Parameters<typeof rehearsed>[1] = {}) =>
  rehearseNetwork({ network: threads, scenario: rehearsed(redirectUri, changes), ...client });

async function connected(city = "berlin") {
  const side = await rehearse();
  return { side, grant: await side.connect(as(city)) };
}

const refused = (error_subcode?: number) => ({
  status: 400,
  body: { error: { code: 190, error_subcode, message: "Error validating access token" } },
});
testNetwork(threads, {
  app,
  beginsOffline: true,
  deadly: [undefined, 458, 459, 460, 463, 464, 467].map(refused),
});

describe("the redirect", () => {
  const start: DanceStart = {
    redirectUri,
    state: "s",
    verifier,
    scopes,
    rerequest: true,
    switchAccount: true,
  };

  test("Threads is asked for everything at once; it knows no other parameters", async () => {
    const { call } = await rehearse();
    const url = new URL((await threads.oauth.begin(call, start)).url);
    expect([url.host, url.pathname]).toEqual(["threads.com", "/oauth/authorize"]);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: client.clientId,
      redirect_uri: redirectUri,
      response_type: "code",
      scope: scopes.join(","),
      state: "s",
    });
  });

  test("R70 Threads cannot be made to ask for another login, and the guide says what to do instead", () => {
    expect(threads.about.accountSwitch).toBe("none");
    expect(threads.about.guide.otherAccount).toMatch(/Log out at threads\.com.*private window/);
  });

  test.each([
    ["error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request", "cancelled"],
    ["error=access_denied&error_reason=user_denied", "cancelled"],
    ["error=acceess_denied&error_description=The+user+denied+your+request", "cancelled"],
    ["error=server_error", "failed"],
    ["state=s", "failed"],
  ])("R30 %s is %s", (query, what) => {
    expect(threads.oauth.refusal(new URLSearchParams(query))).toMatchObject({ what });
  });
});

describe("the dance", () => {
  test("R2 R5 R77 it ends with a token of sixty days, the profile, and what was granted", async () => {
    const { side, grant } = await connected();
    expect(grant.setter).toMatchObject({ name: "Northwind Berlin", handle: "northwind.berlin" });
    expect(grant.scopesGranted).toEqual(scopes);
    const life = ((grant.accessExpiresAt?.getTime() ?? 0) - side.call.now().getTime()) / 1000;
    expect(Math.round(life / day)).toBe(60);
    expect(JSON.stringify([grant.setter, side.traces])).not.toContain("THQ");
    expect(await side.list(grant)).toEqual([
      {
        remoteId: grant.setter.remoteId,
        name: "Northwind Berlin",
        kind: "profile",
        handle: "northwind.berlin",
        avatarUrl: expect.stringContaining(".svg"),
        url: "https://www.threads.com/@northwind.berlin",
      },
    ]);
  });

  test("one profile for each grant: another profile of the same person is another login, and leaves the first alone", async () => {
    const { side, grant } = await connected();
    const other = await side.connect({ ...as("hamburg"), untick: ["threads_manage_insights"] });
    expect([other.setter.name, other.scopesGranted?.includes("threads_manage_insights")]).toEqual([
      "Northwind Hamburg",
      false,
    ]);
    expect((await threads.probe.grant(side.call, grant)).scopesGranted).toEqual(scopes);
    expect(await side.list(other)).toHaveLength(1);
  });

  test("whoever has several profiles chooses one; a suspended one is shown with the reason and cannot be taken", async () => {
    const side = await rehearse();
    const anna = { email: "anna@northwind.example", password: "coffee" };
    expect((await side.connect({ ...anna, pages: ["Northwind Wien"] })).setter.name).toBe("Northwind Wien");
    await expect(side.visit({ ...anna, pages: ["Northwind Pop-up"] })).rejects.toThrow(/offers no Page/);
    const { url } = await threads.oauth.begin(side.call, { ...base, scopes });
    await side.visitor.open(
      url,
      new URLSearchParams({ step: "login", email: "anna@northwind.example", pass: "coffee" }),
    );
    expect((await side.visitor.open(url)).text).toMatch(/Northwind Pop-up.*Suspended\. Open the Threads app/s);
  });

  test("P13 the id is that of /me as text; the number of the token answer, above 2^53, is read and not kept", async () => {
    const side = await rehearse();
    const { params } = await side.visit(as("berlin"));
    const bodies: string[] = [];
    const answers: Readonly<Record<string, string>> = {
      "/oauth/access_token": `{"access_token":"THQVJshort","user_id":17841405793187218}`,
      "/access_token": `{"access_token":"THQVJlong","token_type":"bearer","expires_in":5183944}`,
      "/v1.0/me": `{"id":17841405793187219,"username":"northwind.berlin"}`,
    };
    side.meddle(({ pathname }) => {
      bodies.push(pathname);
      return answers[pathname] ?? {};
    });
    const { answer, person } = await threads.oauth.finish(side.call, { params, redirectUri, verifier });
    expect([person.remoteId, person.name]).toEqual(["17841405793187219", "northwind.berlin"]);
    expect([answer.tokens.accessToken.reveal(), answer.scopesGranted]).toEqual(["THQVJlong", undefined]);
    side.meddle(({ pathname }) =>
      pathname === "/v1.0/me" ? `{"id":1234567,"username":"northwind.berlin"}` : undefined,
    );
    expect((await side.connect(as("berlin"))).setter.remoteId).toBe("1234567");
    expect(bodies.slice(0, 3)).toEqual(["/oauth/access_token", "/access_token", "/v1.0/me"]);
  });

  test("what Threads adds to the end of the address is no part of the code", async () => {
    const side = await rehearse();
    const { params } = await side.visit(as("berlin"));
    params.set("code", `${params.get("code")}#_`);
    const { person } = await threads.oauth.finish(side.call, { params, redirectUri, verifier });
    expect(person.name).toBe("Northwind Berlin");
  });

  test("R31 R32 P34 what was switched off is told apart; where Threads does not tell, nothing is claimed", async () => {
    const side = await rehearse();
    const grant = await side.visit({ ...as("berlin"), untick: ["threads_read_replies"] });
    const { answer } = await threads.oauth.finish(side.call, { ...grant, redirectUri, verifier });
    expect(answer.scopesDeclined).toEqual(["threads_read_replies"]);
    expect(answer.scopesGranted).not.toContain("threads_read_replies");
    side.meddle(
      ({ pathname }) => (pathname.endsWith("/debug_token") ? { error: { code: 100, message: "no" } } : undefined),
      400,
    );
    const silent = await side.connect(as("hamburg"));
    expect([silent.scopesGranted, silent.dataAccessEndsAt]).toEqual([undefined, undefined]);
  });

  test("debug_token takes a tester's token where it does not take the app's own", async () => {
    const app0 = { name: "Latchkey", id: client.clientId, secret: client.clientSecret, redirectUris: [redirectUri] };
    const side = await rehearse({ apps: [{ ...app0, testers: ["anna-berg"] }] });
    const isOwn = (url: URL) => url.searchParams.get("access_token")?.startsWith("TH|") === true;
    side.meddle(
      (url) => (isOwn(url) ? { error: { code: 190, message: "Invalid OAuth 2.0 Access Token" } } : undefined),
      400,
    );
    expect((await side.connect(as("berlin"))).scopesGranted).toEqual(scopes);
    expect((await side.connect(as("oslo"))).scopesGranted).toBeUndefined();
  });

  test("a code works once; a second time the person is asked to connect once more, nobody's app is blamed", async () => {
    const side = await rehearse();
    const back = { ...(await side.visit(as("berlin"))), redirectUri, verifier };
    await threads.oauth.finish(side.call, back);
    const { diagnosis, evidence } = await failureOf(threads.oauth.finish(side.call, back));
    expect([diagnosis.rule, diagnosis.repair.who, evidence.address]).toEqual([
      "threads/login-code",
      "token_setter",
      "graph.threads.net/oauth/access_token",
    ]);
  });

  testOAuth({ network: threads, rehearse: () => rehearse(), who: as("berlin") });

  test("the profile that came back is told, so that a renewal with another one can be refused by name", async () => {
    const { side, grant } = await connected();
    const other = await side.connect(as("oslo"));
    expect([other.setter.remoteId === grant.setter.remoteId, other.setter.handle]).toEqual([false, "northwind.oslo"]);
  });
});

const base: DanceStart = { redirectUri, state: "s", verifier, scopes, rerequest: false, switchAccount: false };

describe("R77 errors that never come back", () => {
  async function shown(change: Readonly<Record<string, string>>, changes = {}) {
    const side = await rehearse(changes);
    const url = new URL((await threads.oauth.begin(side.call, base)).url);
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    await side.visitor.open(
      url.href,
      new URLSearchParams({ step: "login", email: "northwind.berlin", pass: "coffee" }),
    );
    const { leaves, text } = await side.visitor.open(url.href);
    expect(leaves).toBeNull();
    return threads.diagnose({ act: "connect", status: 400, headers: {}, body: JSON.parse(text), at: side.call.now() });
  }

  test("P28 the id of the Meta app is not the Threads app's: the window says so by a number, and stays", async () => {
    expect(await shown({ client_id: "700000000000001" })).toMatchObject({
      rule: "threads/1349026",
      kind: "app-rejected",
      repair: { who: "operator", how: expect.stringMatching(/not those of the Meta app/) },
    });
    expect((await shown({ client_id: "app" })).rule).toBe("threads/4476002");
    expect((await shown({ redirect_uri: "http://keys.example.com/v1/oauth/callback" })).rule).toBe("threads/1349187");
  });

  test("an app that is not reviewed turns away whoever has not accepted the invitation, and lets testers in", async () => {
    const dev = (testers: string[]) => ({
      apps: [
        {
          name: "Latchkey",
          id: client.clientId,
          secret: client.clientSecret,
          redirectUris: [redirectUri],
          mode: "development" as const,
          testers,
        },
      ],
    });
    expect(await shown({}, dev([]))).toMatchObject({
      rule: "threads/1349245",
      repair: { who: "token_setter", how: expect.stringMatching(/Website permissions, Invites/) },
    });
    const side = await rehearse(dev(["anna-berg"]));
    expect((await side.connect(as("berlin"))).setter.name).toBe("Northwind Berlin");
  });

  test("R17 the guide says that nobody is brought back, what to do then, and which number is theirs to mend", () => {
    const needs = threads.about.guide.needs.join(" ");
    expect(needs).toMatch(/will not bring you back.*come back here by yourself.*1349245/s);
  });
});

describe("the operator's road", () => {
  test("P28 Threads app id and secret are proved by a call that changes nothing; those of the Meta app are refused", async () => {
    const side = await rehearse();
    await threads.setup.prove?.(side.call);
    const proving = async (call = side.call) =>
      (await failureOf(Promise.resolve(threads.setup.prove?.(call)))).diagnosis;
    const meta = { ...side.call, app: { ...app, clientId: "700000000000001" } };
    expect(await proving(meta)).toMatchObject({ rule: "threads/app-refused", kind: "app-rejected" });
    await side.control.changeAppSecret();
    expect(await proving()).toMatchObject({
      kind: "app-rejected",
      confidence: "certain",
      repair: { who: "operator", how: expect.stringMatching(/not those of the Meta app/) },
    });
    for (const fault of ["outage", "html"] as const) {
      await side.control.addFault(fault, { times: 1 });
      expect((await proving()).kind).toBe("unreachable");
    }
    expect((await side.control.networkState()).tokens).toEqual([]);
  });

  test("the steps name the callbacks that there are, and every permission that is asked for", () => {
    const steps = threads.setup.steps.join(" ");
    for (const hook of Object.keys(threads.hooks)) expect(steps).toContain(`“${hook.replaceAll("-", " ")}”`);
    for (const scope of scopes) expect(steps).toContain(scope);
  });
});

describe("what Threads posts to us", () => {
  test("a removed app and a wish for deletion name the profile that we know, signed with the Threads app secret", async () => {
    const { side, grant } = await connected();
    const { deletion, removal } = await postedFor(side.control, "anna-berg");
    const now = side.call.now();
    const setterRemoteId = grant.setter.remoteId;
    expect(threads.hooks.deauthorize?.(app, hookRequest(removal, now))).toMatchObject({
      accepted: true,
      facts: [{ fact: "person_removed_app", setterRemoteId }],
    });
    expect(threads.hooks["data-deletion"]?.(app, hookRequest(deletion, now))).toMatchObject({
      facts: [{ fact: "data_deletion_requested", setterRemoteId }],
      answer: { url: expect.stringContaining("/deletion/"), confirmation_code: expect.any(String) },
    });
    const metaApp = { ...app, clientSecret: Secret.of("0123456789abcdef0123456789abcdef") };
    expect(threads.hooks.deauthorize?.(metaApp, hookRequest(removal, now))).toMatchObject({ accepted: false });
  });
});

describe("time", () => {
  const subject = { hasRefreshToken: false };

  test("P21 400 days: extended as its policy says a login lives on; left alone it dies on its sixtieth day, of age", async () => {
    const { side, grant: first } = await connected();
    const start = side.call.now().getTime();
    const abandoned = await side.connect(as("oslo"));
    let grant = first;
    let refreshes = 0;
    while (side.call.now().getTime() - start < 400 * day * 1000) {
      const plan = planRefresh({ ...grant, ...subject }, threads.policy.refresh, 0.5);
      if (!("at" in plan)) throw new Error("a Threads login is always extended");
      await side.leap(Math.max(hour, Math.ceil((plan.at.getTime() - side.call.now().getTime()) / 1000)));
      grant = await side.refresh(grant);
      refreshes += 1;
      expect((await threads.probe.grant(side.call, grant)).scopesGranted).toEqual(scopes);
      if (refreshes === 1) await threads.probe.grant(side.call, abandoned);
    }
    expect(refreshes).toBe(10); // late and rarely (P14): every six weeks
    for (const work of [() => threads.probe.grant(side.call, abandoned), () => side.refresh(abandoned)])
      expect((await failureOf(work())).diagnosis).toMatchObject({
        rule: "threads/over",
        kind: "token-expired",
        cause: "lifetime_reached",
        confidence: "certain",
        repair: { who: "token_setter" },
      });
  });

  test("P21 P29 400 days: a private profile is extended too, and dies on its ninetieth day, of its permission", async () => {
    const side = await rehearse();
    let grant = await side.connect(as("cupping"));
    const born = side.call.now();
    const ends = (days: number) => new Date(born.getTime() + days * day * 1000);
    expect(Math.abs((grant.dataAccessEndsAt?.getTime() ?? 0) - ends(90).getTime())).toBeLessThan(60_000);
    await side.leap(45 * day);
    grant = await side.refresh(grant);
    const proof = await threads.probe.grant(side.call, grant);
    expect(Math.abs((proof.dataAccessEndsAt?.getTime() ?? 0) - ends(90).getTime())).toBeLessThan(60_000);
    await side.leap(44 * day);
    await threads.probe.grant(side.call, grant);
    await side.leap(2 * day);
    expect(grant.accessExpiresAt?.getTime()).toBeGreaterThan(side.call.now().getTime());
    for (const work of [() => threads.probe.grant(side.call, grant), () => side.refresh(grant)])
      expect((await failureOf(work())).diagnosis).toMatchObject({
        rule: "threads/data-access",
        kind: "token-expired",
        cause: "data_access_expired",
        confidence: "likely",
        repair: { who: "token_setter", how: expect.stringMatching(/private profile/) },
      });
    expect((await side.connect(as("cupping"))).setter).toEqual(grant.setter);
  });

  test("P10 P21 on its first day a login is not extended, which says nothing about it; the plan waits that day", async () => {
    const { side, grant } = await connected();
    await side.leap(23 * hour);
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      rule: "threads/not-extended-yet",
      kind: "unreachable",
      repair: { who: "nobody" },
    });
    const short = { ...subject, issuedAt: grant.issuedAt, accessExpiresAt: new Date(+grant.issuedAt + hour) };
    const plan = planRefresh(short, threads.policy.refresh, 0);
    expect("at" in plan && plan.at.getTime()).toBe(grant.issuedAt.getTime() + day * 1000);
    await side.leap(2 * hour);
    const fresh = await side.refresh(grant);
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.accessExpiresAt?.getTime()).toBeGreaterThan(grant.accessExpiresAt?.getTime() ?? 0);
  });

  test("P21 the sixtieth day is exact: a minute before its end a login lives, a minute after it is past reviving", async () => {
    const { side, grant } = await connected();
    const left = ((grant.accessExpiresAt?.getTime() ?? 0) - side.call.now().getTime()) / 1000;
    await side.leap(left - 60);
    await threads.probe.grant(side.call, grant);
    await side.leap(120);
    expect((await failureOf(side.refresh(grant))).diagnosis.rule).toBe("threads/over");
  });

  test("P10 P18 P25 an answer without its date is taken as it is, another date than documented is obeyed", async () => {
    const { side, grant } = await connected();
    const answered = async (more: object) => {
      side.meddle(({ pathname }) =>
        pathname === "/refresh_access_token" ? { access_token: "THQVJnext", ...more } : undefined,
      );
      const { tokens, accessExpiresAt } = await side.refresh(grant);
      expect(tokens.accessToken.reveal()).toBe("THQVJnext");
      return accessExpiresAt && Math.round((accessExpiresAt.getTime() - side.call.now().getTime()) / 1000 / day);
    };
    expect(await answered({})).toBeUndefined();
    expect(await answered({ expires_in: 30 * day })).toBe(30);
    expect(await answered({ expires_in: `${30 * day}` })).toBe(30);
    expect(await answered({ expires_in: -5 })).toBe(0);
    for (const nonsense of ["soon", null, ""]) expect(await answered({ expires_in: nonsense })).toBeUndefined();
  });

  test("P2 P17 one request; an answer that never comes leaves the outcome unknown and the login alive", async () => {
    const { side, grant } = await connected();
    await side.leap(45 * day);
    await side.control.addFault("lost_answer", { times: 1 });
    const failure = await failureOf(side.refresh(grant));
    expect([failure.outcomeUnknown, failure.diagnosis.kind]).toEqual([true, "unreachable"]);
    const before = side.traces.length;
    await side.refresh(grant);
    expect(side.traces.slice(before).map(({ address }) => address)).toEqual(["graph.threads.net/refresh_access_token"]);
  });
});

test("the sample is the demo's: one app without a redirect address, nine profiles, one of them out of reach", () => {
  expect(sample.apps).toMatchObject([{ redirectUris: [] }]);
  expect(sample.pages?.filter((one) => one.people === undefined)).toHaveLength(1);
  expect(sample.pages).toHaveLength(9);
});

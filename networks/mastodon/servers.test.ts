import { describe, expect, test } from "vitest";
import { capabilityStates } from "#core/capability.ts";
import { Secret } from "#core/secret.ts";
import type { Scenario } from "#simulator/control.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { publicUrl, redirectUri, rehearseNetwork, verifier, type NetworkRehearsal } from "#test/network-rehearsal.ts";
import type { Call, Consent, DanceStart } from "../network.ts";
import { mastodon } from "./mastodon.ts";

const clientId = "client-that-a-server-gave-out";
const clientSecret = "secret-that-a-server-gave-out-with-it";
const stock = "northwind.social";
const other = "coffee.example";
const scenario: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  apps: [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }],
};
const anna = { email: "anna-berg@people.example", password: "password" };

const rehearse = (instance = stock, changes: Partial<Scenario> = {}) =>
  rehearseNetwork({ network: mastodon, scenario: { ...scenario, ...changes }, clientId, clientSecret, instance });

/** The same door at another server, or with another registration. */
const callAt = (side: NetworkRehearsal, changes: Partial<Call["app"]>): Call => ({
  ...side.call,
  app: { ...side.call.app, ...changes },
});

const start: DanceStart = {
  redirectUri,
  state: "st4te & more",
  verifier,
  scopes: mastodon.oauth.scopes,
  rerequest: false,
  switchAccount: false,
};

async function dance(side: NetworkRehearsal, call: Call, visit: Visit): Promise<Consent> {
  const { url } = await mastodon.oauth.begin(call, start);
  const params = new URL(await createVisitor(side.simulatorUrl).consent(url, visit)).searchParams;
  return mastodon.oauth.finish(call, { params, redirectUri, verifier });
}

describe("the server that people mean", () => {
  test.each([
    ["mastodon.social", "mastodon.social"],
    ["  Mastodon.SOCIAL ", "mastodon.social"],
    ["@anna@Example.SOCIAL", "example.social"],
    ["anna@example.social", "example.social"],
    ["\u200e@anna@example.social\u2069", "example.social"],
    ["https://example.social", "example.social"],
    ["https://example.social/@anna", "example.social"],
    ["https://example.social/@anna@elsewhere.example?x=1#y", "example.social"],
    ["example.social/@anna", "example.social"],
    ["example.social.", "example.social"],
    ["social.bücher.example", "social.xn--bcher-kva.example"],
    // What it looks like is one thing, what it is another: the second letter is Cyrillic.
    ["m\u0430stodon.social", "xn--mstodon-2fg.social"],
    // The same letters in a wider cut are the same letters.
    ["\uff4d\uff41stodon.social", "mastodon.social"],
    ["109300000000000001@example.social", "example.social"],
  ])("%j means %s", (typed, server) => {
    expect(mastodon.servers.serverOf(typed)).toBe(server);
  });

  test.each([
    ["", "@anna", "anna", "anna@", "@@", "@anna@"],
    ["localhost", "anna@localhost", "intranet"],
    ["127.0.0.1", "anna@127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "1\uff12\uff17.0.0.1", "[::1]", "::1"],
    ["example.social:8443", "https://example.social:8443/", "anna@example.social:443"],
    ["https://anna@example.social/", "https://example.social@evil.example/", "https://a:b@example.social"],
    ["example.social\\@evil.example", "https://example.social\\@evil.example", "a/b@example.social", "#example.social"],
    ["http://example.social", "ftp://example.social", "javascript:alert(1)", "file:///etc/passwd"],
    ["a@b@evil.example@example.social@", "-a.example", "a_b.example", "a..example", `${"a".repeat(64)}.example`],
    ["%31%32%37.0.0.1", "%65xample.social", "exa mple.123"],
  ])("%j names none", (...typed) => {
    for (const one of typed) expect([one, mastodon.servers.serverOf(one)]).toEqual([one, undefined]);
  });

  test("whatever a person's handle or id says, it leads back to the server that they are at", async () => {
    const side = await rehearse();
    const { setter } = await side.connect(anna);
    expect([setter.handle ?? "", setter.remoteId].map((one) => mastodon.servers.serverOf(one))).toEqual([stock, stock]);
  });
});

describe("registering at a server", () => {
  test("needs nobody: the server gives out client id and secret, and both work there and nowhere else", async () => {
    const side = await rehearse(stock, { apps: [] });
    const registered = await mastodon.servers.register(
      callAt(side, { clientId: "", clientSecret: undefined }),
      redirectUri,
    );
    expect(registered).toEqual({
      clientId: expect.stringMatching(/^\w{43}$/),
      clientSecret: expect.any(Secret),
      settings: { scope: mastodon.oauth.scopes.join(" ") },
    });
    const call = callAt(side, registered);
    expect((await dance(side, call, anna)).person.remoteId).toMatch(/^\d{18}@northwind\.social$/);
    const { diagnosis } = await failureOf(
      mastodon.oauth.begin(callAt(side, { ...registered, instance: other }), start),
    );
    expect(diagnosis).toMatchObject({ rule: "mastodon/invalid_client", kind: "app-rejected" });
    expect(JSON.stringify([side.traces, diagnosis])).not.toContain(registered.clientSecret.reveal());
  });

  test("asks for what it needs and no more: no blocks, no mutes, no filters, no follows", async () => {
    const side = await rehearse(stock, { apps: [] });
    await mastodon.servers.register(side.call, redirectUri);
    const [asked] = await side.control.log({ path: "/api/v1/apps" });
    expect(asked?.params).toMatchObject({
      client_name: "Latchkey",
      redirect_uris: redirectUri,
      scopes:
        "read:accounts read:notifications read:statuses write:conversations write:media write:notifications write:statuses",
      website: publicUrl,
    });
  });

  test("a server that knows no single scopes is asked for the whole, and so is the person there; both count as all", async () => {
    const side = await rehearse(stock, { apps: [] });
    let refusals = 1;
    side.meddle(
      ({ pathname }) =>
        pathname === "/api/v1/apps" && refusals-- > 0
          ? { error: "Validation failed: Scopes doesn't match configured on the server." }
          : undefined,
      422,
    );
    const registered = await mastodon.servers.register(side.call, redirectUri);
    expect(registered.settings).toEqual({ scope: "read write" });
    const { answer } = await dance(side, callAt(side, registered), anna);
    expect(answer.scopesGranted).toEqual(mastodon.oauth.scopes);
    expect(capabilityStates(mastodon.capabilities, { scopes: answer.scopesGranted, roles: undefined }).inbox).toEqual({
      state: "ready",
    });
  });

  test.each([
    ["a page", "<!doctype html><title>Welcome to nginx!</title>", 200, "connect-no-mastodon"],
    ["JSON of something else", { hello: "world", client_secret: "s3cret-of-another-kind" }, 200, "connect-no-mastodon"],
    ["an empty list", [], 200, "connect-no-mastodon"],
    ["no such path", { error: "Not Found" }, 404, "connect-no-mastodon"],
    ["a redirect", "", 302, "connect-redirect"],
  ])("what is no Mastodon server is refused in words that help: %s", async (_what, body, status, rule) => {
    const side = await rehearse();
    side.meddle(() => body, status);
    const { diagnosis, evidence } = await failureOf(mastodon.servers.register(side.call, redirectUri));
    expect([diagnosis.rule, diagnosis.repair.how]).toEqual([
      `mastodon/${rule}`,
      expect.stringContaining("may differ from the one in your handle"),
    ]);
    expect(JSON.stringify(evidence)).not.toContain("s3cret");
  });

  test("an address that a server does not take is the operator's to mend", async () => {
    const { call } = await rehearse();
    expect((await failureOf(mastodon.servers.register(call, "not an address"))).diagnosis).toMatchObject({
      rule: "mastodon/registration",
      repair: { who: "operator" },
    });
  });

  test("a server that has forgotten us is noticed before anybody is sent there; a new registration heals it", async () => {
    const side = await rehearse();
    await side.control.updateApp({ disabled: true });
    const { diagnosis } = await failureOf(mastodon.oauth.begin(side.call, start));
    expect(diagnosis).toMatchObject({
      rule: "mastodon/invalid_client",
      kind: "app-rejected",
      repair: { who: "token_setter", how: expect.stringContaining("made anew by itself") },
    });
    const registered = await mastodon.servers.register(side.call, redirectUri);
    expect(registered.clientId).not.toBe(clientId);
    expect((await dance(side, callAt(side, registered), anna)).person.name).toBe("Anna Berg");
  });

  test("P28 a secret that does not fit is noticed the same way", async () => {
    const side = await rehearse();
    await side.control.changeAppSecret();
    expect((await failureOf(mastodon.oauth.begin(side.call, start))).diagnosis.kind).toBe("app-rejected");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capabilities as capabilityNames } from "#core/capability.ts";
import { acts, canExpire, causes, diagnosisKinds, type Diagnosis } from "#core/diagnosis.ts";
import { Secret } from "#core/secret.ts";
import { isDated } from "#networks/kit/source.ts";
import { NetworkFailure } from "#networks/network.ts";
import type { AppCredentials, Call, DanceStart, HookRequest, Network, Seen } from "#networks/network.ts";

export interface ContractExtras {
  /** An app as an operator would enter it; its secret is looked for wherever it must not be. */
  readonly app: AppCredentials;
  /** False where `begin` needs the network's servers; then its own tests cover the redirect. */
  readonly beginsOffline: boolean;
  /** What the network appends to the callback when all went well; a code unless told. */
  readonly callback?: Readonly<Record<string, string>>;
  /** Answers with which this network ends something: they must be able to expire an access as 4xx, and never as 5xx, 429 or HTML. */
  readonly deadly: readonly Pick<Seen, "status" | "body">[];
}

const now = new Date("2026-11-22T09:00:00Z");

/** What every adapter must do, run for each. */
export function testNetwork(network: Network, extras: ContractExtras): void {
  describe(`${network.about.id} keeps the contract of a network`, () => {
    testDescription(network);
    testNotes(network);
    testDiagnosis(network, extras);
    testDance(network, extras);
    testHooks(network, extras);
  });
}

const isSentence = (text: string) => /^\S.*[.!]$/s.test(text);

function testDescription(network: Network): void {
  const { about, capabilities, oauth, policy, servers } = network;
  test("it names itself, its hosts and its settings", () => {
    expect(about.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    // Where people name the server, no host is known beforehand.
    expect(about.hosts.length > 0).toBe(servers === undefined);
    for (const host of about.hosts) expect(URL.parse(`https://${host}/`)?.host).toBe(host);
    for (const setting of about.settings)
      expect([setting.key, setting.help]).toEqual([
        expect.stringMatching(/^[a-z][A-Za-z0-9]*$/),
        expect.stringMatching(/\S/),
      ]);
  });

  test("R2 only a client secret is secret: other settings are stored and shown as they are", () => {
    const settings = [...about.settings, ...(about.ways ?? []).flatMap((way) => way.settings)];
    expect(settings.filter(({ secret, key }) => secret && !/clientSecret$/i.test(key))).toEqual([]);
  });

  test("R17 R67 it tells people in sentences what they need, who can renew, what ends, how to switch the login", () => {
    expect(about.guide.needs.length).toBeGreaterThan(0);
    for (const text of [
      ...about.guide.needs,
      about.guide.whoCanRenew,
      about.guide.whatExpires,
      about.guide.otherAccount,
      ...(about.guide.whatRevokingEnds === undefined ? [] : [about.guide.whatRevokingEnds]),
    ])
      expect(text).toSatisfy(isSentence);
  });

  test("R16 every capability asks for scopes that a connection asks for, and says where that is written; one that is absent says why", () => {
    for (const needs of Object.values(capabilities)) {
      if ("absent" in needs) expect(needs.absent).toSatisfy(isSentence);
      else {
        expect(oauth.scopes).toEqual(expect.arrayContaining([...needs.scopes]));
      }
    }
  });

  test("R16 it brings a part for work only where it has that capability, and says with a source how far back it reads", () => {
    for (const name of capabilityNames)
      if (network[name])
        expect([name, capabilities[name]]).toEqual([name, expect.not.objectContaining({ absent: expect.anything() })]);
    for (const { source } of [
      network.publish?.limits,
      network.inbox?.reachesBack,
      network.analytics?.reachesBack,
    ].filter((one) => one !== undefined))
      expect(source).toSatisfy(isDated);
  });

  test("what can be refreshed has a refresh, and looks leave the network in peace", () => {
    expect(policy.probeSeconds).toBeGreaterThanOrEqual(60);
    expect(oauth.refresh !== undefined).toBe(policy.refresh.model !== "fixed" && policy.refresh.model !== "none");
  });
}

/** What is written down about a network, for people and programs: nothing without its source and the day it was read. */
function testNotes({ about, capabilities, oauth, policy, roleNames, scopeNotes = {} }: Network): void {
  const offered = Object.values(capabilities).flatMap((needs) => ("absent" in needs ? [] : [needs]));
  const sourced: readonly (readonly [fact: string, source: string])[] = [
    ["the way of refreshing", policy.refresh.source],
    ...offered.map((needs) => [needs.scopes.join(" "), needs.source] as const),
    ...[...policy.lifetimes, ...policy.limits].map((one) => [one.what, one.source] as const),
    ...(policy.versions ?? []).map((version) => [version.name, version.source] as const),
    ...Object.entries(scopeNotes).map(([scope, note]) => [scope, note.source] as const),
    ...(policy.paidReads ? [["paid reads", policy.paidReads.source] as const] : []),
  ];

  test("R16 R77 every fact has a source that ends with the day it was read", () => {
    expect(sourced.filter(([, source]) => !isDated(source))).toEqual([]);
  });

  test("R16 R77 every scope that is asked for says what it is for, and no other does", () => {
    const asked = [...oauth.scopes, ...(about.ways ?? []).flatMap((way) => way.scopes)];
    expect(Object.keys(scopeNotes).toSorted()).toEqual([...new Set(asked)].toSorted());
    for (const { what } of Object.values(scopeNotes)) expect(what).toSatisfy(isSentence);
  });

  test("R77 its limits are told in sentences, its lifetimes say which is that of the whole login", () => {
    expect(policy.limits.length).toBeGreaterThan(0);
    for (const one of policy.limits) {
      expect([one.what, one.limit]).toEqual([expect.stringMatching(/^\S/), expect.toSatisfy(isSentence)]);
      expect(one.figure?.count ?? 1).toBeGreaterThan(0);
    }
    const ways = about.ways?.map((way) => way.id) ?? [undefined];
    const known = policy.lifetimes.filter((life) => life.ofLogin);
    for (const way of ways) expect(known.filter((life) => life.way === undefined || life.way === way)).not.toEqual([]);
  });

  test("R63 every role that a capability takes, and every kind that lacks one, has a name that people know", () => {
    const roles = offered.flatMap((needs) => [...needs.anyRole, ...(needs.instead?.anyRole ?? [])]);
    expect(roles.filter((role) => roleNames?.[role] === undefined)).toEqual([]);
    const kinds = offered.flatMap((needs) => Object.keys(needs.absentFor ?? {}));
    expect(kinds.filter((kind) => about.kindNames?.[kind] === undefined)).toEqual([]);
  });
}

const anyAct = fc.constantFrom(...acts);
const anyHeaders = fc.dictionary(
  fc.constantFrom(
    "content-type",
    "retry-after",
    "ratelimit-reset",
    "x-app-usage",
    "x-business-use-case-usage",
    "www-authenticate",
    "x",
  ),
  fc.string(),
);
const code = fc.oneof(fc.integer({ min: -1, max: 1000 }), fc.constantFrom(190, 368, 80001, 65601), fc.string());
const errorMembers = {
  code,
  error_subcode: code,
  subcode: code,
  message: fc.string(),
  status: fc.string(),
  error: fc.string(),
};
const anyError = fc.record(errorMembers, { requiredKeys: [] });
const errorBody = fc.oneof(
  fc.record({ error: anyError }),
  fc.record({ data: fc.record({ error: anyError, is_valid: fc.boolean() }) }),
  anyError,
);
const anyBody = fc.oneof(
  fc.jsonValue(),
  fc.anything(),
  fc.string(),
  errorBody,
  fc.constant("<!DOCTYPE html><title>Sorry</title>"),
);

const anySeen: fc.Arbitrary<Seen> = fc.record({
  act: anyAct,
  status: fc.oneof(fc.integer({ min: 0, max: 999 }), fc.constantFrom(0, 200, 400, 401, 403, 429, 500, 503)),
  headers: anyHeaders,
  body: anyBody,
  at: fc.constant(now),
});
const troubled = fc.record({
  act: anyAct,
  status: fc.oneof(fc.constantFrom(0, 429), fc.integer({ min: 500, max: 599 })),
  headers: anyHeaders,
  body: fc.oneof(errorBody, anyBody),
  at: fc.constant(now),
});
const htmlStart = fc.constantFrom("<!DOCTYPE html><p>", "\n <html>", "<?xml version='1.0'?>");
const html = fc.record({
  act: anyAct,
  status: fc.integer({ min: 200, max: 499 }),
  headers: anyHeaders,
  body: fc.tuple(htmlStart, fc.string()).map(([start, rest]) => start + rest),
  at: fc.constant(now),
});

function expectWellFormed(network: Network, diagnosis: Diagnosis): void {
  expect(diagnosisKinds).toContain(diagnosis.kind);
  expect(causes).toContain(diagnosis.cause);
  expect(diagnosis.repair.how).toSatisfy(isSentence);
  expect(diagnosis.rule).toMatch(new RegExp(`^(${network.about.id}|any)/.`));
  expect(diagnosis.source).toMatch(/\S/);
  if (diagnosis.until) expect(diagnosis.until.getTime()).toBeGreaterThan(now.getTime());
}

function testDiagnosis(network: Network, { deadly }: ContractExtras): void {
  test("any answer at all is diagnosed: never an exception, always a kind, a cause, a sentence and a source", () => {
    fc.assert(
      fc.property(anySeen, (seen) => expectWellFormed(network, network.diagnose(seen))),
      { numRuns: 400 },
    );
  });

  test("P2 P4 P53 silence, 429, server errors and HTML are never a verdict about a token, whatever they carry", () => {
    fc.assert(
      fc.property(fc.oneof(troubled, html), (seen) => !canExpire(network.diagnose(seen))),
      { numRuns: 400 },
    );
  });

  test("P1 what no row knows never expires anything", () => {
    fc.assert(
      fc.property(anySeen, (seen) => {
        const diagnosis = network.diagnose(seen);
        return diagnosis.rule.startsWith(`${network.about.id}/`) || !canExpire(diagnosis);
      }),
      { numRuns: 400 },
    );
  });

  test.each(deadly)(
    "P2 P11 what ends an access as an answer ($status) ends nothing as a server error, a 429, HTML or silence",
    (answer) => {
      const seen: Seen = { act: "probe", headers: {}, at: now, ...answer };
      expect(canExpire(network.diagnose(seen))).toBe(true);
      const page = { ...seen, headers: { "content-type": "text/html" } };
      for (const trouble of [...[0, 429, 500, 502, 503].map((status) => ({ ...seen, status })), page])
        expect(canExpire(network.diagnose(trouble))).toBe(false);
    },
  );

  test("R2 a diagnosis repeats nothing of the answer: no token that a network echoes gets into it", () => {
    const token = "EAAGsecretTokenThatNobodyMaySee0123456789";
    fc.assert(
      fc.property(anySeen, (seen) => {
        const echo = {
          ...seen,
          body: { error: { code: 190, message: `The token ${token} is bad`, error_description: token, token } },
        };
        return !JSON.stringify(network.diagnose(echo)).includes(token);
      }),
    );
  });
}

const start: DanceStart = {
  redirectUri: "https://keys.example.com/v1/oauth/callback",
  state: "state-that-is-hard-to-guess",
  verifier: "a".repeat(43),
  scopes: [],
  rerequest: false,
  switchAccount: false,
};

function testDance(network: Network, { app, beginsOffline, callback }: ContractExtras): void {
  test.runIf(beginsOffline)(
    "R1 R2 the redirect leads to the network's own host, bound to the state, without the app's secret",
    async () => {
      const { url } = await network.oauth.begin(offlineCall(app), { ...start, scopes: network.oauth.scopes });
      const { protocol, host, searchParams } = new URL(url);
      expect([protocol, network.about.hosts.includes(host)]).toEqual(["https:", true]);
      expect([searchParams.get("state"), searchParams.get("redirect_uri")]).toEqual([start.state, start.redirectUri]);
      expect(url).not.toContain(app.clientSecret?.reveal() ?? "no secret");
    },
  );

  test("R30 any callback is read without an exception; a good one is no refusal", () => {
    const names = fc.constantFrom(
      "code",
      "state",
      "error",
      "error_code",
      "error_reason",
      "error_description",
      "error_message",
      "iss",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.string())), (pairs) => {
        const refusal = network.oauth.refusal(new URLSearchParams(pairs));
        if (refusal) expect(refusal.words).not.toBe("");
      }),
    );
    const good = new URLSearchParams({ ...(callback ?? { code: "c0de" }), state: "s" });
    expect(network.oauth.refusal(good)).toBeUndefined();
  });
}

/** A call that goes nowhere: for what an adapter does before it speaks to the network. */
function offlineCall(app: AppCredentials): Call {
  const closed = () => Promise.reject(new Error("this test speaks to nobody"));
  const fail = () => {
    throw new Error("this test judges nothing");
  };
  return {
    app,
    publicUrl: "https://keys.example.com",
    now: () => now,
    randomBytes: (count) => new Uint8Array(count),
    pause: () => Promise.resolve(),
    send: closed,
    fetch: closed,
    fail,
  };
}

/** What a call becomes when the network gives no answer. */
function unreachable(network: Network): NetworkFailure {
  const seen: Seen = { act: "probe", status: 0, headers: {}, body: null, trouble: "connection", at: now };
  const evidence = { act: seen.act, method: "GET", address: "", status: 0, body: null, at: now };
  return new NetworkFailure(network.diagnose(seen), evidence, true);
}

function testHooks(network: Network, { app }: ContractExtras): void {
  test.each(Object.entries(network.hooks ?? {}))(
    "hostile requests to %s are refused with a sentence, never an exception",
    async (_name, hook) => {
      const call = { ...offlineCall(app), send: () => Promise.reject(unreachable(network)) };
      const bodies = fc.oneof(
        fc.string(),
        fc
          .tuple(fc.string(), fc.string())
          .map(([a, b]) => new URLSearchParams({ signed_request: `${a}.${b}` }).toString()),
        fc.json(),
      );
      await fc.assert(
        fc.asyncProperty(bodies, anyHeaders, async (body, headers) => {
          const request: HookRequest = {
            headers,
            query: new URLSearchParams(),
            body,
            now,
            statusUrl: (one) => `https://keys.example.com/${one}`,
          };
          for (const credentials of [
            app,
            { ...app, clientSecret: Secret.of("") },
            { ...app, clientSecret: undefined },
          ]) {
            const outcome = await hook(credentials, request, call);
            expect(outcome).toEqual({ accepted: false, why: expect.toSatisfy(isSentence) });
          }
        }),
      );
    },
  );
}

import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import type { HookRequest } from "../network.ts";
import { signedJwt } from "#simulator/google/keys.ts";
import { sample } from "./simulated/sample.ts";
import { youtube } from "./youtube.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const sub = "108246801357924680135";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const kid = "k1";
const published = {
  keys: [
    { kty: "EC", kid: "other" },
    { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" },
  ],
};

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const eventType = (name: string) =>
  `https://schemas.openid.net/secevent/${name.startsWith("token") ? "oauth" : "risc"}/event-type/${name}`;
const claimsOf = (name: string, subject: object = { subject_type: "iss-sub", sub }) => ({
  iss: "https://accounts.google.com/",
  aud: clientId,
  iat: 1_508_184_845,
  jti: "756E69717565",
  events: { [eventType(name)]: { subject } },
});
const signed = (claims: object, header: object = { alg: "RS256", kid }, key = privateKey) => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
};

async function receive() {
  const side = await rehearseNetwork({ network: youtube, scenario: { ...sample, apps }, clientId, clientSecret });
  side.meddle(({ pathname }) => (pathname === "/oauth2/v3/certs" ? published : undefined));
  const risc = async (body: string) => {
    const request: HookRequest = {
      headers: { "content-type": "application/secevent+jwt" },
      query: new URLSearchParams(),
      body,
      now: side.call.now(),
      statusUrl: (code) => code,
    };
    return youtube.hooks["risc"]?.(side.call.app, request, side.call);
  };
  return { side, risc };
}

describe("RISC events", () => {
  test.each(["tokens-revoked", "sessions-revoked", "account-disabled", "account-enabled", "account-purged"])(
    "%s about a login: all that it gave is looked at now; it is no verdict by itself",
    async (name) => {
      const { risc } = await receive();
      expect(await risc(signed(claimsOf(name)))).toEqual({
        accepted: true,
        facts: [{ fact: "look_again", setterRemoteId: sub }],
        answer: {},
      });
    },
  );

  test("what concerns no account that we could find is taken without a word", async () => {
    const { risc } = await receive();
    const taken = { accepted: true, facts: [], answer: {} };
    const oneToken = {
      subject_type: "oauth_token",
      token_type: "refresh_token",
      token_identifier_alg: "prefix",
      token: "1//0a",
    };
    expect(await risc(signed(claimsOf("token-revoked", oneToken)))).toEqual(taken);
    expect(await risc(signed(claimsOf("account-credential-change-required")))).toEqual(taken);
    const test = { ...claimsOf("verification"), events: { [eventType("verification")]: { state: "hello" } } };
    expect(await risc(signed(test))).toEqual(taken);
  });

  test.each([
    ["signed by somebody else", () => signed(claimsOf("tokens-revoked"), { alg: "RS256", kid }, stranger), /signature/],
    [
      "changed on its way",
      () => signed(claimsOf("tokens-revoked")).replace(/\.[^.]+\./, `.${encoded(claimsOf("account-disabled"))}.`),
      /signature/,
    ],
    [
      "under a key that Google does not publish",
      () => signed(claimsOf("tokens-revoked"), { alg: "RS256", kid: "k2" }),
      /signature/,
    ],
    [
      "for another app",
      () => signed({ ...claimsOf("tokens-revoked"), aud: "999.apps.googleusercontent.com" }),
      /another app/,
    ],
    [
      "of another issuer",
      () => signed({ ...claimsOf("tokens-revoked"), iss: "https://evil.example/" }),
      /no security event/,
    ],
    [
      "without a signature",
      () => `${encoded({ alg: "none", kid })}.${encoded(claimsOf("tokens-revoked"))}.`,
      /no security event/,
    ],
    ["with an algorithm that takes the public key for a secret", () => withPublicKeyAsSecret(), /no security event/],
    ["with a part too many", () => `${signed(claimsOf("tokens-revoked"))}.x`, /no security event/],
  ] as const)("an event %s is refused", async (_what, body, why) => {
    const { risc } = await receive();
    expect(await risc(body())).toEqual({ accepted: false, why: expect.stringMatching(why) });
  });

  test("what is not meant for us is refused without asking Google for a key", async () => {
    const { side, risc } = await receive();
    await risc(signed({ ...claimsOf("tokens-revoked"), aud: "999.apps.googleusercontent.com" }));
    await risc("nonsense");
    expect(side.traces).toEqual([]);
  });

  test("while Google's keys cannot be read nothing is believed; Google sends it again", async () => {
    const { side, risc } = await receive();
    side.meddle(() => "<html>", 503);
    expect(await risc(signed(claimsOf("tokens-revoked")))).toEqual({
      accepted: false,
      why: expect.stringMatching(/public keys could not be read/),
    });
  });

  test("what the simulated Google signs fits the keys that it publishes", async () => {
    const { side, risc } = await receive();
    side.meddle(() => undefined);
    expect(await risc(signedJwt(claimsOf("tokens-revoked"), "secevent+jwt"))).toMatchObject({ accepted: true });
    expect(await side.control.countCalls({ path: "/oauth2/v3/certs" })).toBe(1);
  });

  test("several audiences are read, and a login that is named twice is looked at once", async () => {
    const { risc } = await receive();
    const { events } = claimsOf("account-disabled");
    const both = { ...claimsOf("tokens-revoked"), aud: ["other", clientId] };
    expect(await risc(signed({ ...both, events: { ...both.events, ...events } }))).toMatchObject({
      facts: [{ fact: "look_again", setterRemoteId: sub }],
    });
  });
});

function withPublicKeyAsSecret(): string {
  const text = `${encoded({ alg: "HS256", kid })}.${encoded(claimsOf("tokens-revoked"))}`;
  const secret = publicKey.export({ format: "pem", type: "spki" });
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

test("a setter names login and channel; everything of one login is revoked together", () => {
  expect(youtube.oauth.loginOf(`${sub}/UCn0rthw1nd`)).toBe(sub);
  expect(youtube.oauth.loginOf(sub)).toBe(sub);
});

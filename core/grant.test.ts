import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import {
  expiryAfter,
  mergeExpiries,
  mergeTokens,
  movedExpiry,
  refreshEndAfter,
  withAssumedEnd,
  plausibleExpiry,
  type Expiries,
  type Tokens,
} from "./grant.ts";
import { Secret } from "./secret.ts";

const now = new Date("2026-11-22T09:00:00Z");
const later = addSeconds(now, 3600);
const year = 365 * 86_400;

describe("P18 nothing is overwritten with blank", () => {
  const old: Tokens = { accessToken: Secret.of("a"), refreshToken: Secret.of("r"), extra: Secret.of("x") };
  const seen = ({ accessToken, refreshToken, extra }: Tokens) =>
    [accessToken, refreshToken, extra].map((one) => one?.reveal());

  test.each<[string, Tokens, string[]]>([
    [
      "an answer that carries all",
      { accessToken: Secret.of("A"), refreshToken: Secret.of("R"), extra: Secret.of("X") },
      ["A", "R", "X"],
    ],
    ["only an access token", { accessToken: Secret.of("A") }, ["A", "r", "x"]],
    ["a blank refresh token", { accessToken: Secret.of("A"), refreshToken: Secret.of("") }, ["A", "r", "x"]],
    [
      "blanks everywhere",
      { accessToken: Secret.of(""), refreshToken: Secret.of(""), extra: Secret.of("") },
      ["a", "r", "x"],
    ],
  ])("%s", (_what, fresh, expected) => {
    expect(seen(mergeTokens(old, fresh))).toEqual(expected);
  });

  test("what was never there stays absent", () => {
    expect(seen(mergeTokens({ accessToken: Secret.of("a") }, { accessToken: Secret.of("A") }))).toEqual([
      "A",
      undefined,
      undefined,
    ]);
  });

  test("whatever is merged, no member is lost or blanked", () => {
    const maybe = fc.option(
      fc.string().map((text) => Secret.of(text)),
      { nil: undefined },
    );
    const tokens = fc.record({
      accessToken: fc.string().map((text) => Secret.of(text)),
      refreshToken: maybe,
      extra: maybe,
    });
    fc.assert(
      fc.property(tokens, tokens, (before, fresh) => {
        const merged = mergeTokens(before, fresh);
        return (["accessToken", "refreshToken", "extra"] as const).every(
          (name) => !before[name]?.reveal() || Boolean(merged[name]?.reveal()),
        );
      }),
    );
  });
});

describe("P19 impossible expiries are not told", () => {
  test.each<[string, Date, boolean]>([
    ["the year 2058", new Date("2058-06-01T00:00:00Z"), false],
    ["no date at all", new Date(Number.NaN), false],
    ["the epoch", new Date(0), false],
    ["seconds taken for milliseconds", new Date(86_400_000), false],
    ["before the epoch", new Date(-1), false],
    ["five years and a second ahead", addSeconds(now, 5 * year + 1), false],
    ["five years ahead", addSeconds(now, 5 * year), true],
    ["an hour ahead", later, true],
    ["a minute ago", addSeconds(now, -60), true],
  ])("%s", (_what, expiry, plausible) => {
    expect(plausibleExpiry(expiry, now)).toBe(plausible ? expiry : undefined);
  });

  test.each([undefined, null, "soon", "", "1e3", {}, true, Number.NaN, Infinity, -Infinity, 1e15, 32 * year])(
    "expires_in %s becomes no moment",
    (told) => {
      expect(expiryAfter(now, told)).toBeUndefined();
    },
  );

  test.each([0, -1, -3600, "0", "-5"])(
    "expires_in %s: the token has ended; a refresh token never has by that",
    (told) => {
      expect(expiryAfter(now, told)).toEqual(now);
      expect(refreshEndAfter(now, told)).toBeUndefined();
    },
  );

  test("digits in a text are read", () => {
    expect(expiryAfter(now, "3600")).toEqual(later);
    expect(refreshEndAfter(now, "3600")).toEqual(later);
  });

  test("where no end was told the documented lifetime is assumed and marked; a told one, and none by nature, stay", () => {
    expect(withAssumedEnd({}, 3600, now)).toEqual({ accessExpiresAt: later, accessAssumed: true });
    expect(withAssumedEnd({}, undefined, now)).toEqual({});
    expect(withAssumedEnd({ accessExpiresAt: null }, 3600, now)).toEqual({ accessExpiresAt: null });
    expect(withAssumedEnd({ accessExpiresAt: now }, 3600, now)).toEqual({ accessExpiresAt: now });
    expect(mergeExpiries({}, withAssumedEnd({}, 3600, now), now)).toMatchObject({ accessAssumed: true });
  });

  test("expires_in becomes a moment at once", () => {
    expect(expiryAfter(now, 3600)).toEqual(later);
  });

  test("whatever a network sends as expires_in, the moment lies between now and five years, or there is none", () => {
    const anything = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.integer().map(String), fc.anything());
    fc.assert(
      fc.property(anything, (seconds) => {
        const expiry = expiryAfter(now, seconds);
        return expiry === undefined || (expiry >= now && expiry <= addSeconds(now, 5 * year));
      }),
    );
  });
});

describe("P25 the ends that a network tells are taken each time", () => {
  const old: Expiries = { accessExpiresAt: now, refreshExpiresAt: later, endsAt: later, dataAccessEndsAt: later };
  const nothing = { accessExpiresAt: undefined, refreshExpiresAt: later, endsAt: later, dataAccessEndsAt: later };
  const sooner = addSeconds(now, 60);

  test.each<[string, Expiries, Expiries]>([
    ["silence keeps what was known, but a new access token's end is its own", {}, nothing],
    ["a shorter end replaces a longer one", { refreshExpiresAt: sooner }, { ...nothing, refreshExpiresAt: sooner }],
    [
      "told to be without end",
      { accessExpiresAt: null, endsAt: null },
      { ...nothing, accessExpiresAt: null, endsAt: null },
    ],
    ["nonsense is silence", { refreshExpiresAt: new Date("2058-01-01"), endsAt: new Date(Number.NaN) }, nothing],
  ])("%s", (_what, fresh, expected) => {
    expect(mergeExpiries(old, fresh, now)).toEqual(expected);
  });
});

test.each<[string, Expiries, Expiries, boolean]>([
  ["later than before", { accessExpiresAt: now }, { accessExpiresAt: later }, true],
  ["the same as before", { accessExpiresAt: later }, { accessExpiresAt: later }, false],
  ["earlier than before", { accessExpiresAt: later }, { accessExpiresAt: now }, false],
  ["none told before", {}, { accessExpiresAt: now }, true],
  ["none told now", { accessExpiresAt: now }, {}, true],
  ["without end now", { accessExpiresAt: now }, { accessExpiresAt: null }, true],
  ["over already", {}, { accessExpiresAt: addSeconds(now, -1) }, false],
  ["assumed, told by nobody", { accessExpiresAt: later }, { accessExpiresAt: now, accessAssumed: true }, true],
])("P10 a refresh whose expiry is %s has moved it: %#", (_what, before, after, moved) => {
  expect(movedExpiry(before, after, addSeconds(now, -1))).toBe(moved);
});

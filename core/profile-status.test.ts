import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSeconds } from "./backoff.ts";
import type { Capability, CapabilityStates } from "./capability.ts";
import { causes } from "./diagnosis.ts";
import { healthStates, type Health, type HealthState } from "./health.ts";
import {
  personDeadline,
  profileState,
  profileStatuses,
  warnsAt,
  type AccessView,
  type ProfileView,
  type StatusPolicy,
} from "./profile-status.ts";

const now = new Date("2026-11-22T09:00:00Z");
const day = 86_400;
const ago = (seconds: number): Date => addSeconds(now, -seconds);
const ahead = (seconds: number): Date => addSeconds(now, seconds);
const policy: StatusPolicy = { warnSeconds: 14 * day, proofSeconds: 5400 };
const all: readonly Capability[] = ["publish", "inbox", "analytics"];

const health = (state: HealthState, changes: Partial<Health> = {}): Health => ({
  state,
  cause: null,
  since: ago(day),
  troubles: 0,
  ...changes,
});
const ready = { state: "ready" } as const;
const everything: CapabilityStates = { publish: ready, inbox: ready, analytics: ready };
const unticked: CapabilityStates = { ...everything, publish: { state: "missing", scopes: ["post"], roles: [] } };
const lowRole: CapabilityStates = { ...everything, inbox: { state: "missing", scopes: [], roles: ["MODERATE"] } };

const good: AccessView = {
  id: "acc_1",
  access: health("live"),
  grant: health("live"),
  capabilities: everything,
  provedAt: ago(60),
  personDeadline: null,
};
const dead = (changes: Partial<Health> = {}): AccessView => ({
  ...good,
  grant: health("dead", { cause: "password_changed", since: ago(3600), ...changes }),
});
const due = (seconds: number): AccessView => ({
  ...good,
  personDeadline: { at: ahead(seconds), cause: "data_access_expired" },
});
const view = (accesses: readonly AccessView[], changes: Partial<ProfileView> = {}): ProfileView => ({
  disconnectedAt: null,
  enabled: all,
  accesses,
  trouble: null,
  ...changes,
});
const down = { cause: "network_unavailable", since: ago(600) } as const;
const stateOf = (given: ProfileView) => profileState(given, policy, now);

describe("every status", () => {
  test.each<[string, ProfileView, Partial<ReturnType<typeof profileState>>]>([
    ["R38 proved a minute ago", view([good]), { status: "connected", cause: null, since: ago(60), until: null }],
    [
      "R55 a far deadline is told, not warned of",
      view([due(30 * day)]),
      { status: "connected", until: ahead(30 * day) },
    ],
    [
      "R24 a deadline within the warning",
      view([due(14 * day)]),
      { status: "expiring", cause: "data_access_expired", until: ahead(14 * day) },
    ],
    ["a second before the warning begins", view([due(14 * day + 1)]), { status: "connected" }],
    ["a deadline that is past, while it still works", view([due(-60)]), { status: "expiring", until: ago(60) }],
    [
      "R32 a box unticked",
      view([{ ...good, capabilities: unticked }]),
      { status: "limited", cause: "scope_missing", lost: ["publish"] },
    ],
    [
      "R15 a role too small",
      view([{ ...good, capabilities: lowRole }]),
      { status: "limited", cause: "role_too_low", lost: ["inbox"] },
    ],
    [
      "what nobody wants here is not lost",
      view([{ ...good, capabilities: unticked }], { enabled: ["inbox"] }),
      { status: "connected" },
    ],
    ["R57 the grant is dead", view([dead()]), { status: "expired", cause: "password_changed", since: ago(3600) }],
    [
      "R58 the access is dead",
      view([{ ...good, access: health("dead", { cause: "role_lost" }) }]),
      { status: "expired", cause: "role_lost" },
    ],
    ["no access at all", view([]), { status: "expired", cause: "unrecognised", since: null }],
    [
      "P53 the network is in trouble",
      view([good], { trouble: down }),
      { status: "waiting", cause: "network_unavailable", since: ago(600) },
    ],
    [
      "two troubles in a row",
      view([{ ...good, access: health("live", { troubles: 2 }) }]),
      { status: "waiting", cause: "network_unavailable" },
    ],
    [
      "one trouble is not worth a word",
      view([{ ...good, access: health("live", { troubles: 1 }) }]),
      { status: "connected" },
    ],
    [
      "P45 never proved",
      view([{ ...good, access: health("unverified"), provedAt: null }]),
      { status: "unverified", cause: null },
    ],
    [
      "P6 in doubt",
      view([{ ...good, grant: health("suspect", { cause: "session_ended" }) }]),
      { status: "unverified", cause: "session_ended" },
    ],
    [
      "R24 a stale proof is not green",
      view([{ ...good, provedAt: ago(5401) }]),
      { status: "unverified", since: ago(5401) },
    ],
    ["a proof as old as may be", view([{ ...good, provedAt: ago(5400) }]), { status: "connected" }],
    ["ended here", view([good], { disconnectedAt: ago(5) }), { status: "disconnected", since: ago(5) }],
  ])("%s", (_what, given, expected) => {
    expect(stateOf(given)).toMatchObject(expected);
  });
});

describe("what outranks what", () => {
  const doubted: AccessView = { ...good, grant: health("suspect", { cause: "session_ended" }) };
  const troubled: AccessView = { ...good, access: health("live", { troubles: 3 }) };
  const stale: AccessView = { ...good, provedAt: ago(9999) };
  const limitedAndDue: AccessView = { ...due(day), capabilities: unticked };

  test.each<[string, ProfileView, string]>([
    ["disconnected before dead", view([dead()], { disconnectedAt: now }), "disconnected"],
    [
      "dead before the network's trouble: a login has to be renewed either way",
      view([dead()], { trouble: down }),
      "expired",
    ],
    ["the network's trouble before doubt", view([doubted], { trouble: down }), "waiting"],
    ["the network's trouble before stale", view([stale], { trouble: down }), "waiting"],
    ["the network's trouble before limited", view([{ ...good, capabilities: unticked }], { trouble: down }), "waiting"],
    ["doubt before stale", view([{ ...doubted, provedAt: ago(9999) }]), "unverified"],
    ["trouble before stale", view([{ ...troubled, provedAt: ago(9999) }]), "waiting"],
    ["stale before limited", view([{ ...stale, capabilities: unticked }]), "unverified"],
    ["limited before expiring", view([limitedAndDue]), "limited"],
  ])("%s", (_what, given, status) => {
    expect(stateOf(given).status).toBe(status);
  });
});

describe("R75 accesses stand in for each other", () => {
  test.each<[string, readonly AccessView[], string]>([
    ["one dead, one works", [dead(), good], "connected"],
    ["one ended here, one works", [{ ...good, access: health("ended") }, good], "connected"],
    ["one dead, one in doubt", [dead(), { ...good, access: health("suspect") }], "unverified"],
    ["one in doubt, one works", [{ ...good, access: health("suspect") }, good], "connected"],
    ["one troubled, one works", [{ ...good, grant: health("live", { troubles: 9 }) }, good], "connected"],
    ["one stale, one proved", [{ ...good, provedAt: ago(9999) }, good], "connected"],
    [
      "each lacks what the other has",
      [
        { ...good, capabilities: unticked },
        { ...good, capabilities: lowRole },
      ],
      "connected",
    ],
    ["what the dead one could do does not count", [dead(), { ...good, capabilities: unticked }], "limited"],
    ["one ends soon, one never", [due(day), good], "connected"],
    ["both end soon", [due(day), due(2 * day)], "expiring"],
    ["both dead", [dead(), dead()], "expired"],
  ])("%s", (_what, accesses, status) => {
    expect(stateOf(view(accesses)).status).toBe(status);
    expect(stateOf(view(accesses.toReversed())).status).toBe(status);
  });

  test("the date that counts is the last one; the cause that is told is that of the last death", () => {
    expect(stateOf(view([due(2 * day), due(day)])).until).toEqual(ahead(2 * day));
    const earlier = dead({ cause: "role_lost", since: ago(9999) });
    expect(stateOf(view([earlier, dead()]))).toMatchObject({ cause: "password_changed", since: ago(3600) });
  });
});

describe("when a person must act", () => {
  const soon = ahead(day);
  const later = ahead(50 * day);
  test.each<[string, Parameters<typeof personDeadline>, ReturnType<typeof personDeadline>]>([
    ["nothing is known", [{}, { selfRenewing: false, tokenOutlives: false }], null],
    [
      "P22 nothing refreshes it",
      [{ accessExpiresAt: soon }, { selfRenewing: false, tokenOutlives: false }],
      { at: soon, cause: "lifetime_reached" },
    ],
    ["R9 it is refreshed by itself", [{ accessExpiresAt: soon }, { selfRenewing: true, tokenOutlives: false }], null],
    ["a Page's own token outlives it", [{ accessExpiresAt: soon }, { selfRenewing: false, tokenOutlives: true }], null],
    [
      "R61 the whole grant has an end, however it is refreshed",
      [{ endsAt: later }, { selfRenewing: true, tokenOutlives: false }],
      { at: later, cause: "lifetime_reached" },
    ],
    [
      "the first of several",
      [
        { endsAt: later, dataAccessEndsAt: soon },
        { selfRenewing: true, tokenOutlives: true },
      ],
      { at: soon, cause: "data_access_expired" },
    ],
    [
      "told to be without end",
      [
        { accessExpiresAt: null, endsAt: null },
        { selfRenewing: false, tokenOutlives: false },
      ],
      null,
    ],
  ])("%s", (_what, [expiries, facts], expected) => {
    expect(personDeadline(expiries, facts)).toEqual(expected);
  });
});

describe("from when on people are told", () => {
  const warnedAfterDays = (lifeDays: number): number => {
    const endsAt = ahead(lifeDays * day);
    const deadline = personDeadline({ endsAt }, { selfRenewing: true, tokenOutlives: false, authorisedAt: now });
    return (warnsAt(deadline!, policy).getTime() - now.getTime()) / 1000 / day;
  };

  test("a login is announced 14 days before its end, a short one when half of it is over, none on its first day", () => {
    expect([730, 60, 28, 14, 2].map(warnedAfterDays)).toEqual([716, 46, 14, 7, 1]);
  });

  test("a deadline that is no life's end, such as a refused refresh, is announced at once", () => {
    expect(warnsAt({ at: ahead(3600), cause: "session_ended" }, policy) <= now).toBe(true);
  });
});

const anyHealth: fc.Arbitrary<Health> = fc.record({
  state: fc.constantFrom(...healthStates),
  cause: fc.option(fc.constantFrom(...causes), { nil: null }),
  since: fc.nat(10 * day).map(ago),
  troubles: fc.nat(4),
});
const anyAccess: fc.Arbitrary<AccessView> = fc.record({
  id: fc.constant("acc_1"),
  access: anyHealth,
  grant: anyHealth,
  capabilities: fc.constantFrom(everything, unticked, lowRole),
  provedAt: fc.option(fc.nat(20_000).map(ago), { nil: null }),
  personDeadline: fc.option(
    fc.record({ at: fc.integer({ min: -day, max: 90 * day }).map(ahead), cause: fc.constantFrom(...causes) }),
    { nil: null },
  ),
});
const anyView: fc.Arbitrary<ProfileView> = fc.record({
  disconnectedAt: fc.option(fc.constant(now), { nil: null }),
  enabled: fc.subarray([...all]),
  accesses: fc.array(anyAccess, { maxLength: 4 }),
  trouble: fc.option(fc.constant(down), { nil: null }),
});

const isAlive = ({ access, grant }: AccessView): boolean =>
  [access, grant].every(({ state }) => state !== "dead" && state !== "ended");

describe("whatever the history", () => {
  test("R25 R38 green means: proved lately by an access that lives, nothing lost, the network well", () => {
    fc.assert(
      fc.property(anyView, (given) => {
        if (stateOf(given).status !== "connected") return;
        expect(given).toMatchObject({ disconnectedAt: null, trouble: null });
        const proofs = given.accesses.filter((one) => one.access.state === "live" && one.grant.state === "live");
        expect(proofs.some(({ provedAt }) => provedAt && addSeconds(provedAt, policy.proofSeconds) >= now)).toBe(true);
        expect(stateOf(given).lost).toEqual([]);
      }),
    );
  });

  test("R75 expired means: not one access lives; and where none lives, nothing else is said", () => {
    fc.assert(
      fc.property(anyView, (given) => {
        const { status } = stateOf({ ...given, disconnectedAt: null });
        expect(status === "expired").toBe(!given.accesses.some(isAlive));
      }),
    );
  });

  test("R8 every history has a status; who is expired, limited, expiring or waiting is told a cause", () => {
    fc.assert(
      fc.property(anyView, (given) => {
        const { status, cause } = stateOf(given);
        expect(profileStatuses).toContain(status);
        if (["expired", "limited", "expiring", "waiting"].includes(status)) expect(cause).not.toBeNull();
      }),
    );
  });
});

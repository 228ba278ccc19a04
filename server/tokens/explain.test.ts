import { describe, expect, test } from "vitest";
import type { Cause } from "#core/diagnosis.ts";
import { profileStatuses, type ProfileStatus } from "#core/profile-status.ts";
import { facebook } from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { nextStep, statusText, type Told } from "../words/causes.ts";
import { explain, type NoToken } from "./explain.ts";
import type { Lack } from "./lend.ts";

const causes = {
  connected: [null],
  expiring: ["lifetime_reached", "data_access_expired"],
  limited: ["scope_missing", "role_too_low"],
  expired: ["lifetime_reached", "password_changed", "revoked_by_person", "rotation_lost", "role_lost", "profile_gone"],
  waiting: ["network_unavailable", "rate_limited", "app_rejected"],
  unverified: [null, "password_changed"],
  disconnected: [null],
} as const satisfies Record<ProfileStatus, readonly (Cause | null)[]>;

const lacks = ["access", "capability", "refresh"] as const satisfies readonly Lack[];
const at = new Date("2026-11-20T09:00:00Z");

function profileOf(status: ProfileStatus, cause: Cause | null): contract.Profile {
  const told: Told = {
    status,
    cause,
    lost: status === "limited" ? ["publish"] : [],
    until: null,
    since: at,
    network: "Facebook",
    noun: "Page",
    profile: "Northwind Berlin",
    person: "Anna Berg",
    working: [],
    provedAt: at,
  };
  const known: Partial<contract.Profile> = {
    id: "prf_1",
    name: "Northwind Berlin",
    network: "facebook",
    status,
    cause,
    since: at.toISOString(),
    statusText: statusText(told),
    nextStep: nextStep(told),
    whoCanRenew: { people: [{ name: "Anna Berg", handle: null, avatarUrl: null }], roles: "" },
  };
  // What explaining reads of a profile.
  return known as contract.Profile;
}

interface Case {
  readonly name: string;
  readonly facts: NoToken;
}

/** Every status with each of its causes, each lack, with and without an end by date and a refusal. */
const cases: readonly Case[] = profileStatuses.flatMap((status) =>
  causes[status].flatMap((cause) =>
    lacks.flatMap((lack) =>
      [undefined, at].flatMap((ended) =>
        [undefined, { cause: "revoked_by_person" as const }].map((refused) => ({
          name: `${status}, ${cause ?? "no cause"}, lack of ${lack}${ended ? ", ended by date" : ""}${refused ? ", refresh refused" : ""}`,
          facts: {
            profile: profileOf(status, cause),
            network: facebook,
            capability: lack === "capability" ? ("publish" as const) : undefined,
            lack,
            ended,
            refused,
          },
        })),
      ),
    ),
  ),
);

describe("P3 P54 status, cause, words, and who has to act, say the same", () => {
  test.each(cases)("$name", ({ facts }) => {
    const said = explain(facts);
    const words = `${said.detail} ${said.how}`;
    // There is no token: nothing says that it works.
    expect(words).not.toMatch(/proved by a real call|^Works/);
    if (facts.lack !== "capability") expect(["connected", "expiring", "limited"]).not.toContain(said.status);
    // Whoever is told that nobody has to act is not told to act as well, and the other way round.
    const asksForPerson = /\b(renews?|login by|log in|signs? in|grant it again|connect it again|disconnect it)\b/i.test(
      words,
    );
    if (said.who === "nobody") expect(asksForPerson).toBe(false);
    else expect(words).not.toMatch(/nobody here needs to act|we keep trying|nothing to do/i);
    // What passes by itself may be asked again, and nothing else.
    expect(said.retryable).toBe(said.status === "waiting" || said.status === "unverified");
    // An end by date is said as one, with its date.
    if (facts.ended && !["expired", "disconnected"].includes(facts.profile.status))
      expect(said).toMatchObject({
        status: "expired",
        cause: "lifetime_reached",
        since: at.toISOString(),
        who: "token_setter",
        detail: expect.stringContaining("20 November 2026"),
      });
    if (said.status === "connected" || said.status === "disconnected") expect(said.cause).toBeNull();
    if (said.status === "expired" || said.status === "waiting") expect(said.cause).not.toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { planRefresh } from "#core/refresh-plan.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import { as, berlinAccount, connectedLogin, proveGrant, rehearseLogin } from "#test/instagram-rehearsal.ts";
import { instagram } from "./instagram.ts";

const hour = 3600;
const day = 86_400;

describe("extending", () => {
  test("P21 from its second day on a login gets sixty more days, and the old token is replaced", async () => {
    const { side, grant } = await connectedLogin();
    await side.leap(30 * day);
    const fresh = await side.refresh(grant);
    expect(fresh.tokens.accessToken.reveal()).not.toBe(grant.tokens.accessToken.reveal());
    expect(fresh.accessExpiresAt?.getTime()).toBeGreaterThan((grant.accessExpiresAt?.getTime() ?? 0) + 29 * day * 1000);
    await proveGrant(side, fresh);
  });

  test("on its first day it is refused, which says nothing about the login; the plan waits that day", async () => {
    const { side, grant } = await connectedLogin();
    await side.leap(23 * hour);
    expect((await failureOf(side.refresh(grant))).diagnosis).toMatchObject({
      rule: "instagram/not-extended-yet",
      kind: "unreachable",
      repair: { who: "nobody" },
    });
    const short = {
      issuedAt: grant.issuedAt,
      hasRefreshToken: false,
      accessExpiresAt: new Date(+grant.issuedAt + hour),
    };
    const plan = planRefresh(short, instagram.policy.refresh, 0);
    expect("at" in plan && plan.at.getTime()).toBe(grant.issuedAt.getTime() + day * 1000);
  });

  test("P29 a private account is not extended: said a month ahead, with the reason, while the token works on", async () => {
    const side = await rehearseLogin({ pages: [berlinAccount({ private: true })] });
    const grant = await side.connect(as("berlin"));
    const plan = planRefresh({ ...grant, hasRefreshToken: false }, instagram.policy.refresh, 0);
    await side.leap(30 * day);
    expect("at" in plan && plan.at.getTime()).toBeLessThanOrEqual(side.call.now().getTime());
    const { diagnosis } = await failureOf(side.refresh(grant));
    expect(diagnosis).toMatchObject({
      kind: "token-expired",
      retry: "daily",
      repair: { who: "token_setter", how: expect.stringMatching(/private account.*public/s) },
    });
    await proveGrant(side, grant);
    expect(instagram.about.guide.needs.join(" ")).toMatch(/private account/);
  });

  test("P10 P18 an answer without its date is taken as it is: the token is kept, no end is invented", async () => {
    const { side, grant } = await connectedLogin();
    side.meddle(({ pathname }) =>
      pathname === "/refresh_access_token" ? { access_token: "IGAAnext", token_type: "bearer" } : undefined,
    );
    const fresh = await side.refresh(grant);
    expect([fresh.tokens.accessToken.reveal(), fresh.accessExpiresAt]).toEqual(["IGAAnext", undefined]);
    for (const [expires_in, end] of [["soon"], [null], ["7200", 7200], [0, 0]] as const) {
      side.meddle(({ pathname }) =>
        pathname === "/refresh_access_token"
          ? { access_token: "IGAAnext", token_type: "bearer", expires_in }
          : undefined,
      );
      const { accessExpiresAt } = await side.refresh(grant);
      const told = accessExpiresAt && (accessExpiresAt.getTime() - side.call.now().getTime()) / 1000;
      expect(told && Math.abs(Math.round(told))).toBe(end);
    }
  });

  test("P2 an answer that never comes leaves the outcome unknown and the login alive", async () => {
    const { side, grant } = await connectedLogin();
    await side.leap(30 * day);
    await side.control.addFault("lost_answer", { times: 1 });
    const failure = await failureOf(side.refresh(grant));
    expect([failure.outcomeUnknown, failure.diagnosis.kind]).toEqual([true, "unreachable"]);
    await side.refresh(grant);
  });

  test("P21 400 days: extended as its policy says a login lives on; left alone it dies on its sixtieth day, of age", async () => {
    const side = await rehearseLogin();
    const start = side.call.now().getTime();
    const abandoned = await side.connect(as("hamburg"));
    let grant = await side.connect(as("berlin"));
    let refreshes = 0;
    while (side.call.now().getTime() - start < 400 * day * 1000) {
      const plan = planRefresh({ ...grant, hasRefreshToken: false }, instagram.policy.refresh, 0.5);
      if (!("at" in plan)) throw new Error("an Instagram login is always extended");
      await side.leap(Math.max(hour, Math.ceil((plan.at.getTime() - side.call.now().getTime()) / 1000)));
      grant = await side.refresh(grant);
      refreshes += 1;
      await proveGrant(side, grant);
      if (refreshes === 1) await proveGrant(side, abandoned);
    }
    expect(refreshes).toBe(15); // late and rarely (P14): every four weeks
    const { diagnosis } = await failureOf(proveGrant(side, abandoned));
    expect(diagnosis).toMatchObject({ rule: "instagram/190-463", cause: "lifetime_reached", confidence: "certain" });
    expect((await failureOf(side.refresh(abandoned))).diagnosis.cause).toBe("lifetime_reached");
  });

  test("P21 the sixtieth day is exact: a minute before its end a login can still be extended, a minute after it cannot", async () => {
    const { side, grant } = await connectedLogin();
    const left = ((grant.accessExpiresAt?.getTime() ?? 0) - side.call.now().getTime()) / 1000;
    await side.leap(left - 60);
    await proveGrant(side, grant);
    await side.leap(120);
    expect((await failureOf(side.refresh(grant))).diagnosis.rule).toBe("instagram/190-463");
  });
});

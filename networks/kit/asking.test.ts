import { expect, test } from "vitest";
import { z } from "zod";
import { Secret } from "#core/secret.ts";
import { NetworkFailure, type Answer, type Call, type Seen } from "../network.ts";
import { basic, judgeAnew, readAs, refuse, refuseShowing, type Asking } from "./asking.ts";
import { diagnosisFrom } from "./answer.ts";

const at = new Date("2026-11-22T09:00:00Z");
const diagnose = diagnosisFrom({
  network: "chirp",
  rows: [{ when: { code: "other-one" }, kind: "app-rejected", how: "The operator looks at it.", source: "ours" }],
  readError: () => ({ code: "of the network" }),
});

/** A call that judges and keeps what it was shown. */
function asking(): { asking: Asking; shown: () => Omit<Seen, "act"> } {
  let last: Omit<Seen, "act"> | undefined;
  const call: Pick<Call, "fail" | "now"> = {
    now: () => at,
    fail(act, seen, asked) {
      last = seen;
      const evidence = { act, method: asked?.method ?? "", address: asked?.address ?? "", ...seen, at };
      throw new NetworkFailure(diagnose({ act, ...seen }), evidence, false);
    },
  };
  return { asking: { call: call as Call, act: "probe" }, shown: () => last! };
}

const answer: Answer = { status: 200, headers: {}, body: { id: 7 }, asked: { method: "GET", address: "chirp/me" } };

function failureOf(act: () => unknown): NetworkFailure {
  try {
    act();
  } catch (failure) {
    if (failure instanceof NetworkFailure) return failure;
  }
  throw new Error("It did not fail.");
}

test("an accepted answer is read; one of another shape is a failure with that answer as its evidence", () => {
  const { asking: one } = asking();
  expect(readAs(one, answer, z.object({ id: z.number() }))).toEqual({ id: 7 });
  const failure = failureOf(() => readAs(one, answer, z.object({ name: z.string() })));
  expect(failure.evidence).toMatchObject({ method: "GET", address: "chirp/me", body: { id: 7 } });
  expect(failure.diagnosis.kind).toBe("unrecognised");
});

test("a code of our own decides before the network's, and the answer stays beside it", () => {
  const { asking: one, shown } = asking();
  expect(failureOf(() => refuse(one, answer, "other-one")).diagnosis.rule).toBe("chirp/other-one");
  expect(shown().body).toEqual({ error: { code: "other-one" }, answer: { id: 7 } });
  failureOf(() => refuse(one, answer, { code: "other-one", shown: { id: "another" } }));
  expect(shown().body).toEqual({ error: { code: "other-one" }, answer: { id: "another" } });
});

test("R2 what is shown in place of an answer is all that the evidence holds", () => {
  const { asking: one } = asking();
  expect(failureOf(() => refuseShowing(one, answer, { fields: ["id"] })).evidence.body).toEqual({ fields: ["id"] });
});

test("a failure that is judged anew keeps its status, its moment and what was asked", () => {
  const { asking: one } = asking();
  const first = failureOf(() => refuse(one, { ...answer, status: 403 }));
  const second = failureOf(() => judgeAnew(one, first, "other-one"));
  expect(second.diagnosis.rule).toBe("chirp/other-one");
  expect(second.evidence).toMatchObject({ status: 403, method: "GET", address: "chirp/me" });
});

test("what only looks like a body of ours is the network's", () => {
  for (const body of [
    { error: { code: "other-one" } },
    { error: { code: 7 }, answer: 1 },
    { error: "x", answer: 1 },
    null,
  ])
    expect(diagnose({ act: "probe", status: 400, headers: {}, body, at }).rule).toBe("any/unrecognised");
});

test("the app's id and secret travel as RFC 7617 says", () => {
  const app = { clientId: "Aladdin", clientSecret: Secret.of("open sesame"), settings: {} };
  expect(basic(app).reveal()).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
});

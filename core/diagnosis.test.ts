import { expect, test } from "vitest";
import {
  canExpire,
  causes,
  diagnosisKinds,
  isTemporary,
  kindFacts,
  type Diagnosis,
  type DiagnosisKind,
} from "./diagnosis.ts";

const of = (kind: DiagnosisKind): Diagnosis => {
  const { reach, repairer, retry, cause } = kindFacts[kind];
  return {
    kind,
    cause,
    reach,
    retry,
    repair: { who: repairer, how: "" },
    confidence: "likely",
    rule: "t/1",
    source: "",
  };
};

test.each<[DiagnosisKind, { expires: boolean; temporary: boolean; who: string }]>([
  ["unreachable", { expires: false, temporary: true, who: "nobody" }],
  ["rate-limited", { expires: false, temporary: true, who: "nobody" }],
  ["token-expired", { expires: true, temporary: false, who: "token_setter" }],
  ["grant-revoked", { expires: true, temporary: false, who: "token_setter" }],
  ["scope-missing", { expires: false, temporary: false, who: "token_setter" }],
  ["profile-lost", { expires: true, temporary: false, who: "profile_admin" }],
  ["app-rejected", { expires: false, temporary: false, who: "operator" }],
  ["content-rejected", { expires: false, temporary: false, who: "author" }],
  ["unrecognised", { expires: false, temporary: false, who: "nobody" }],
])("P4 R67 %s: %j", (kind, { expires, temporary, who }) => {
  expect([canExpire(of(kind)), isTemporary(of(kind)), of(kind).repair.who]).toEqual([expires, temporary, who]);
});

test("every kind is in the table and has a cause that people can be told", () => {
  expect(Object.keys(kindFacts).toSorted()).toEqual([...diagnosisKinds].toSorted());
  for (const kind of diagnosisKinds) expect(causes).toContain(kindFacts[kind].cause);
});

test("P2 P4 nothing that time repairs, that is our app's, the content's or unknown can end an access", () => {
  const deadly = diagnosisKinds.filter((kind) => kindFacts[kind].canExpire);
  expect(deadly.map((kind) => kindFacts[kind].reach).every((reach) => reach === "grant" || reach === "access")).toBe(
    true,
  );
});

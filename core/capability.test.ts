import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bestCapabilities,
  capabilityStates,
  heldScopes,
  lostCapabilities,
  type CapabilityStates,
  type CapabilityTable,
  type HeldRights,
} from "./capability.ts";

const table: CapabilityTable = {
  publish: { scopes: ["post", "read"], anyRole: ["CREATE", "MANAGE"], source: "a test" },
  inbox: { scopes: ["read"], anyRole: [], source: "a test" },
  analytics: { absent: "This network counts nothing." },
};

describe("R16 what is needed is compared with what is held", () => {
  test.each<[string, HeldRights, CapabilityStates["publish"]]>([
    ["everything", { scopes: ["post", "read"], roles: ["CREATE"] }, { state: "ready" }],
    ["one of the roles is enough", { scopes: ["post", "read"], roles: ["MANAGE"] }, { state: "ready" }],
    [
      "R31 a scope unticked",
      { scopes: ["read"], roles: ["CREATE"] },
      { state: "missing", scopes: ["post"], roles: [] },
    ],
    ["no scope at all", { scopes: [], roles: ["CREATE"] }, { state: "missing", scopes: ["post", "read"], roles: [] }],
    [
      "a role too small",
      { scopes: ["post", "read"], roles: ["LOOK"] },
      { state: "missing", scopes: [], roles: ["CREATE", "MANAGE"] },
    ],
    ["neither", { scopes: ["post"], roles: [] }, { state: "missing", scopes: ["read"], roles: ["CREATE", "MANAGE"] }],
    ["P34 scopes not told", { scopes: undefined, roles: ["CREATE"] }, { state: "unknown" }],
    ["P34 roles not told", { scopes: ["post", "read"], roles: undefined }, { state: "unknown" }],
    [
      "P34 a scope known to be missing counts, though roles are not told",
      { scopes: ["post"], roles: undefined },
      { state: "missing", scopes: ["read"], roles: [] },
    ],
  ])("%s", (_what, held, expected) => {
    expect(capabilityStates(table, held).publish).toEqual(expected);
  });

  test("where no role is asked for none is missed; what a network does not offer says why", () => {
    const { inbox, analytics } = capabilityStates(table, { scopes: ["read"], roles: undefined });
    expect([inbox, analytics]).toEqual([
      { state: "ready" },
      { state: "absent", reason: "This network counts nothing." },
    ]);
  });

  test("P34 what is not told is never called missing", () => {
    fc.assert(
      fc.property(fc.option(fc.array(fc.string()), { nil: undefined }), (roles) => {
        const { publish } = capabilityStates(table, { scopes: undefined, roles });
        return publish.state !== "missing" || publish.scopes.length === 0;
      }),
    );
  });
});

test.each<[readonly string[] | undefined, readonly string[] | undefined, readonly string[] | undefined]>([
  [["a", "b"], undefined, ["a", "b"]],
  [["a", "b"], ["b", "c"], ["b"]],
  [["a"], [], []],
  [undefined, ["a"], ["a"]],
  [undefined, undefined, undefined],
])("a grant with %j narrowed to %j holds %j", (ofGrant, ofAccess, expected) => {
  expect(heldScopes(ofGrant, ofAccess)).toEqual(expected);
});

describe("R75 accesses stand in for each other", () => {
  const full = capabilityStates(table, { scopes: ["post", "read"], roles: ["CREATE"] });
  const reader = capabilityStates(table, { scopes: ["read"], roles: [] });
  const unknown = capabilityStates(table, { scopes: undefined, roles: undefined });

  test("the best of each counts, in whatever order", () => {
    for (const accesses of [
      [full, reader],
      [reader, full],
      [reader, unknown, full],
    ])
      expect(bestCapabilities(accesses)).toEqual(full);
    expect(bestCapabilities([reader, unknown])?.publish.state).toBe("unknown");
    expect(bestCapabilities([])).toBeUndefined();
  });

  test("R32 only what is wanted and known to be missing is lost", () => {
    expect(lostCapabilities(reader, ["publish", "inbox", "analytics"])).toEqual(["publish"]);
    expect(lostCapabilities(reader, ["inbox"])).toEqual([]);
    expect(lostCapabilities(unknown, ["publish", "inbox"])).toEqual([]);
  });
});

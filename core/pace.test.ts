import { expect, test } from "vitest";
import { pauseWithin } from "./pace.ts";

test("half of the slowest rate of the app or the address is taken; others do not count", () => {
  expect(pauseWithin([])).toBe(0);
  expect(pauseWithin([{ count: 600, of: "calls", perSeconds: 60, per: "app" }])).toBe(0.2);
  expect(
    pauseWithin([
      { count: 3000, of: "calls", perSeconds: 300, per: "address" },
      { count: 60, of: "calls", perSeconds: 60, per: "app" },
    ]),
  ).toBe(2);
  expect(pauseWithin([{ count: 75, of: "calls", perSeconds: 900, per: "token" }])).toBe(0);
  expect(pauseWithin([{ count: 500, of: "calls", perSeconds: 86_400, per: "app" }])).toBe(0);
  expect(pauseWithin([{ count: 5, of: "people", perSeconds: 60, per: "app" }])).toBe(0);
  expect(pauseWithin([{ count: 10, of: "calls", per: "app" }])).toBe(0);
});

import { expect, test } from "vitest";
import { datedSource, isDated } from "./source.ts";

test.each([
  ["docs.chirp.example/limits (2026-03-01), read 2026-11-22", "docs.chirp.example/limits (2026-03-01)", "2026-11-22"],
  ["a, read 2026-11-22; b (2025), read 2026-10-01", "a; b (2025)", "2026-10-01"],
  ["a, read 2026-11-22: one use only; b, read 2026-11-23", "a: one use only; b", "2026-11-22"],
])("R16 “%s” is a source and the day it was read, of several the earliest", (written, source, readOn) => {
  expect(datedSource(written)).toEqual({ source, readOn });
});

test.each([
  "",
  "docs.chirp.example",
  "docs.chirp.example, 2026-11-22",
  ", read 2026-11-22",
  "a, read 2026-13-45",
  "a, read 2026-11-22: why",
])("R16 “%s” does not say when it was read", (written) => {
  expect(isDated(written)).toBe(false);
  expect(() => datedSource(written)).toThrow("no “, read");
});

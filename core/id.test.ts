import fc from "fast-check";
import { expect, test } from "vitest";
import { idPrefixes, newId, type IdKind } from "./id.ts";

const kinds = Object.keys(idPrefixes) as IdKind[];
const kind = fc.constantFrom(...kinds);
const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
const bytes = fc.uint8Array({ minLength: 13, maxLength: 13 });

test("an id names its kind and is made of letters that cannot be mistaken", () => {
  fc.assert(
    fc.property(kind, moment, bytes, (what, at, chance) => {
      expect(newId(what, at, chance)).toMatch(new RegExp(`^${idPrefixes[what]}_[0-9a-hjkmnp-tv-z]{22}$`));
    }),
  );
  expect(new Set(Object.values(idPrefixes)).size).toBe(kinds.length);
});

test("ids sort by time, so that lists page by key", () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 10 ** 9 }), bytes, bytes, (at, milliseconds, one, other) => {
      const later = new Date(at.getTime() + milliseconds);
      return newId("event", at, one) < newId("event", later, other);
    }),
  );
});

test("every byte of chance counts with all its 32 letters", () => {
  const now = new Date("2026-11-22T09:00:00Z");
  const ids = new Set(Array.from({ length: 256 }, (_, byte) => newId("grant", now, new Uint8Array(13).fill(byte))));
  expect(ids.size).toBe(32);
});

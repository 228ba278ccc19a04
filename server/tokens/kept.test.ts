import { expect, test } from "vitest";
import { openKept, type Loaded } from "./kept.ts";

function keptWith(size: number) {
  let now = new Date("2026-11-22T09:00:00Z");
  const kept = openKept<object>({ size, seconds: 60, now: () => now });
  return {
    kept,
    pass: (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000)),
    /** Whether it came from memory. */
    read: async (id: string, value: object | null = { id }, about: readonly string[] = []) =>
      (await kept.read(id, async () => (value ? { value, about } : undefined))).fromMemory,
  };
}

test("what was read is kept until a notice names it, or all of it", async () => {
  const { kept, read } = keptWith(10);
  expect([await read("a"), await read("a"), await read("b")]).toEqual([false, true, false]);
  kept.forget("a");
  expect([await read("a"), await read("b")]).toEqual([false, true]);
  kept.forgetAll();
  expect([await read("a"), await read("b")]).toEqual([false, false]);
});

test("a notice of what several values are about takes all of them, also while they are being loaded", async () => {
  const { kept, read } = keptWith(10);
  await read("page 1", { page: 1 }, ["login"]);
  await read("page 2", { page: 2 }, ["login", "other login"]);
  await read("page 3", { page: 3 }, ["other login"]);
  kept.forget("login");
  expect([await read("page 1"), await read("page 2"), await read("page 3")]).toEqual([false, false, true]);
  const loaded = Promise.withResolvers<Loaded<object>>();
  const reading = kept.read("page 4", () => loaded.promise);
  kept.forget("login");
  loaded.resolve({ value: {}, about: ["login"] });
  await reading;
  expect(await read("page 4")).toBe(false);
});

test("it is kept for a minute at most, and nothing is kept of what is not there", async () => {
  const { pass, read } = keptWith(10);
  expect([await read("none", null), await read("none", null)]).toEqual([false, false]);
  await read("a");
  pass(59);
  expect(await read("a")).toBe(true);
  pass(1);
  expect(await read("a")).toBe(false);
});

test("there is room for so many; the one that was not read for the longest time makes room", async () => {
  const { read } = keptWith(2);
  await read("a");
  await read("b");
  await read("a");
  await read("c");
  expect([await read("a"), await read("c"), await read("b")]).toEqual([true, true, false]);
});

for (const [how, notice] of [
  ["that names it", "a"],
  ["that names everything", undefined],
] as const)
  test(`a notice ${how} while it is being loaded: what was loaded is handed on once, and not kept`, async () => {
    const { kept, read } = keptWith(10);
    const loaded = Promise.withResolvers<Loaded<{ token: string }>>();
    const first = kept.read("a", () => loaded.promise);
    if (notice) kept.forget(notice);
    else kept.forgetAll();
    loaded.resolve({ value: { token: "old" }, about: [] });
    expect(await first).toEqual({ value: { token: "old" }, fromMemory: false });
    expect(await read("a")).toBe(false);
    expect(await read("a")).toBe(true);
  });

test("of two loads at once only the one that no notice came into is kept", async () => {
  const { kept } = keptWith(10);
  const before = Promise.withResolvers<Loaded<{ token: string }>>();
  const early = kept.read("a", () => before.promise);
  kept.forget("a");
  await kept.read("a", async () => ({ value: { token: "new" }, about: [] }));
  before.resolve({ value: { token: "old" }, about: [] });
  await early;
  expect(await kept.read("a", async () => ({ value: { token: "newer" }, about: [] }))).toEqual({
    value: { token: "new" },
    fromMemory: true,
  });
});

test("a load that fails leaves nothing behind", async () => {
  const { kept, read } = keptWith(10);
  await expect(kept.read("a", () => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
  expect([await read("a"), await read("a")]).toEqual([false, true]);
});

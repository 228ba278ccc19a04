import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { assertKeysFit, makeKeyChecks } from "./key-check.ts";
import { openKeyFile, parseKeyRing, rotateKeyFile } from "./key-ring.ts";
import { openVault, type Vault, VaultError } from "./vault.ts";

const keyText = (byte: number) => Buffer.alloc(32, byte).toString("base64url");
const ring = (...keys: string[]) => parseKeyRing(Secret.of(keys.join(",")), "LATCHKEY_KEYS");
const vaultOf = (...keys: string[]) => openVault(ring(...keys));

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "latchkey-vault-"));
  folders.push(made);
  return made;
}
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true })));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
  return "opened";
}

describe("sealing", () => {
  const vault = vaultOf(`k1:${keyText(1)}`);

  test("R2 whatever is sealed opens again, at its place only, and never reads as itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), fc.string(), (plain, place, otherPlace) => {
        const sealed = vault.seal(plain, place);
        expect(vault.open(sealed, place).reveal()).toBe(plain);
        if (plain.length > 3) expect(sealed).not.toContain(plain);
        if (otherPlace !== place) expect(codeOf(() => vault.open(sealed, otherPlace))).toBe("tampered");
      }),
    );
  });

  test("R2 a sealed text changed in any one character is refused", () => {
    const sealed = vault.seal("EAAG-token", "grant:grt_1:tokens");
    const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= é";
    for (let at = 0; at < sealed.length; at += 1) {
      for (const character of characters) {
        if (character === sealed[at]) continue;
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
        expect(
          codeOf(() => vault.open(changed, "grant:grt_1:tokens")),
          changed,
        ).not.toBe("opened");
      }
    }
  });

  test("R2 a sealed text cut off, grown, or any other text is refused", () => {
    const sealed = vault.seal("EAAG-token", "grant:grt_1:tokens");
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => vault.open(sealed.slice(0, length), "grant:grt_1:tokens"))).not.toBe("opened");
    }
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, more) => {
        expect(codeOf(() => vault.open(text, "grant:grt_1:tokens"))).toBe("tampered");
        expect(codeOf(() => vault.open(sealed + more, "grant:grt_1:tokens"))).toBe("tampered");
      }),
    );
  });

  test("the same text sealed twice looks different", () => {
    expect(vault.seal("same", "here")).not.toBe(vault.seal("same", "here"));
  });

  test("text that would not come back the same is not sealed", () => {
    expect(() => vault.seal("\ud800", "here")).toThrow("well-formed");
  });

  test("R2 neither the vault nor its errors show a key or the text", () => {
    const sealed = vault.seal("EAAG-token", "here");
    let message = "";
    try {
      vault.open(sealed, "there");
    } catch (error) {
      message = inspect(error, { depth: 9 });
    }
    const shown = inspect(ring(`k1:${keyText(1)}`), { depth: 9 }) + JSON.stringify(ring(`k1:${keyText(1)}`)) + message;
    expect(shown).not.toContain(keyText(1));
    expect(shown).not.toContain("EAAG-token");
  });
});

describe("rotation", () => {
  test("P24 during a rotation both keys open, the new one seals, and what the old one sealed asks to be sealed anew", () => {
    const before = vaultOf(`k1:${keyText(1)}`);
    const during = vaultOf(`k2:${keyText(2)}`, `k1:${keyText(1)}`);
    const old = before.seal("token", "here");
    expect(during.open(old, "here").reveal()).toBe("token");
    expect([during.needsReseal(old), before.needsReseal(old)]).toEqual([true, false]);
    const fresh = during.seal(during.open(old, "here"), "here");
    expect([during.needsReseal(fresh), during.activeKeyId]).toEqual([false, "k2"]);
    expect(
      vaultOf(`k2:${keyText(2)}`)
        .open(fresh, "here")
        .reveal(),
    ).toBe("token");
    expect(codeOf(() => before.open(fresh, "here"))).toBe("unknown_key");
  });

  test("P24 a process that missed a rotation of the key file reads it anew and opens what another one sealed", () => {
    const data = folder();
    const open = (): Vault => openVault(openKeyFile(data), { reread: () => openKeyFile(data) });
    const late = open();
    const old = late.seal("old", "here");
    rotateKeyFile(data);
    const early = open();
    expect(late.open(early.seal("new", "here"), "here").reveal()).toBe("new");
    expect(late.activeKeyId).toBe(early.activeKeyId);
    expect(early.open(old, "here").reveal()).toBe("old");
  });

  test("P24 it seals with the key that it was told to, whatever stands first; one that it lacks is refused", () => {
    const vault = vaultOf(`k2:${keyText(2)}`, `k1:${keyText(1)}`);
    vault.sealWith("k1");
    const sealed = vault.seal("token", "here");
    expect([vault.activeKeyId, vault.keyIds]).toEqual(["k1", ["k2", "k1"]]);
    expect(
      vaultOf(`k1:${keyText(1)}`)
        .open(sealed, "here")
        .reveal(),
    ).toBe("token");
    expect(codeOf(() => vault.sealWith("k3"))).toBe("unknown_key");
    vault.sealWith("k2");
    expect([vault.needsReseal(sealed), vault.activeKeyId]).toEqual([true, "k2"]);
  });

  test("P24 keys that are learnt come to those that are known: none is forgotten, and a known id keeps its key", () => {
    let read = ring(`k1:${keyText(1)}`);
    const vault = openVault(read, { reread: () => read });
    const old = vault.seal("old", "here");
    read = ring(`k2:${keyText(2)}`);
    vault.learn();
    expect(vault.keyIds).toEqual(["k2", "k1"]);
    expect(vault.open(old, "here").reveal()).toBe("old");
    read = ring(`k1:${keyText(9)}`, `k2:${keyText(2)}`);
    vault.learn();
    expect(vault.open(old, "here").reveal()).toBe("old");
  });
});

describe("the key file", () => {
  test("R2 it is made on the first start for its owner only, and stays the same afterwards", () => {
    const data = join(folder(), "deeper");
    const first = openKeyFile(data);
    expect(statSync(join(data, "keys.json")).mode & 0o777).toBe(0o600);
    expect(openKeyFile(data).map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    expect(openVault(openKeyFile(data)).open(openVault(first).seal("token", "here"), "here").reveal()).toBe("token");
  });

  test.each([0o640, 0o604, 0o660, 0o620])("R2 mode %o is refused with one sentence that says what to run", (mode) => {
    const data = folder();
    openKeyFile(data);
    chmodSync(join(data, "keys.json"), mode);
    expect(() => openKeyFile(data)).toThrow(/^\S+keys\.json is open to other users \(mode \d+\); run: chmod 600 \S+$/);
  });

  test.each(["", "{}", '{"keys":[]}', '{"keys":[{"id":"k1"}]}', '{"keys":[{"id":"a.b","key":"AAAA"}]}'])(
    "a broken key file is refused and not replaced: %s",
    (content) => {
      const data = folder();
      writeFileSync(join(data, "keys.json"), content, { mode: 0o600 });
      expect(() => openKeyFile(data)).toThrow("keys.json");
      expect(readFileSync(join(data, "keys.json"), "utf8")).toBe(content);
    },
  );

  test("two rotations at once do not lose a key: the second is refused", () => {
    const data = folder();
    const [first] = openKeyFile(data);
    writeFileSync(join(data, "keys.json.lock"), "");
    expect(() => rotateKeyFile(data)).toThrow("being rotated by another process");
    rmSync(join(data, "keys.json.lock"));
    expect(rotateKeyFile(data).map(({ id }) => id)).toEqual([expect.any(String), first.id]);
    expect(existsSync(join(data, "keys.json.lock"))).toBe(false);
  });
});

describe("keys in a setting", () => {
  test.each([
    ["", "missing or malformed"],
    ["k1", "is not 32 bytes"],
    [`:${keyText(1)}`, "missing or malformed"],
    ["k1:c2hvcnQ", "key k1 is not 32 bytes"],
    [`k1:${keyText(1)}=`, "key k1 is not 32 bytes"],
    [`k1:${keyText(1)},k1:${keyText(2)}`, "two keys have the id k1"],
  ])("%j is refused by name, without showing a key", (text, message) => {
    let said = "";
    try {
      ring(text);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(`LATCHKEY_KEYS: `);
    expect(said).toContain(message);
    expect(said).not.toContain(keyText(1));
  });
});

describe("P51 the check at start", () => {
  const vault = vaultOf(`k2:${keyText(2)}`, `k1:${keyText(1)}`);
  const checks = makeKeyChecks(vault.ring);
  const sealingKeyIds: string[] = [];

  test("the right keys pass, and so does a database that holds no secret yet", () => {
    assertKeysFit({ checks, usedKeyIds: ["k1", "k2", "k1"], sealingKeyIds }, vault);
    assertKeysFit({ checks: [], usedKeyIds: [], sealingKeyIds }, vault);
  });

  test("an old key that nothing needs any more may be gone", () => {
    assertKeysFit({ checks, usedKeyIds: ["k2"], sealingKeyIds }, vaultOf(`k2:${keyText(2)}`));
  });

  test("a missing key that rows still need refuses the start, naming it", () => {
    const act = () => assertKeysFit({ checks, usedKeyIds: ["k1", "k2"], sealingKeyIds }, vaultOf(`k2:${keyText(2)}`));
    expect(codeOf(act)).toBe("unknown_key");
    expect(act).toThrow("sealed with key k1, missing from the keys here (k2)");
  });

  test("P24 a key with which others seal refuses the start where it is missing, although nothing is kept under it yet", () => {
    const act = () =>
      assertKeysFit({ checks, usedKeyIds: ["k1"], sealingKeyIds: ["k1", "k2"] }, vaultOf(`k1:${keyText(1)}`));
    expect(codeOf(act)).toBe("unknown_key");
    expect(act).toThrow("other processes seal with key k2, missing from the keys here (k1)");
  });

  test("another key under the same id refuses the start, naming it", () => {
    const act = () =>
      assertKeysFit(
        { checks, usedKeyIds: ["k1", "k2"], sealingKeyIds },
        vaultOf(`k2:${keyText(2)}`, `k1:${keyText(9)}`),
      );
    expect(codeOf(act)).toBe("wrong_key");
    expect(act).toThrow("key k1 is not the key that sealed");
  });
});

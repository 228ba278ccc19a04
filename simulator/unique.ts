import { createHash } from "node:crypto";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Letters and digits that follow from `text` alone. */
export function lettersFrom(text: string, length: number): string {
  let letters = "";
  for (let round = 0; letters.length < length; round += 1) {
    const bytes = createHash("sha256").update(`${text}|${round}`).digest();
    for (const byte of bytes) letters += base62[byte % 62];
  }
  return letters.slice(0, length);
}

/** A number of `length` digits, as text, that follows from `text` alone and never begins with zero. */
export function digitsFrom(text: string, length: number): string {
  const hash = createHash("sha256").update(text).digest("hex");
  const floor = 10n ** BigInt(length - 1);
  return String(floor + (BigInt(`0x${hash}`) % (9n * floor)));
}

/** "Anna Berg" → "anna-berg". */
export const slug = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

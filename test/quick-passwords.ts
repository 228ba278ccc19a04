import { randomBytes, scryptSync } from "node:crypto";
import type { Passwords } from "#server/people/auth.ts";

/** Keeps passwords as better-auth does, with scrypt, but in half a megabyte instead of thirty-two: hashing is slow on purpose. */
export const quickPasswords: Passwords = {
  hash: async (password) => {
    const salt = randomBytes(16).toString("hex");
    return `${salt}:${derive(password, salt)}`;
  },
  verify: async ({ hash, password }) => {
    const [salt = "", kept] = hash.split(":");
    return derive(password, salt) === kept;
  },
};

const derive = (password: string, salt: string): string =>
  scryptSync(password.normalize("NFKC"), salt, 64, { N: 512, r: 8, p: 1 }).toString("hex");

import type { GoogleProduct } from "./product.ts";

/** Signing in is one thing: it has no boxes. Short names are answered with the long ones. */
const email = "https://www.googleapis.com/auth/userinfo.email";
const profile = "https://www.googleapis.com/auth/userinfo.profile";
const longNames: Record<string, string> = { email, profile };

export const isSignIn = (scope: string): boolean => scope === "openid" || scope === email || scope === profile;

export const isKnown = (product: GoogleProduct, scope: string): boolean =>
  isSignIn(scope) || Object.hasOwn(product.scopes, scope);

export const sees = { email, profile };

/** "a b" → ["a", "b"], each name once, long. */
export const readScopes = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((one) => longNames[one] ?? one),
  ),
];

import type { Play } from "./play.ts";
import type { Code, Token } from "./state.ts";

/** Starts a one-time code. */
export function issueCode(
  play: Play,
  code: Pick<Code, "app" | "person" | "redirectUri" | "scopes"> & { lifetimeSeconds: number },
): Code {
  const { lifetimeSeconds, ...rest } = code;
  const expiresAt = play.now() + lifetimeSeconds * 1000;
  const issued: Code = { ...rest, value: play.secret(64), expiresAt, usedAt: null };
  play.state.codes[issued.value] = issued;
  return issued;
}

/** What became of an attempt to use a code. */
export type CodeVerdict = { code: Code } | { problem: "unknown" | "used" | "expired" | "wrong_redirect" };

/** Uses a code up; a code of another app is unknown. A wrong redirect does not use it up. */
export function spendCode(play: Play, value: string, shown: { app: string; redirectUri: string }): CodeVerdict {
  const code = play.state.codes[value];
  if (!code || code.app !== shown.app) return { problem: "unknown" };
  if (code.usedAt !== null) return { problem: "used" };
  if (code.expiresAt <= play.now()) return { problem: "expired" };
  if (code.redirectUri !== shown.redirectUri) return { problem: "wrong_redirect" };
  code.usedAt = play.now();
  return { code };
}

/** What a new token needs to be told; the rest has defaults. */
export type NewToken = Pick<Token, "kind" | "app" | "person"> &
  Partial<Pick<Token, "page" | "scopes" | "longLived" | "family" | "value" | "expiresAt">> & {
    lifetimeSeconds?: number;
  };

/** Starts a token; without `lifetimeSeconds` or `expiresAt` it does not end by time. */
export function issueToken(play: Play, wanted: NewToken): Token {
  const { lifetimeSeconds, ...rest } = wanted;
  const issuedAt = play.now();
  const token: Token = {
    value: play.secret(120),
    page: null,
    scopes: [],
    longLived: false,
    family: null,
    ...rest,
    issuedAt,
    expiresAt: lifetimeSeconds ? issuedAt + lifetimeSeconds * 1000 : (rest.expiresAt ?? null),
    spentAt: null,
    ended: null,
  };
  play.state.tokens[token.value] = token;
  return token;
}

/** Ends every living token that matches, and says how many there were. */
export function endTokens(play: Play, reason: string, match: (token: Token) => boolean): number {
  const living = Object.values(play.state.tokens).filter((token) => !token.ended && match(token));
  for (const token of living) token.ended = { reason, at: play.now() };
  return living.length;
}

/** What became of an attempt to refresh. */
export type RotationVerdict =
  | { access: Token; refresh: Token }
  | { problem: "unknown" | "ended" | "expired" | "reused" };

/**
 * Spends a refresh token and starts the next pair. A spent one that is shown again ends its whole family,
 * the newest tokens included: RFC 9700 §4.14.2.
 */
export function rotate(
  play: Play,
  value: string,
  lifetimes: { app: string; accessSeconds: number; refreshSeconds: number },
): RotationVerdict {
  const old = play.state.tokens[value];
  if (old?.kind !== "refresh" || old.app !== lifetimes.app) return { problem: "unknown" };
  if (old.spentAt !== null) {
    endTokens(play, "reused", (token) => token.family === old.family);
    return { problem: "reused" };
  }
  if (old.ended) return { problem: "ended" };
  if (old.expiresAt !== null && old.expiresAt <= play.now()) return { problem: "expired" };
  old.spentAt = play.now();
  const next = { app: old.app, person: old.person, scopes: old.scopes, family: old.family };
  return {
    access: issueToken(play, {
      ...next,
      kind: "access",
      lifetimeSeconds: lifetimes.accessSeconds,
    }),
    refresh: issueToken(play, {
      ...next,
      kind: "refresh",
      lifetimeSeconds: lifetimes.refreshSeconds,
    }),
  };
}

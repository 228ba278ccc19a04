import { randomBytes } from "node:crypto";

/** One login as its network gave it out. */
export interface Login {
  /** Digits, as X's ids of accounts are. */
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** All tokens that came from one consent. A refresh token is good once; one that comes back ends the whole family. */
interface Family {
  readonly id: string;
  current: string;
  generation: number;
  ended: boolean;
  readonly spent: Set<string>;
  /** Every access token that was given out, and when it ends (ms). */
  readonly access: Map<string, number>;
}

/** `current`: good, not spent yet. `reused`: spent before, so that the family has ended by this. */
export type Presented = "current" | "reused" | "ended" | "unknown";

export interface Truth {
  readonly refreshToken: string;
  readonly accessTokens: readonly string[];
  readonly ended: boolean;
}

const chance = (): string => randomBytes(24).toString("base64url");
const accountOf = (token: string): string => token.split(".")[1] ?? "";

/** The logins of a network with one-time refresh tokens and reuse detection. */
export function openLogins(firstId: number) {
  const families = new Map<string, Family>();
  let next = firstId;

  const mint = (family: Family, lifeSeconds: number): Login => {
    const { id, generation } = family;
    const accessToken = `a.${id}.${generation}.${chance()}`;
    family.current = `r.${id}.${generation}.${chance()}`;
    family.access.set(accessToken, Date.now() + lifeSeconds * 1000);
    return { id, accessToken, refreshToken: family.current };
  };

  return {
    add(count: number, lifeSeconds: number): Login[] {
      return Array.from({ length: count }, () => {
        const id = String(next++);
        const family: Family = { id, current: "", generation: 1, ended: false, spent: new Set(), access: new Map() };
        families.set(id, family);
        return mint(family, lifeSeconds);
      });
    },

    present(refreshToken: string): { readonly account: string; readonly presented: Presented } {
      const account = accountOf(refreshToken);
      const family = families.get(account);
      if (!family) return { account, presented: "unknown" };
      if (family.current === refreshToken) return { account, presented: family.ended ? "ended" : "current" };
      if (!family.spent.has(refreshToken)) return { account, presented: "unknown" };
      family.ended = true;
      return { account, presented: "reused" };
    },

    /** Spends the current refresh token and gives out the next pair. Undefined: it was spent meanwhile. */
    spend(refreshToken: string, lifeSeconds: number): Login | undefined {
      const family = families.get(accountOf(refreshToken));
      if (!family || family.ended || family.current !== refreshToken) return undefined;
      family.spent.add(refreshToken);
      family.generation += 1;
      return mint(family, lifeSeconds);
    },

    /** Whose access token it is, as long as it is good. */
    accountBehind(accessToken: string): string | undefined {
      const family = families.get(accountOf(accessToken));
      const endsAt = family?.access.get(accessToken);
      return family && !family.ended && endsAt !== undefined && endsAt > Date.now() ? family.id : undefined;
    },

    /** The person removed the app: every token of the login has ended. */
    end(ids: readonly string[]): void {
      for (const id of ids) {
        const family = families.get(id);
        if (family) family.ended = true;
      }
    },

    truth(): Record<string, Truth> {
      const known = Array.from(families.values(), ({ id, current, access, ended }) => {
        return [id, { refreshToken: current, accessTokens: [...access.keys()], ended }] as const;
      });
      return Object.fromEntries(known);
    },
  };
}

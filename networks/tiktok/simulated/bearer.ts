import { endTokens, findAuthorization, reaches, isDisabled } from "#simulator/play.ts";
import type { App, Authorization, Call, Page, Play, Token } from "#simulator/play.ts";
import { findAccount } from "./accounts.ts";
import { errors, Refusal } from "./answers.ts";
import { isOn } from "./switches.ts";

/** A token that passed every check, with all it stands for. */
export interface Session {
  token: Token;
  app: App;
  account: Page;
  authorization: Authorization;
}

/** The token of a call. */
export const bearerOf = (call: Call): string | null =>
  /^Bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;

/** Finds out who calls, or refuses; expired, revoked and missing look alike (fact sheet §5.2). */
export function identify(play: Play, call: Call): Session {
  const session = openSession(play, play.state.tokens[bearerOf(call) ?? ""], "access");
  if (!session || play.fault("token_expired", circumstances(session.token))) throw new Refusal(errors.tokenInvalid);
  return session;
}

const circumstances = (token: Token) => ({ app: token.app, person: token.person, page: token.page ?? undefined });

const lies = ["revoked", "password_changed", "signed_out", "person_blocked", "person_unconfirmed"] as const;
const liesAboutTheAccount = ["page_unticked", "page_deleted"] as const;

/** What a token stands for; undefined: TikTok does not take it. A spent refresh token is not looked for here. */
export function openSession(play: Play, token: Token | undefined, kind: "access" | "refresh"): Session | undefined {
  const app = play.state.apps[token?.app ?? ""];
  const person = play.state.people[token?.person ?? ""];
  const account = findAccount(play, token?.page);
  if (token?.kind !== kind || !app || !person || !account) return undefined;
  if (!isLiving(play, token, app)) return undefined;
  if (person.blocked === "checkpoint" || person.blocked === "unconfirmed") return undefined;
  const authorization = findAuthorization(play, app, person);
  if (!authorization || !reaches(authorization, account)) return undefined;
  const seen = circumstances(token);
  if ([...lies, ...liesAboutTheAccount].some((lie) => play.fault(lie, seen))) return undefined;
  return { token, app, account, authorization };
}

function isLiving(play: Play, token: Token, app: App): boolean {
  if (isDisabled(play, app)) return false;
  reviveAfterPassword(token, app);
  return token.ended === null && (token.expiresAt === null || token.expiresAt > play.now());
}

// The control API ends tokens with a password; TikTok is not known to do so (fact sheet §5.4).
function reviveAfterPassword(token: Token, app: App): void {
  if (token.ended?.reason === "password_changed" && !isOn(app, "password-ends-tokens")) token.ended = null;
}

/** Scopes that hold for a session now: those of its consent, without what was taken back since. */
export function scopesOf(play: Play, { token, authorization }: Session): string[] {
  const fault = play.fault("scope_withdrawn", circumstances(token));
  return token.scopes.filter(
    (scope) => authorization.scopes[scope] === "granted" && !(fault && (fault.scope === null || fault.scope === scope)),
  );
}

/** Takes one account out of a consent: its tokens end. */
export function removeAccount(play: Play, authorization: Authorization, account: Page): void {
  if (authorization.pages !== "all") authorization.pages = authorization.pages.filter((id) => id !== account.id);
  const { app, person } = authorization;
  endTokens(play, "revoked", (one) => one.app === app && one.person === person && one.page === account.id);
}

import { endTokens, issueToken, type App, type Play, type Token } from "#simulator/play.ts";
import { OAuthRefusal } from "./answers.ts";
import { openSession, scopesOf, type Session } from "./bearer.ts";
import { isOn, lifetimesOf } from "./switches.ts";

/** What one token answer gives. */
export interface Pair {
  access: Token;
  refresh: Token;
  account: string;
  scopes: string[];
}

type Bound = Pick<Token, "app" | "person" | "page" | "scopes" | "family">;

const startAccess = (play: Play, app: App, bound: Bound): Token =>
  issueToken(play, {
    ...bound,
    kind: "access",
    value: `act.${play.secret(44)}!4711.va`,
    lifetimeSeconds: lifetimesOf(app).accessSeconds,
  });

const startRefresh = (play: Play, bound: Bound, expiresAt: number): Token =>
  issueToken(play, { ...bound, kind: "refresh", value: `rft.${play.secret(44)}!4711.va`, expiresAt });

/** The first pair of a consent. */
export function startPair(play: Play, app: App, consent: { person: string; account: string; scopes: string[] }): Pair {
  const { person, account, scopes } = consent;
  const bound = { app: app.id, person, page: account, scopes, family: play.secret(16) };
  const end = play.now() + lifetimesOf(app).refreshSeconds * 1000;
  return { access: startAccess(play, app, bound), refresh: startRefresh(play, bound, end), account, scopes };
}

const dead = (app: App): OAuthRefusal =>
  isOn(app, "malformed-refusals")
    ? new OAuthRefusal("invalid_request", "The request parameters are malformed.")
    : new OAuthRefusal("invalid_grant", "Refresh token is invalid or expired.");

/** A fresh pair for a refresh token. Each is for one use; a spent one that comes back ends the whole family. */
export function rotatePair(play: Play, app: App, value: string): Pair {
  const old = play.state.tokens[value];
  if (old?.kind !== "refresh" || old.app !== app.id) throw dead(app);
  if (old.spentAt !== null) {
    endTokens(play, "reused", (token) => token.family === old.family);
    throw dead(app);
  }
  const session = openSession(play, old, "refresh");
  if (!session) throw dead(app);
  return nextPair(play, session);
}

function nextPair(play: Play, session: Session): Pair {
  const { app, token: old, account } = session;
  const { person, page, scopes, family } = old;
  const bound = { app: app.id, person, page, scopes, family };
  const granted = scopesOf(play, session);
  const access = startAccess(play, app, bound);
  if (isOn(app, "lenient-rotation")) return { access, refresh: old, account: account.id, scopes: granted };
  old.spentAt = play.now();
  const restarted = play.now() + lifetimesOf(app).refreshSeconds * 1000;
  const end = isOn(app, "refresh-restarts") ? restarted : (old.expiresAt ?? restarted);
  return { access, refresh: startRefresh(play, bound, end), account: account.id, scopes: granted };
}

import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { findAuthorization, reaches, isDisabled } from "#simulator/play.ts";
import type { App, Authorization, Moment, Page, Person, Play, Token } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { isPrivate, isSuspended } from "./profiles.ts";

/** A token that passed every check, with the profile it stands for. */
export interface Session {
  token: Token;
  app: App;
  person: Person;
  authorization: Authorization;
  profile: Page;
}

const day = 86_400_000;

/** Opens a token, or refuses. What an app may do stands in the token; `threads_basic` is needed for every call. */
export function openSession(play: Play, value: string | null): Session {
  const session = findSession(play, value);
  if ("code" in session) throw new Refusal(session);
  if (isLapsed(play, session)) throw new Refusal(errors.noPermission);
  return session;
}

/** The same without a look at permissions: what `debug_token` tells of. */
export function findSession(play: Play, value: string | null): Session | MetaError {
  const { tokens, apps, people, pages } = play.state;
  const token = tokens[value ?? ""];
  const app = apps[token?.app ?? ""];
  const person = people[token?.person ?? ""];
  const profile = pages[token?.page ?? ""];
  if (!token || !app || !person || !profile) return value?.startsWith("TH") ? errors.unknownToken : errors.unreadable;
  if (isDisabled(play, app)) return errors.appDisabled;
  const problem = tokenProblem(play, token, person);
  if (problem) return problem;
  const authorization = findAuthorization(play, app, person);
  const seen = { app: app.id, person: person.id, page: profile.id };
  if (!authorization || !reaches(authorization, profile) || play.fault("page_unticked", seen))
    return errors.revoked(app.id);
  if (profile.deletedAt !== null || isSuspended(profile) || play.fault("page_deleted", seen))
    return errors.noObject("me");
  // Somebody else has the profile now: with a new password, as far as Threads can tell.
  if (!profile.members[person.id] || play.fault("role_lost", seen)) return errors.passwordChanged;
  return { token, app, person, authorization, profile };
}

const endings: Record<string, (app: string) => MetaError> = {
  password_changed: () => errors.passwordChanged,
  revoked: errors.revoked,
  signed_out: () => errors.noObject("me"),
};

function tokenProblem(play: Play, token: Token, person: Person): MetaError | null {
  const seen = { app: token.app, person: token.person, page: token.page ?? undefined };
  if (token.ended) return (endings[token.ended.reason] ?? errors.revoked)(token.app);
  if (person.blocked === "checkpoint" || play.fault("person_blocked", seen)) return errors.checkpoint;
  if (person.blocked === "unconfirmed" || play.fault("person_unconfirmed", seen)) return errors.unconfirmed;
  if (token.expiresAt !== null && token.expiresAt <= play.now()) return errors.expired(token.expiresAt);
  if (play.fault("revoked", seen)) return errors.revoked(token.app);
  if (play.fault("password_changed", seen)) return errors.passwordChanged;
  if (play.fault("signed_out", seen)) return errors.noObject("me");
  if (play.fault("token_expired", seen)) return errors.expired(token.issuedAt);
  return null;
}

/** When the person said yes: a token remembers it through every refresh. */
export const consentedAt = ({ token }: Session): Moment => Number(token.family ?? token.issuedAt);

/** Until when Threads tells an app about this profile: 90 days from the token's issue, of a private profile from the consent (§1). */
export function dataAccessEnd(session: Session): Moment {
  const { authorization, profile, token } = session;
  if (authorization.lastActiveAt === 0) return token.issuedAt;
  return (isPrivate(profile) ? consentedAt(session) : token.issuedAt) + 90 * day;
}

function isLapsed(play: Play, session: Session): boolean {
  const { app, person, profile, authorization } = session;
  const seen = { app: app.id, person: person.id, page: profile.id };
  if (authorization.lastActiveAt === 0 || play.fault("data_access_expired", seen)) return true;
  return isPrivate(profile) && dataAccessEnd(session) <= play.now();
}

/** Is this permission in the token, and granted still? */
export function has(play: Play, session: Session, scope: string): boolean {
  const { app, person, profile, authorization, token } = session;
  const fault = play.fault("scope_withdrawn", { app: app.id, person: person.id, page: profile.id });
  if (fault && (fault.scope === null || fault.scope === scope)) return false;
  return token.scopes.includes(scope) && authorization.scopes[scope] === "granted" && !isLapsed(play, session);
}

export function need(play: Play, session: Session, scope: string): void {
  if (!has(play, session, scope)) throw new Refusal(errors.noPermission);
}

/** Held back from publishing by Threads; reading still works. */
export function needFreedom(play: Play, { app, person, profile }: Session): void {
  const seen = { app: app.id, person: person.id, page: profile.id };
  if (person.blocked === "policy" || play.fault("policy_blocked", seen)) throw new Refusal(errors.restricted);
}

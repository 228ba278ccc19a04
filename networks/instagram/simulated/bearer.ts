import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { findAuthorization, reaches, isDisabled } from "#simulator/play.ts";
import type { App, Authorization, Page, Person, Play, Token } from "#simulator/play.ts";
import { errors } from "./errors.ts";

/** A token that passed every check, with the account it stands for. */
export interface Session {
  token: Token;
  app: App;
  person: Person;
  authorization: Authorization;
  account: Page;
}

/** Opens a token of this network, or refuses; a token of Facebook's cannot be read here (fact sheet, head). */
export function openSession(play: Play, value: string | null): Session {
  const { tokens, apps, people, pages } = play.state;
  const token = tokens[value ?? ""];
  const app = apps[token?.app ?? ""];
  const person = people[token?.person ?? ""];
  const account = pages[token?.page ?? ""];
  if (!token || !app || !person || !account) throw new Refusal(errors.unreadable);
  if (isDisabled(play, app)) throw new Refusal(errors.appDisabled);
  const problem = tokenProblem(play, token);
  if (problem) throw new Refusal(problem);
  const authorization = findAuthorization(play, app, person);
  const seen = { app: app.id, person: person.id, page: account.id };
  if (!authorization || !reaches(authorization, account) || play.fault("page_unticked", seen))
    throw new Refusal(errors.revoked(app.id));
  if (account.deletedAt !== null || play.fault("page_deleted", seen)) throw new Refusal(errors.noObject("me"));
  // Somebody else has the account now: with a new password, as far as the network can tell.
  if (!account.members[person.id] || play.fault("role_lost", seen)) throw new Refusal(errors.passwordChanged);
  return { token, app, person, authorization, account };
}

const endings: Record<string, (app: string) => MetaError> = {
  password_changed: () => errors.passwordChanged,
  revoked: errors.revoked,
  signed_out: () => errors.signedOut,
};

function tokenProblem(play: Play, token: Token): MetaError | null {
  const seen = { app: token.app, person: token.person, page: token.page ?? undefined };
  if (token.ended) return (endings[token.ended.reason] ?? errors.revoked)(token.app);
  const block = play.state.people[token.person]?.blocked;
  if (block === "checkpoint" || play.fault("person_blocked", seen)) return errors.checkpoint;
  if (block === "unconfirmed" || play.fault("person_unconfirmed", seen)) return errors.unconfirmed;
  const end = token.expiresAt;
  if (end !== null && end <= play.now()) return errors.expired(end, play.now());
  if (play.fault("revoked", seen)) return errors.revoked(token.app);
  if (play.fault("password_changed", seen)) return errors.passwordChanged;
  if (play.fault("signed_out", seen)) return errors.signedOut;
  if (play.fault("token_expired", seen)) return errors.expired(token.issuedAt, play.now());
  return null;
}

/** Is this permission granted, by the token's own consent and still? */
export function has(play: Play, session: Session, scope: string): boolean {
  const { app, person, account, authorization, token } = session;
  const fault = play.fault("scope_withdrawn", { app: app.id, person: person.id, page: account.id });
  if (fault && (fault.scope === null || fault.scope === scope)) return false;
  return token.scopes.includes(scope) && authorization.scopes[scope] === "granted";
}

export function need(play: Play, session: Session, scope: string): void {
  if (!has(play, session, scope)) throw new Refusal(errors.noPermission);
}

/** Held back from acting by Instagram; reading still works. */
export function needFreedom(play: Play, { app, person, account }: Session): void {
  const seen = { app: app.id, person: person.id, page: account.id };
  if (person.blocked === "policy" || play.fault("policy_blocked", seen)) throw new Refusal(errors.restricted);
}

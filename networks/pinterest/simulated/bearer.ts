import { findAuthorization, isDisabled } from "#simulator/play.ts";
import type { App, Authorization, Call, Person, Play, Token } from "#simulator/play.ts";
import { usernameOf } from "./accounts.ts";
import { errors, Refusal } from "./errors.ts";

/** A token that passed every check, with all it stands for. */
export interface Session {
  token: Token;
  app: App;
  person: Person;
  authorization: Authorization;
}

/** The token of a call. */
export const bearerOf = (call: Call): string | null =>
  /^bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;

/** Client id and secret of the Basic header; they are looked for nowhere else (fact sheet §1.2). */
export function basicOf(call: Call): { id: string; secret: string } {
  const [, encoded = ""] = /^basic (.+)$/i.exec(call.headers.authorization ?? "") ?? [];
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id, secret: secret.join(":") };
}

/** The app that shows its id and secret, or the refusal that says no more than any other. */
export function clientOf(play: Play, call: Call): App {
  const { id, secret } = basicOf(call);
  const app = play.state.apps[id];
  if (!app || secret !== app.secret || play.fault("app_secret_changed", { app: id }))
    throw new Refusal(errors.authentication);
  needAllowed(play, app);
  return app;
}

/** An app that Pinterest did not approve, or blocked: nothing works for anybody (fact sheet §3). */
function needAllowed(play: Play, app: App): void {
  if (isDisabled(play, app)) throw new Refusal(errors.consumerType);
}

/** Finds out who calls, or refuses. */
export function identify(play: Play, call: Call): Session {
  const token = play.state.tokens[bearerOf(call) ?? ""];
  const app = play.state.apps[token?.app ?? ""];
  const person = play.state.people[token?.person ?? ""];
  if (token?.kind !== "access" || !app || !person) throw new Refusal(errors.authentication);
  needAllowed(play, app);
  const authorization = livingConsent(play, token, { app, person });
  if (!authorization || play.fault("token_expired", { app: app.id, person: person.id }))
    throw new Refusal(errors.authentication);
  return { token, app, person, authorization };
}

/** A token's family begins with the user name at its issue, because a changed user name ends tokens (fact sheet §5). */
export const familyOf = (play: Play, person: Person): string => `${usernameOf(play, person)}/${play.secret(16)}`;

/** The consent behind a token that is neither over nor ended; Pinterest never says which of the reasons it was. */
export function livingConsent(
  play: Play,
  token: Token,
  { app, person }: { app: App; person: Person },
): Authorization | undefined {
  const seen = { app: app.id, person: person.id };
  if (person.blocked === "policy" || play.fault("policy_blocked", seen)) throw new Refusal(errors.userNotFound);
  const isOver = token.ended !== null || (token.expiresAt !== null && token.expiresAt <= play.now());
  const isRenamed = token.family?.split("/")[0] !== usernameOf(play, person);
  const isSaidToBeOver = (
    ["revoked", "password_changed", "signed_out", "person_blocked", "person_unconfirmed"] as const
  ).some((kind) => play.fault(kind, seen));
  if (isOver || isRenamed || person.blocked || isSaidToBeOver) return undefined;
  return findAuthorization(play, app, person);
}

/** Refuses a call for which the token has no scope. */
export function needScope(play: Play, session: Session, scope: string): void {
  if (!has(play, session, scope)) throw new Refusal(errors.scope(scope));
}

/** Is this scope granted, and was it when the token was issued? */
export function has(play: Play, { token, app, person, authorization }: Session, scope: string): boolean {
  const fault = play.fault("scope_withdrawn", { app: app.id, person: person.id });
  if (fault && (fault.scope === null || fault.scope === scope)) return false;
  return token.scopes.includes(scope) && authorization.scopes[scope] === "granted";
}

import { findAuthorization, lettersFrom, isDisabled } from "#simulator/play.ts";
import type { App, Authorization, Call, Person, Play, Token } from "#simulator/play.ts";
import { errors, Refusal } from "./errors.ts";

/** A token that passed every check, with all it stands for. */
export interface Session {
  token: Token;
  app: App;
  person: Person;
  authorization: Authorization;
  path: string;
}

/** Where portraits are kept. */
export const pictureHost = "media.licdn.com";
export const pictureOf = (kind: "people" | "pages", id: string): string =>
  `https://${pictureHost}/dms/image/${kind}/${id}.svg`;

/** `sub`: pairwise, so another app knows the same member by another one (OIDC discovery, fact sheet §1.5). */
export const subjectFor = (app: { id: string }, person: { id: string }): string =>
  lettersFrom(`${app.id}/${person.id}`, 10);

export const bearerOf = (call: Call): string | null =>
  /^bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;

/** Finds out whose token a call carries, or refuses. */
export function identify(play: Play, call: Call): Session {
  const text = bearerOf(call);
  if (!text) throw new Refusal(errors.noToken);
  const token = play.state.tokens[text];
  const app = play.state.apps[token?.app ?? ""];
  const person = play.state.people[token?.person ?? ""];
  if (token?.kind !== "access" || !app || !person) throw new Refusal(errors.invalid);
  const standing = standingOf(play, token, call.path);
  const authorization = findAuthorization(play, app, person);
  if (standing === "expired") throw new Refusal(errors.expired);
  if (standing === "revoked" || !authorization) throw new Refusal(errors.revoked);
  return { token, app, person, authorization, path: call.path };
}

// Everything but the end by time looks alike: no code of its own is documented for a changed password, a restricted member
// or a disabled app (fact sheet §5).
const deadly = [
  ...(["revoked", "password_changed", "signed_out"] as const),
  ...(["person_blocked", "person_unconfirmed", "policy_blocked"] as const),
];

/** How a token stands, for calls and for introspection alike. */
export function standingOf(play: Play, token: Token, path: string): "active" | "expired" | "revoked" {
  const seen = { app: token.app, person: token.person, path };
  const app = play.state.apps[token.app];
  const person = play.state.people[token.person];
  if (token.ended || !app || !person || person.blocked || isDisabled(play, app)) return "revoked";
  if (!findAuthorization(play, app, person)) return "revoked";
  if (deadly.some((kind) => play.fault(kind, seen))) return "revoked";
  const isOver = token.expiresAt !== null && token.expiresAt <= play.now();
  return isOver || play.fault("token_expired", seen) ? "expired" : "active";
}

/** Scopes of a token that still hold; LinkedIn has no page where a member takes back a single one, so only a switch does. */
export function heldScopes(play: Play, token: Token): string[] {
  const fault = play.fault("scope_withdrawn", { app: token.app, person: token.person });
  const authorization = findAuthorization(play, { id: token.app }, { id: token.person });
  return token.scopes.filter(
    (scope) =>
      authorization?.scopes[scope] === "granted" && !(fault && (fault.scope === null || fault.scope === scope)),
  );
}

/** Refuses a call whose token has none of these scopes; `resource` is how LinkedIn names it. */
export function need(play: Play, session: Session, anyOf: string[], resource: string): void {
  const held = heldScopes(play, session.token);
  if (!anyOf.some((scope) => held.includes(scope))) throw new Refusal(errors.denied(resource));
}

import { findAuthorization, reaches } from "../play.ts";
import type { App, Call, Page, Person, Play, Token } from "../play.ts";
import { dead, type OAuthRefusal } from "./errors.ts";

/** The token of a call. */
export const bearerOf = (call: Call): string =>
  /^bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? call.query.get("access_token") ?? "";

/** A token that lives, with all it stands for. */
export interface Session {
  token: Token;
  app: App;
  person: Person;
  /** The one page that was chosen at the consent, where a product's consent is for one. */
  page: Page | undefined;
  /** What of the token's scopes still holds. */
  scopes: string[];
}

/** All client ids of one Cloud project begin with its number, and a consent is given to the project. */
export const projectOf = (app: Pick<App, "id">): string => app.id.split("-")[0] ?? app.id;

/** The session behind a token, or why there is none, in the words of the token endpoint. */
export function openSession(play: Play, value: string, kind: Token["kind"]): Session | OAuthRefusal {
  const token = play.state.tokens[value];
  const app = play.state.apps[token?.app ?? ""];
  const person = play.state.people[token?.person ?? ""];
  if (token?.kind !== kind || !app || !person) return dead.revoked();
  const why = endOf(play, token, { app, person });
  if (why) return why;
  const scopes = token.scopes.filter((scope) => !isWithdrawn(play, { app, person }, scope));
  return { token, app, person, page: play.state.pages[token.page ?? ""], scopes };
}

/** A changed password ends tokens with Gmail scopes only, so it ends none of these; fact sheet §1. */
function endOf(play: Play, token: Token, { app, person }: { app: App; person: Person }): OAuthRefusal | undefined {
  const seen = { app: app.id, person: person.id, page: token.page ?? undefined };
  const isOver = token.expiresAt !== null && token.expiresAt <= play.now();
  const isEnded = token.ended !== null && token.ended.reason !== "password_changed";
  const isSaidToBe = (["revoked", "password_changed", "signed_out", "page_unticked"] as const).some((kind) =>
    play.fault(kind, seen),
  );
  const consent = findAuthorization(play, app, person);
  const isTakenOut = token.page !== null && consent !== undefined && !reaches(consent, { id: token.page });
  if (isOver || isEnded || isSaidToBe || !consent || isTakenOut) return dead.revoked();
  if (person.blocked === "unconfirmed" || play.fault("person_unconfirmed", seen)) return dead.reauth();
  if (person.blocked === "checkpoint" || play.fault("person_blocked", seen)) return dead.held();
  return undefined;
}

function isWithdrawn(play: Play, { app, person }: { app: App; person: Person }, scope: string): boolean {
  const fault = play.fault("scope_withdrawn", { app: app.id, person: person.id });
  if (fault && (fault.scope === null || fault.scope === scope)) return true;
  return findAuthorization(play, app, person)?.scopes[scope] === "declined";
}

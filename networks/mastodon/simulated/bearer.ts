import { findAuthorization, type Call, type Play, type Token, type VerdictFault } from "#simulator/play.ts";
import { accountsOf, type Account } from "./accounts.ts";
import { refuse } from "./answers.ts";
import { findClient } from "./apps.ts";
import { holds } from "./scopes.ts";

/** The token of a call, if this server ever gave it out. A token's `family` is its server. */
export function tokenIn(play: Play, call: Call): Token | undefined {
  const [, value] = /^bearer\s+(\S+)$/i.exec(call.headers["authorization"] ?? "") ?? [];
  const token = play.state.tokens[value ?? call.form.get("access_token") ?? ""];
  return token?.family === call.host ? token : undefined;
}

const saying: readonly (readonly [VerdictFault, Parameters<typeof refuse>[1]])[] = [
  ["revoked", "revokedToken"],
  ["password_changed", "revokedToken"],
  ["signed_out", "unknownToken"],
  ["role_lost", "unknownToken"],
  ["page_unticked", "unknownToken"],
  ["page_deleted", "unknownToken"],
  ["token_expired", "expiredToken"],
  ["scope_withdrawn", "scope"],
  ["person_blocked", "disabled"],
  ["policy_blocked", "disabled"],
  ["person_unconfirmed", "unconfirmed"],
];

/** A token that this server takes, whoever it stands for. */
export function openToken(play: Play, call: Call): Token {
  if (!call.headers["authorization"]) throw refuse(call, "noToken");
  const token = tokenIn(play, call);
  if (!token || !findClient(play, call, token.app)) throw refuse(call, "unknownToken");
  if (token.ended) throw refuse(call, "revokedToken");
  if (token.expiresAt !== null && token.expiresAt <= play.now()) throw refuse(call, "expiredToken");
  return token;
}

/** The account behind a user's token, which must hold one of these scopes. */
export function openSession(play: Play, call: Call, oneOf: readonly string[]): Account {
  const token = openToken(play, call);
  const seen = { app: token.app, person: token.person, page: token.page ?? undefined };
  const lie = saying.find(([kind]) => play.fault(kind, seen));
  if (lie) throw refuse(call, lie[1]);
  const held = heldBy(play, token);
  if (!oneOf.some((scope) => holds(held, scope))) throw refuse(call, "scope");
  const person = play.state.people[token.person];
  if (!person) throw refuse(call, "appToken");
  const account = accountsOf(play, person, call.host).find((one) => (one.page?.id ?? null) === token.page);
  // A deleted account takes its tokens along.
  if (!account) throw refuse(call, "unknownToken");
  if (person.blocked === "unconfirmed") throw refuse(call, "unconfirmed");
  if (person.blocked) throw refuse(call, "disabled");
  return account;
}

/** What was granted and not taken back since. */
function heldBy(play: Play, token: Token): string[] {
  const consent = findAuthorization(play, { id: token.app }, { id: token.person });
  return token.scopes.filter((scope) => consent?.scopes[scope] !== "declined");
}

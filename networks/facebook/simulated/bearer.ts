import { createHmac } from "node:crypto";
import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { findAuthorization, issueToken, lettersFrom, reaches, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { App, Authorization, Call, Page, Person, Play, Token } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { permissions } from "./permissions.ts";

/** Who calls: an app with its own token, or a person or Page through a token. */
export type Bearer = { kind: "app"; app: App } | Session;

/** A token that passed every check, with all it stands for. */
export interface Session {
  kind: "session";
  token: Token;
  app: App;
  person: Person;
  authorization: Authorization;
  /** Set for Page tokens. */
  page: Page | null;
}

const ninetyDays = 90 * 24 * 3600 * 1000;

/** The app behind an app token `id|secret`. */
export function appOfToken(play: Play, text: string): App | "refused" | undefined {
  const [id = "", secret, ...more] = text.split("|");
  if (secret === undefined || more.length > 0) return undefined;
  const app = play.state.apps[id];
  if (!app || !knowsSecret(play, app, secret)) return "refused";
  return app;
}

/** Finds out who calls, or refuses. */
export function identify(play: Play, call: Call): Bearer {
  const text = tokenOf(call);
  if (!text) throw new Refusal(errors.noToken);
  const app = appOfToken(play, text);
  if (app === "refused") throw new Refusal(errors.appTokenRefused);
  if (app) {
    if (isDisabled(play, app)) throw new Refusal(errors.appDisabled);
    return { kind: "app", app };
  }
  const session = openSession(play, play.state.tokens[text]);
  checkProof(play, call, session);
  return session;
}

function openSession(play: Play, token: Token | undefined): Session {
  const app = play.state.apps[token?.app ?? ""];
  const person = play.state.people[token?.person ?? ""];
  if (!token || !app || !person) throw new Refusal(errors.malformed);
  if (isDisabled(play, app)) throw new Refusal(errors.appDisabled);
  const problem = tokenProblem(play, token);
  if (problem) throw new Refusal(problem);
  const authorization = findAuthorization(play, app, person);
  if (!authorization) throw new Refusal(errors.revoked(app.id));
  const page = token.page === null ? null : (play.state.pages[token.page] ?? null);
  const session: Session = { kind: "session", token, app, person, authorization, page };
  if (token.kind === "page") checkImpersonation(play, session, token.page ?? "");
  return session;
}

const endings: Record<string, (app: string) => MetaError> = {
  password_changed: () => errors.passwordChanged,
  revoked: errors.revoked,
  signed_out: () => errors.signedOut,
};

const blocks = {
  checkpoint: errors.checkpoint,
  unconfirmed: errors.unconfirmed,
  policy: errors.policy,
};

/** Why this token is void for every purpose; debug_token says so too. */
export function tokenProblem(play: Play, token: Token): MetaError | null {
  const seen = { app: token.app, person: token.person, page: token.page ?? undefined };
  if (token.ended) return (endings[token.ended.reason] ?? endings.revoked)?.(token.app) ?? null;
  const block = play.state.people[token.person]?.blocked;
  if (block) return blocks[block];
  const end = token.expiresAt;
  if (end !== null && end <= play.now()) return errors.expired(end, play.now());
  if (play.fault("revoked", seen)) return errors.revoked(token.app);
  if (play.fault("password_changed", seen)) return errors.passwordChanged;
  if (play.fault("signed_out", seen)) return errors.signedOut;
  if (play.fault("person_blocked", seen)) return errors.checkpoint;
  if (play.fault("person_unconfirmed", seen)) return errors.unconfirmed;
  if (play.fault("policy_blocked", seen)) return errors.policy;
  if (play.fault("token_expired", seen)) return errors.expired(token.issuedAt, play.now());
  return null;
}

// Role and consent are looked at whenever a Page token is used; debug_token does not look (fact sheet §4, §10).
function checkImpersonation(play: Play, session: Session, pageId: string): void {
  const { page, person, authorization, app } = session;
  const seen = { app: app.id, person: person.id, page: pageId };
  if (!page || page.deletedAt !== null || play.fault("page_deleted", seen)) throw new Refusal(errors.noObject(pageId));
  if (!page.members[person.id] || play.fault("role_lost", seen)) throw new Refusal(errors.roleLost);
  const mayAct = Object.keys(permissions).some((scope) => permissions[scope]?.perPage && has(play, session, scope));
  if (!mayAct || !reaches(authorization, page) || play.fault("page_unticked", seen))
    throw new Refusal(errors.pageNotInConsent);
}

function checkProof(play: Play, call: Call, { app, token }: Session): void {
  const proof = param(call, "appsecret_proof");
  if (proof === null) {
    if (app.requireProof) throw new Refusal(errors.proofMissing);
    return;
  }
  const time = param(call, "appsecret_time");
  const message = time === null ? token.value : `${token.value}|${time}`;
  const expected = createHmac("sha256", app.secret).update(message).digest("hex");
  const stale = time !== null && Math.abs(play.now() / 1000 - Number(time)) > 300;
  if (proof !== expected || stale || !knowsSecret(play, app, app.secret)) throw new Refusal(errors.proofWrong);
}

/** Is this permission granted? */
export function has(play: Play, session: Session, scope: string): boolean {
  const { app, person, page, authorization } = session;
  const fault = play.fault("scope_withdrawn", { app: app.id, person: person.id, page: page?.id });
  if (fault && (fault.scope === null || fault.scope === scope)) return false;
  return authorization.scopes[scope] === "granted";
}

/** When the app may no longer read this person's data: 90 days without activity, fact sheet §1.6. */
export const dataAccessEnds = (authorization: Authorization): number => authorization.lastActiveAt + ninetyDays;

/** Has the app lost access to the person's data? */
export const dataAccessEnded = (play: Play, authorization: Authorization): boolean =>
  dataAccessEnds(authorization) <= play.now() || play.fault("data_access_expired", authorization) !== undefined;

/** The Page token that follows from a user token: without end if that is long-lived, else as short. */
export function pageToken(play: Play, session: Session, page: Page): Token {
  const { token, app, person } = session;
  if (token.kind === "page") return token;
  const value = `EAAG${lettersFrom(`${token.value}/${page.id}`, 176)}`;
  const known = play.state.tokens[value];
  if (known) return known;
  return issueToken(play, {
    value,
    kind: "page",
    app: app.id,
    person: person.id,
    page: page.id,
    longLived: token.longLived,
    expiresAt: token.longLived ? null : token.expiresAt,
  });
}

import { findAuthorization, reaches, isDisabled, knowsSecret } from "#simulator/play.ts";
import type { App, Call, Page, Play, Token } from "#simulator/play.ts";
import { accountBehind, isSuspended } from "./accounts.ts";
import { errors, Refusal } from "./errors.ts";

/** The token of a call. */
export const bearerOf = (call: Call): string | null =>
  /^bearer (.+)$/i.exec(call.headers.authorization ?? "")?.[1] ?? null;

/** Client id and secret of the Basic header. */
export function basicOf(call: Call): { id: string; secret: string } | undefined {
  const [, encoded] = /^basic (.+)$/i.exec(call.headers.authorization ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id, secret: secret.join(":") };
}

/** A configuration of this name makes the app a public client: somebody changed its type to Native App. */
const isNative = (app: App): boolean => app.configurations.some(({ id }) => id === "native-app");

/** The app behind a call of the token endpoints (fact sheet §1). */
export function clientOf(play: Play, call: Call): App {
  const shown = basicOf(call);
  const clientId = call.form.get("client_id");
  const app = play.state.apps[shown?.id ?? clientId ?? ""];
  if (!shown && clientId === null) throw new Refusal(errors.basic);
  if (!app || isDisabled(play, app)) throw new Refusal(errors.client);
  if (isNative(app)) {
    if (clientId === null) throw new Refusal(errors.missing("client_id"));
    return app;
  }
  if (!knowsSecret(play, app, shown?.secret)) throw new Refusal(errors.basic);
  return app;
}

/** A token that passed every check, with all it stands for. */
export interface Session {
  token: Token;
  app: App;
  account: Page;
}

/** The account behind a living token, or undefined: X never says which of the reasons it was. */
export function livingAccount(play: Play, token: Token): Page | undefined {
  const account = accountBehind(play, token);
  const authorization = findAuthorization(play, { id: token.app }, { id: token.person });
  if (token.ended || (token.expiresAt !== null && token.expiresAt <= play.now())) return undefined;
  if (!account || !authorization || !reaches(authorization, account)) return undefined;
  const seen = { app: token.app, person: token.person, page: account.id };
  const isSaidToBeOver = (["revoked", "password_changed", "signed_out", "page_unticked"] as const).some((kind) =>
    play.fault(kind, seen),
  );
  return isSaidToBeOver ? undefined : account;
}

/** Finds out who calls, or refuses. */
export function identify(play: Play, call: Call): Session {
  const token = play.state.tokens[bearerOf(call) ?? ""];
  const app = play.state.apps[token?.app ?? ""];
  const account = token?.kind === "access" ? livingAccount(play, token) : undefined;
  if (!token || !app || !account) throw new Refusal(errors.unauthorized);
  const seen = { app: app.id, person: token.person, page: account.id };
  if (play.fault("token_expired", seen)) throw new Refusal(errors.unauthorized);
  if (app.disabled || play.fault("app_disabled", seen)) throw new Refusal(errors.notEnrolled);
  return { token, app, account };
}

/** Suspended and locked accounts: the token is known, the account may do nothing (fact sheet §5). */
export function needFreedom(play: Play, { token, app, account }: Session): void {
  const { blocked = null } = play.state.people[token.person] ?? {};
  const seen = { app: app.id, person: token.person, page: account.id };
  if (blocked === "policy" || isSuspended(account) || play.fault("policy_blocked", seen))
    throw new Refusal(errors.suspended);
  const isLocked = blocked !== null || play.fault("person_blocked", seen) || play.fault("person_unconfirmed", seen);
  if (isLocked) throw new Refusal(errors.locked);
  if (account.deletedAt !== null || play.fault("page_deleted", seen)) throw new Refusal(errors.gone(account.id));
}

/** Refuses a call for which the token has no scope. */
export function needScopes(play: Play, { token, app, account }: Session, scopes: readonly string[]): void {
  const consent = findAuthorization(play, app, { id: token.person });
  const fault = play.fault("scope_withdrawn", { app: app.id, person: token.person, page: account.id });
  for (const scope of scopes) {
    const isWithdrawn = fault && (fault.scope === null || fault.scope === scope);
    if (isWithdrawn || !token.scopes.includes(scope) || consent?.scopes[scope] !== "granted")
      throw new Refusal(errors.forbidden);
  }
}

import { Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { findAuthorization, json } from "#simulator/play.ts";
import type { Answer, Authorization, Call, Play, Token } from "#simulator/play.ts";
import { appOfToken, dataAccessEnds, identify, tokenProblem } from "./bearer.ts";
import { errors } from "./errors.ts";
import { asksForAccounts, tickedAccounts } from "./instagram.ts";
import { appScopedId } from "./nodes.ts";
import { permissions } from "./permissions.ts";

const seconds = (moment: number): number => Math.floor(moment / 1000);

/** `/debug_token`: a dead token is a good answer with the error inside `data`; fact sheet §4. */
export function debugToken(play: Play, call: Call): Answer {
  const { app } = identify(play, call);
  const input = param(call, "input_token");
  if (!input) throw new Refusal(errors.parameter("The parameter input_token is required"));
  if (appOfToken(play, input) === app)
    return json({
      data: { app_id: app.id, type: "APP", application: app.name, is_valid: true, scopes: [] },
    });
  const token = play.state.tokens[input];
  if (!token || token.app !== app.id) return json({ data: unreadable });
  return json({ data: describe(play, token, app.name) });
}

const unreadable = {
  error: { code: 190, message: "Invalid OAuth access token - Cannot parse access token" },
  is_valid: false,
  scopes: [],
};

function describe(play: Play, token: Token, application: string): unknown {
  const app = play.state.apps[token.app];
  const person = play.state.people[token.person];
  if (!app || !person) return unreadable;
  const authorization = findAuthorization(play, app, person);
  const problem = tokenProblem(play, token);
  return {
    app_id: app.id,
    type: token.kind === "page" ? "PAGE" : "USER",
    application,
    data_access_expires_at: authorization ? seconds(dataAccessEnds(authorization)) : 0,
    ...(problem && {
      error: { code: problem.code, message: problem.message, subcode: problem.subcode },
    }),
    expires_at: token.expiresAt === null ? 0 : seconds(token.expiresAt),
    is_valid: problem === null,
    ...(token.longLived && { issued_at: seconds(token.issuedAt) }),
    ...(token.page && { profile_id: token.page }),
    ...scopesOf(play, token, authorization),
    user_id: appScopedId(app, person),
  };
}

function scopesOf(
  play: Play,
  token: Token,
  authorization: Authorization | undefined,
): { scopes: string[]; granular_scopes?: unknown[] } {
  if (!authorization) return { scopes: [] };
  const seen = { app: token.app, person: token.person, page: token.page ?? undefined };
  const withdrawn = play.fault("scope_withdrawn", seen);
  const scopes = Object.keys(authorization.scopes).filter(
    (scope) =>
      authorization.scopes[scope] === "granted" &&
      !(withdrawn && (withdrawn.scope === null || withdrawn.scope === scope)),
  );
  const target_ids = ticked(play, token, authorization);
  return {
    scopes,
    granular_scopes: scopes
      .filter((scope) => permissions[scope]?.perPage || scope === "business_management")
      .map((scope) => ({
        scope,
        // No list: all Pages, those to come as well (§2.4).
        ...(permissions[scope]?.perPage && target_ids && { target_ids: targetsOf(play, scope, target_ids) }),
      })),
  };
}

/** Permissions of Instagram name accounts, the others Pages (recorded). */
function targetsOf(play: Play, scope: string, ids: string[]): string[] {
  const accounts = tickedAccounts(play, ids);
  return asksForAccounts([scope]) ? accounts : ids.filter((id) => !accounts.includes(id));
}

function ticked(play: Play, token: Token, authorization: Authorization): string[] | null {
  const { pages } = authorization;
  const hidden = (page: string): boolean =>
    play.fault("page_unticked", { app: token.app, person: token.person, page }) !== undefined;
  return pages === "all" ? null : pages.filter((page) => !hidden(page));
}

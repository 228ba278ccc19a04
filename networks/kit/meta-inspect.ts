import { readAs, refuse, type Asking } from "./asking.ts";
import type { Answer } from "../network.ts";
import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readGraphError } from "./meta-graph.ts";
import { sendAsApp, wrongTokenType } from "./meta-calls.ts";
import { inspectionAnswer } from "./meta-wire.ts";

export type TokenFacts = z.output<typeof inspectionAnswer>["data"];

/** What `debug_token` says of a token, valid or not. */
export interface Inspection {
  readonly facts: TokenFacts;
  /** Why it is not valid, where Facebook names a subcode. */
  readonly subcode: number | string | undefined;
  readonly answer: Answer;
}

/** Asks `debug_token`, with the app's own token. A dead token comes back as an ordinary answer: HTTP 200, the error inside `data`. */
export async function inspect(asking: Asking, token: Secret): Promise<Inspection> {
  const answer = await sendAsApp(asking, { path: "/debug_token", query: { input_token: token } });
  return { facts: readAs(asking, answer, inspectionAnswer).data, subcode: readGraphError(answer)?.subcode, answer };
}

/** The facts of a token that must be valid; otherwise Meta's verdict becomes a failure like any other. */
export function requireValid(asking: Asking, { facts, answer }: Inspection): TokenFacts {
  return facts.is_valid ? facts : refuse(asking, answer);
}

/** Only a user token of this very app may stand where a grant's token belongs (P13). */
export function requireUserToken(asking: Asking, seen: Inspection): TokenFacts {
  const { type, app_id } = requireValid(asking, seen);
  const fits = type === "USER" && (app_id === undefined || app_id === asking.call.app.clientId);
  return fits ? seen.facts : refuse(asking, seen.answer, { code: wrongTokenType, shown: { type, app_id } });
}

/** One of the things that a person ticks at Facebook. */
export interface Asset {
  readonly id: string;
  /** Whether a scope is given for assets of this kind one by one. */
  readonly isScope: (scope: string) => boolean;
}

/** Pages; `business_management` lists portfolios and `instagram_*` accounts, so they hold for a Page as they are. */
export const isPageScope = (scope: string): boolean => scope.startsWith("pages_") || scope === "read_insights";

/** Instagram accounts, whose ids `instagram_*` scopes list (recorded). */
export const isAccountScope = (scope: string): boolean => scope.startsWith("instagram_");

/**
 * The scopes that hold for these assets (an Instagram account and its Page, say): a scope with a list of targets holds for
 * these alone, one without a list for all. "Debugging access tokens" and recorded answers (trypostit/trypost#292), read 2026-11-22.
 */
export function scopesOn(assets: readonly Asset[], facts: TokenFacts): readonly string[] | undefined {
  const targets = new Map((facts.granular_scopes ?? []).map((one) => [one.scope, one.target_ids]));
  const isHeld = (scope: string, { id, isScope }: Asset) =>
    !isScope(scope) || (targets.get(scope)?.includes(id) ?? true);
  return facts.scopes?.filter((scope) => assets.every((asset) => isHeld(scope, asset)));
}

/** Those scopes where they are fewer than the grant's; undefined = those of the grant, whatever becomes of them later. */
export function ownScopes(assets: readonly Asset[], facts: TokenFacts): readonly string[] | undefined {
  const held = scopesOn(assets, facts);
  return held?.length === facts.scopes?.length ? undefined : held;
}

/** What the person ticked, where Facebook tells; undefined = everything, or not told. */
export function ticked(isScope: Asset["isScope"], facts: TokenFacts): readonly string[] | undefined {
  const lists = (facts.granular_scopes ?? []).filter((one) => isScope(one.scope)).map((one) => one.target_ids);
  return lists.length === 0 || lists.includes(undefined)
    ? undefined
    : [...new Set(lists.flatMap((list) => list ?? []))];
}

import type { Secret } from "#core/secret.ts";
import { NetworkFailure, type Call, type FoundProfile, type LiveGrant, type Profiles } from "../network.ts";
import { edge, readAs, send, type Asking } from "./graph.ts";
import { inspect, requireValid, ownScopes, tickedPages } from "./inspect.ts";
import { asFound, pageFields, withoutRole } from "./page.ts";
import { pageEntry, portfolioEntry, type PageEntry } from "./wire.ts";

/**
 * Three ways lead to a person's Pages, and none shows all of them (trypostit/trypost#292 #301, getopenpost/openpost#216,
 * read 2026-11-22): the plain list, the portfolios, and the ids that `debug_token` names. A Page with a token is handed
 * out at once; one without waits, because another way may bring its token.
 */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const asking: Asking = { call, act: "discover" };
  const token = grant.tokens.accessToken;
  const facts = requireValid(asking, await inspect(asking, token));
  const ticked = tickedPages(facts);
  const offer = (page: PageEntry) =>
    asFound(page, { scopes: ownScopes(page.id, facts), isTicked: ticked?.includes(page.id) ?? true });
  const offered = new Set<string>();
  const waiting = new Map<string, PageEntry>();

  for await (const page of listedPages(asking, token, facts.scopes ?? [])) {
    if (offered.has(page.id)) continue;
    if (page.access_token === undefined) waiting.set(page.id, merged(waiting.get(page.id), page));
    else yield handOut(merged(waiting.get(page.id), page));
  }
  for (const id of new Set([...(ticked ?? []), ...hopeful(waiting, ticked)])) {
    if (offered.has(id)) continue;
    const page = await readPage(asking, token, id);
    if (page) yield handOut(merged(waiting.get(id), page));
    else if (!waiting.has(id)) yield withoutRole(id);
  }
  for (const page of waiting.values()) if (!offered.has(page.id)) yield offer(page);

  function handOut(page: PageEntry): FoundProfile {
    offered.add(page.id);
    return offer(page);
  }
}

/** Portfolios before single reads: one call brings a hundred Pages, and single reads draw on the quota of the whole app. */
async function* listedPages(asking: Asking, token: Secret, scopes: readonly string[]): AsyncGenerator<PageEntry> {
  const query = { fields: pageFields };
  yield* edge(asking, { path: "/me/accounts", token, query }, pageEntry);
  if (!scopes.includes("business_management")) return;
  const portfolios = edge(asking, { path: "/me/businesses", token, query: { fields: "id,name" } }, portfolioEntry);
  for await (const { id } of portfolios) {
    for (const path of [`/${encodeURIComponent(id)}/owned_pages`, `/${encodeURIComponent(id)}/client_pages`])
      yield* whereAllowed(edge(asking, { path, token, query }, pageEntry));
  }
}

/** A portfolio in which the person may not list Pages is no reason to lose all the others. */
async function* whereAllowed<T>(entries: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* entries;
  } catch (failure) {
    if (!isOutOfReach(failure)) throw failure;
  }
}

/** One Page by its id; undefined where Facebook does not show it to this person. */
async function readPage(asking: Asking, token: Secret, id: string): Promise<PageEntry | undefined> {
  try {
    const request = { path: `/${encodeURIComponent(id)}`, token, query: { fields: pageFields } };
    return readAs(asking, await send(asking, request), pageEntry);
  } catch (failure) {
    if (!isOutOfReach(failure)) throw failure;
    return undefined;
  }
}

/** A right or a role is missing (10, 200, 100/33): the answer is about this object alone, and its evidence is in the activity log. */
function isOutOfReach(failure: unknown): boolean {
  return (
    failure instanceof NetworkFailure &&
    (failure.diagnosis.kind === "scope-missing" || failure.diagnosis.kind === "profile-lost")
  );
}

/** Pages without a token that may have one after all: ticked, and not told to be without any task. */
function hopeful(waiting: ReadonlyMap<string, PageEntry>, ticked: readonly string[] | undefined): readonly string[] {
  return [...waiting.values()]
    .filter((page) => page.tasks?.length !== 0 && (ticked?.includes(page.id) ?? true))
    .map((page) => page.id);
}

/** Two copies of one Page: the newer one counts, but what it does not tell overwrites nothing (P18). */
function merged(older: PageEntry | undefined, newer: PageEntry): PageEntry {
  return {
    ...older,
    ...Object.fromEntries(Object.entries(newer).filter(([, value]) => value !== undefined)),
    id: newer.id,
  };
}

import type { Secret } from "#core/secret.ts";
import type { z } from "zod";
import { readAs, type Asking } from "./asking.ts";
import { NetworkFailure } from "../network.ts";
import { edge, send } from "./meta-calls.ts";
import { isPageScope, ticked, type TokenFacts } from "./meta-inspect.ts";
import { portfolioEntry, type AnyPage } from "./meta-wire.ts";

/** What to ask of each Page, and how to read it. */
export interface PageReading<T extends z.ZodType<AnyPage>> {
  readonly fields: string;
  readonly entry: T;
}

/** A Page that was found, or one that was ticked and that Facebook does not show to this person any more. */
export type FoundPage<Page> =
  | { readonly page: Page; readonly isTicked: boolean }
  | { readonly goneId: string; readonly page?: undefined };

/**
 * Three ways lead to a person's Pages, and none shows all of them (trypostit/trypost#292 #301, getopenpost/openpost#216,
 * read 2026-11-22): the plain list, the portfolios, and the ids that `debug_token` names. A Page with a token is handed
 * out at once; one without waits, because another way may bring its token.
 */
export async function* pagesOf<T extends z.ZodType<AnyPage>>(
  asking: Asking,
  token: Secret,
  read: { readonly facts: TokenFacts; readonly reading: PageReading<T> },
): AsyncGenerator<FoundPage<z.output<T>>> {
  type Page = z.output<T>;
  const { facts, reading } = read;
  const chosen = ticked(isPageScope, facts);
  const offer = (page: Page): FoundPage<Page> => ({ page, isTicked: chosen?.includes(page.id) ?? true });
  const offered = new Set<string>();
  const waiting = new Map<string, Page>();

  for await (const page of listedPages(asking, token, { scopes: facts.scopes ?? [], reading })) {
    if (offered.has(page.id)) continue;
    if (page.access_token === undefined) waiting.set(page.id, merged(waiting.get(page.id), page));
    else yield handOut(merged(waiting.get(page.id), page));
  }
  for (const id of new Set([...(chosen ?? []), ...hopeful(waiting, chosen)])) {
    if (offered.has(id)) continue;
    const page = await readPage(asking, token, { id, reading });
    if (page) yield handOut(merged(waiting.get(id), page));
    else if (!waiting.has(id)) yield { goneId: id };
  }
  for (const page of waiting.values()) if (!offered.has(page.id)) yield offer(page);

  function handOut(page: Page): FoundPage<Page> {
    offered.add(page.id);
    return offer(page);
  }
}

/** Portfolios before single reads: one call brings a hundred Pages, and single reads draw on the quota of the whole app. */
async function* listedPages<T extends z.ZodType<AnyPage>>(
  asking: Asking,
  token: Secret,
  { scopes, reading }: { readonly scopes: readonly string[]; readonly reading: PageReading<T> },
): AsyncGenerator<z.output<T>> {
  const { fields, entry } = reading;
  const query = { fields };
  yield* edge(asking, { path: "/me/accounts", token, query }, entry);
  if (!scopes.includes("business_management")) return;
  const portfolios = edge(asking, { path: "/me/businesses", token, query: { fields: "id,name" } }, portfolioEntry);
  for await (const { id } of portfolios) {
    for (const path of [`/${encodeURIComponent(id)}/owned_pages`, `/${encodeURIComponent(id)}/client_pages`])
      yield* whereAllowed(edge(asking, { path, token, query }, entry));
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
async function readPage<T extends z.ZodType<AnyPage>>(
  asking: Asking,
  token: Secret,
  { id, reading }: { readonly id: string; readonly reading: PageReading<T> },
): Promise<z.output<T> | undefined> {
  const { fields, entry } = reading;
  try {
    return readAs(asking, await send(asking, { path: `/${encodeURIComponent(id)}`, token, query: { fields } }), entry);
  } catch (failure) {
    if (!isOutOfReach(failure)) throw failure;
    return undefined;
  }
}

/** A right or a role is missing (10, 200, 100/33): the answer is about this object alone, and its evidence is in the activity log. */
export function isOutOfReach(failure: unknown): failure is NetworkFailure {
  return (
    failure instanceof NetworkFailure &&
    (failure.diagnosis.kind === "scope-missing" || failure.diagnosis.kind === "profile-lost")
  );
}

/** Pages without a token that may have one after all: ticked, and not told to be without any task. */
function hopeful(waiting: ReadonlyMap<string, AnyPage>, chosen: readonly string[] | undefined): readonly string[] {
  return [...waiting.values()]
    .filter((page) => page.tasks?.length !== 0 && (chosen?.includes(page.id) ?? true))
    .map((page) => page.id);
}

/** Two copies of one Page: the newer one counts, but what it does not tell overwrites nothing (P18). */
function merged<Page extends AnyPage>(older: Page | undefined, newer: Page): Page {
  return {
    ...older,
    ...newer,
    ...Object.fromEntries(Object.entries(older ?? {}).filter(([name]) => newer[name as keyof Page] === undefined)),
  };
}

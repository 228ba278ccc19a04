/** One page of a list: its entries, and the cursor of the next page; no cursor = the last page. */
export interface PageOf<T> {
  readonly entries: readonly T[];
  readonly next?: string | undefined;
}

/** Far beyond any real list (100,000 entries at 100 a page): a network that never stops must not keep us for ever. */
const mostPages = 1000;

/** All entries of a list, page by page as they arrive. Ends at the last page, and where a network hands out the same cursor twice. */
export async function* entriesOf<T>(
  fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>,
): AsyncGenerator<T, void, undefined> {
  const asked = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const page = await fetchPage(cursor);
    yield* page.entries;
    if (page.next === undefined || asked.has(page.next)) return;
    asked.add(page.next);
    cursor = page.next;
  }
}

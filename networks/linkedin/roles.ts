import { readAs } from "../kit/asking.ts";
import { entriesOf } from "../kit/paging.ts";
import { canonicalRoles } from "./capabilities.ts";
import { read, type AskingAs } from "./api.ts";
import { aclRow, listAnswer } from "./wire.ts";

/** What one member is on one company page. */
export interface PageRoles {
  /** Approved, in the canonical spelling. */
  readonly roles: readonly string[];
  /** Asked for and not approved yet. */
  readonly requested: readonly string[];
}

const perPage = 100;

/**
 * The member's roles by URN of the page: one call brings a hundred rows of all pages. A row stands for one role on one page,
 * so a page may come several times and on several leaves.
 */
export async function readRoles(asking: AskingAs, state?: "APPROVED"): Promise<ReadonlyMap<string, PageRoles>> {
  const pages = new Map<string, PageRoles>();
  for await (const { urn, role, state: rowState } of rowsOf(asking, state)) {
    if (!urn || (rowState !== "APPROVED" && rowState !== "REQUESTED")) continue;
    const { roles, requested } = pages.get(urn) ?? { roles: [], requested: [] };
    pages.set(
      urn,
      rowState === "APPROVED"
        ? { roles: canonicalRoles([...roles, role]), requested }
        : { roles, requested: canonicalRoles([...requested, role]) },
    );
  }
  return pages;
}

/** A full leaf may have another one after it, whether or not LinkedIn links it ("Pagination", read 2026-11-22). */
function rowsOf(asking: AskingAs, state: "APPROVED" | undefined) {
  return entriesOf(async (cursor) => {
    const start = Number(cursor ?? 0);
    const filter = state ? `&state=${state}` : "";
    const path = `/rest/organizationAcls?q=roleAssignee${filter}&start=${start}&count=${perPage}`;
    const { elements, paging } = readAs(asking, await read(asking, path), listAnswer);
    const entries = elements.map((one) => aclRow.safeParse(one)).flatMap((row) => (row.success ? [row.data] : []));
    const isLast =
      elements.length === 0 || (elements.length < perPage && !paging?.links?.some(({ rel }) => rel === "next"));
    return { entries, next: isLast ? undefined : String(start + perPage) };
  });
}

import { readAs } from "../kit/asking.ts";
import { NetworkFailure, type Call, type FoundProfile, type LiveGrant, type Profiles } from "../network.ts";
import { isSufficient, memberScopes, organizationScopes, reachesPages, roleName } from "./capabilities.ts";
import { askingWith, read, readMember, type AskingAs, type Member } from "./api.ts";
import { readRoles, type PageRoles } from "./roles.ts";
import { lookupAnswer, pageAnswer, type PageFacts } from "./wire.ts";

/** The member first, then the company pages with the member's roles: all of them hang on this one token. */
export const profiles: Profiles = { list };

/** Each costs a call of the member's day (100 in the Development tier); pages beyond get their names fifty at a time, without a picture. */
const mostDetails = 40;
const perLookup = 50;

interface Page extends PageRoles {
  readonly urn: string;
}

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const asking = askingWith({ call, act: "discover" }, grant);
  yield asMember((await readMember(asking)).member);
  if (!reachesPages(grant.scopesGranted)) return;
  const pages = [...(await readRoles(asking))].map(([urn, roles]): Page => ({ urn, ...roles }));
  const later: Page[] = [];
  let details = 0;
  for (const page of pages) {
    const facts = isSufficient(page.roles) && details++ < mostDetails ? await readPage(asking, page.urn) : undefined;
    if (facts) yield asPage(page, facts);
    else later.push(page);
  }
  for (let start = 0; start < later.length; start += perLookup) {
    const some = later.slice(start, start + perLookup);
    const names = await lookUp(asking, some);
    for (const page of some) yield asPage(page, names[idOf(page.urn)]);
  }
}

/** Name, short name and logo in one read; undefined where LinkedIn keeps them from this role. */
function readPage(asking: AskingAs, urn: string): Promise<PageFacts | undefined> {
  return whereAllowed(async () => {
    const projection = "(id,localizedName,vanityName,logoV2(original~:playableStreams))";
    const answer = await read(asking, `/v2/organizations/${idOf(urn)}?projection=${projection}`);
    return readAs(asking, answer, pageAnswer);
  });
}

/** What anybody may know of pages; an app in the Development tier may not ask for several at once, and then they go by number. */
async function lookUp(
  asking: AskingAs,
  pages: readonly Page[],
): Promise<Readonly<Record<string, PageFacts | undefined>>> {
  const ids = pages.map(({ urn }) => idOf(urn)).join(",");
  const found = await whereAllowed(async () =>
    readAs(asking, await read(asking, `/rest/organizationsLookup?ids=List(${ids})`), lookupAnswer),
  );
  return found?.results ?? {};
}

/** A page that LinkedIn does not describe to this member (403, 404) is no reason to lose all the others. */
async function whereAllowed<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (failure) {
    if (failure instanceof NetworkFailure && [403, 404].includes(failure.evidence.status)) return undefined;
    throw failure;
  }
}

export const idOf = (urn: string): string => urn.slice(urn.lastIndexOf(":") + 1);

function asMember({ urn, name, avatarUrl }: Member): FoundProfile {
  return { remoteId: urn, name, kind: "member", avatarUrl, scopes: memberScopes };
}

function asPage(page: Page, facts: PageFacts | undefined): FoundProfile {
  const id = idOf(page.urn);
  return {
    remoteId: page.urn,
    name: facts?.localizedName ?? `Company page ${id}`,
    kind: "organization",
    handle: facts?.vanityName,
    avatarUrl: facts?.logoV2,
    url: `https://www.linkedin.com/company/${facts?.vanityName ?? id}`,
    roles: page.roles,
    scopes: organizationScopes,
    unusable: reason(page),
  };
}

const where = "at LinkedIn under Admin tools, Manage admins";

/** Why a page that is seen cannot be used, and who changes that (R79, P31): roles are given at LinkedIn only, by super admins only. */
function reason({ roles, requested }: PageRoles): string | undefined {
  if (isSufficient(roles)) return undefined;
  if (roles.length === 0)
    return `Your request for the role ${names(requested)} on this company page is still open. A super admin must approve it, ${where}; then connect the page.`;
  return `Company pages need the role Super admin or Content admin, and yours is ${names(roles)}. A super admin of the page raises it, ${where}; then connect the page.`;
}

const names = (roles: readonly string[]): string => roles.map(roleName).join(", ");

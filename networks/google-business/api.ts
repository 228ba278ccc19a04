import { readAs, type Asking } from "../kit/asking.ts";
import type { Answer } from "../network.ts";
import type { Secret } from "#core/secret.ts";
import { entriesOf } from "../kit/paging.ts";
import { accountList, adminList, location, locationList, type Account, type Location } from "./wire.ts";

export const accountHost = "mybusinessaccountmanagement.googleapis.com";
export const locationHost = "mybusinessbusinessinformation.googleapis.com";

/** At Google, with the token of a person. */
export interface AskingAs extends Asking {
  readonly token: Secret;
}

const read = (
  { call, act, token }: AskingAs,
  url: string,
  query: Record<string, string | undefined>,
): Promise<Answer> => call.send(act, { url: `https://${url}`, query, bearer: token });

/** What is asked of a location; Google refuses a read that does not say. */
const readMask = "name,title,storefrontAddress,metadata";

/** The personal account first, then groups and organisations; twenty at a time is the most. */
export function accountsOf(asking: AskingAs): AsyncGenerator<Account> {
  return entriesOf(async (pageToken) => {
    const answer = await read(asking, `${accountHost}/v1/accounts`, { pageSize: "20", pageToken });
    const { accounts, nextPageToken } = readAs(asking, answer, accountList);
    return { entries: accounts, next: nextPageToken };
  });
}

/** Locations of one account (`accounts/123`), or of all (`accounts/-`). */
export function locationsOf(asking: AskingAs, account: string): AsyncGenerator<Location> {
  return entriesOf(async (pageToken) => {
    const query = { readMask, pageSize: "100", pageToken };
    const answer = await read(asking, `${locationHost}/v1/${account}/locations`, query);
    const { locations, nextPageToken } = readAs(asking, answer, locationList);
    return { entries: locations, next: nextPageToken };
  });
}

/** One location (`locations/456`), with the answer it came in. */
export async function readLocation(asking: AskingAs, name: string) {
  const answer = await read(asking, `${locationHost}/v1/${name}`, { readMask });
  return { answer, location: readAs(asking, answer, location) };
}

/** The people of a location, with their roles. */
export async function readAdmins(asking: AskingAs, name: string) {
  const answer = await read(asking, `${accountHost}/v1/${name}/admins`, {});
  return readAs(asking, answer, adminList).admins;
}

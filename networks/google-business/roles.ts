import { NetworkFailure } from "../network.ts";
import { accountsOf, readAdmins, type AskingAs } from "./api.ts";
import type { Account } from "./wire.ts";

/** All accounts of the person: the personal one first, then those that they belong to, with their role there. */
export async function readAccounts(asking: AskingAs): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  for await (const account of accountsOf(asking)) accounts.push(account);
  return accounts;
}

/**
 * The person's own role on a location: the list of its people names accounts, and one of them is theirs. Of a group it is the person's
 * role in the group that counts. Undefined where Google does not tell: that is no reason to lose the location.
 */
export function readOwnRole(
  asking: AskingAs,
  name: string,
  accounts?: readonly Account[],
): Promise<string | undefined> {
  return whereTold(async () => {
    const own = accounts ?? (await readAccounts(asking));
    const people = await readAdmins(asking, name);
    for (const account of own) {
      const entry = people.find((one) => one.account === account.name && one.pendingInvitation !== true);
      if (entry) return account.role ?? entry.role;
    }
    return undefined;
  });
}

async function whereTold<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (failure) {
    if (failure instanceof NetworkFailure && [403, 404, 429].includes(failure.evidence.status)) return undefined;
    throw failure;
  }
}

import { loginOf } from "../kit/google-login.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { rolesOf, seesLocations } from "./capabilities.ts";
import { describe, isMute, reason } from "./profile.ts";
import { locationsOf, type AskingAs } from "./api.ts";
import { readAccounts, readOwnRole } from "./roles.ts";
import type { Account, Location } from "./wire.ts";

/** Every location of the person, whichever account it hangs on: all are fed by this one grant. */
export const profiles: Profiles = { list };

/** Each costs a call of the 300 a minute; locations beyond are listed without a role, which then is unknown. */
const mostRoles = 100;

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  if (!seesLocations(grant.scopesGranted)) return yield withoutLocation(grant, notTicked);
  const asking: AskingAs = { call, act: "discover", token: grant.tokens.accessToken };
  const accounts = await readAccounts(asking);
  const seen = new Set<string>();
  let asked = 0;
  for (const source of inOrder(accounts)) {
    for await (const location of locationsOf(asking, source.name)) {
      if (seen.has(location.name)) continue;
      seen.add(location.name);
      const mayAsk = source.role === undefined && !isMute(location) && asked++ < mostRoles;
      const role = mayAsk ? await readOwnRole(asking, location.name, accounts) : source.role;
      yield asProfile(location, role);
    }
  }
  if (seen.size === 0) yield withoutLocation(grant, noLocation);
}

/** Groups first, because they tell the role; then what hangs on the person; last whatever is in neither list (P31). */
function inOrder(accounts: readonly Account[]): readonly Pick<Account, "name" | "role">[] {
  const isPersonal = (one: Account): boolean => one.type === "PERSONAL";
  const groups = accounts.filter((one) => !isPersonal(one));
  const personal = accounts.filter(isPersonal).map(({ name }) => ({ name }));
  return [...groups, ...personal, { name: "accounts/-" }];
}

const asProfile = (location: Location, role: string | undefined): FoundProfile => ({
  ...describe(location),
  remoteId: location.name,
  roles: rolesOf(role),
  unusable: reason(location),
});

/** The login itself stands in the list, so that people see whom they signed in as and what is missing (P35). */
function withoutLocation({ setter }: LiveGrant, unusable: string): FoundProfile {
  const { name, handle, avatarUrl } = setter;
  return { remoteId: loginOf(setter.remoteId), name, handle, avatarUrl, kind: "account", unusable };
}

const noLocation =
  "This Google account manages no location. Sign in with the account that does, or have an owner of the location invite you at business.google.com, accept that invitation, and connect again.";
const notTicked =
  "The box for your business listings was left empty at Google, so no location can be seen. Connect again and leave it ticked.";

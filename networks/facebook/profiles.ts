import type { Asking } from "../kit/asking.ts";
import type { Call, FoundProfile, LiveGrant, Profiles } from "../network.ts";
import { inspect, isPageScope, ownScopes, requireValid } from "../kit/meta-inspect.ts";
import { pagesOf } from "../kit/meta-pages.ts";
import { asFound, pageFields, withoutRole } from "./profile.ts";
import { pageEntry } from "./wire.ts";

/** Every Page that a login reaches, with its own token; the three ways to find them are in kit/meta-pages.ts. */
export const profiles: Profiles = { list };

async function* list(call: Call, grant: LiveGrant): AsyncGenerator<FoundProfile> {
  const asking: Asking = { call, act: "discover" };
  const token = grant.tokens.accessToken;
  const facts = requireValid(asking, await inspect(asking, token));
  const reading = { fields: pageFields, entry: pageEntry };
  for await (const found of pagesOf(asking, token, { facts, reading })) {
    if (!found.page) yield withoutRole(found.goneId);
    else {
      const { page, isTicked } = found;
      const scopes = ownScopes([{ id: page.id, isScope: isPageScope }], facts);
      yield asFound(page, { scopes, isTicked });
    }
  }
}

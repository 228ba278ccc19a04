import { oauthGuide } from "../kit/google-sources.ts";
import type { ScopeNotes } from "../network.ts";
import { manage, scopes } from "./capabilities.ts";
import { setupGuide } from "./sources.ts";

const who = {
  what: "Say which Google account signed in; Google then tells us when its logins are revoked or it is disabled.",
  source: oauthGuide,
};

/** What each permission is for; the last one has a box that people can untick. */
export const scopeNotes: ScopeNotes = {
  ...Object.fromEntries(scopes.filter((one) => one !== manage).map((one) => [one, who])),
  [manage]: {
    what: "See the locations, write posts, answer reviews and read figures: Google has one permission for all of it.",
    source: setupGuide,
  },
};

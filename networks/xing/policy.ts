import { neverRefreshed } from "../kit/never-refreshed.ts";
import type { Limit, Policy } from "../network.ts";
import { docs, gem, gemPaths, read } from "./sources.ts";

/** What must be reckoned with at XING, as far as anything is left to be known. */
const limits: readonly Limit[] = [
  {
    what: "Calls",
    limit:
      "There were limits for each app and person; their numbers are in no source that can still be found. Where one is reached XING answers 403, not 429, and says nothing of the wait.",
    source: gem,
    unconfirmed: true,
  },
  {
    what: "Text of a post",
    limit: "420 characters.",
    figure: { count: 420, of: "characters", per: "post" },
    source: `a secondary source on XING's status messages, ${read}`,
    unconfirmed: true,
  },
  { what: "Pictures and videos", limit: "None: a post is text, or a link with text.", source: gemPaths },
];

const yearSeconds = 365 * 86_400;

/** How XING wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: neverRefreshed("fixed", docs),
  // Nothing ends by a date that could be foreseen, and the rate limits are not known (NOTES.md, "Limits").
  probeSeconds: 86_400,
  lifetimes: [{ what: "Access token, at the longest", seconds: 10 * yearSeconds, source: docs, ofLogin: true }],
  limits,
};

import { googlePolicy } from "../kit/google-policy.ts";
import type { Limit, Policy } from "../network.ts";
import { errorGuide, oauthGuide, quotaGuide, uploadGuide } from "./sources.ts";

const day = 86_400;

/** What must be reckoned with at YouTube. Days end at midnight Pacific time; no header tells what is left. */
const limits: readonly Limit[] = [
  {
    what: "Quota of the project",
    limit:
      "10,000 units a day for everybody together. Reading costs 1, answering, changing and deleting 50; a call that is refused costs 1 all the same.",
    figure: { count: 10_000, of: "units", perSeconds: day, per: "app" },
    source: quotaGuide,
  },
  {
    what: "Uploads",
    limit: "100 a day for the whole project, counted apart from the units.",
    figure: { count: 100, of: "uploads", perSeconds: day, per: "app" },
    source: quotaGuide,
  },
  {
    what: "Searches",
    limit: "100 a day for the whole project, counted apart from the units.",
    figure: { count: 100, of: "searches", perSeconds: day, per: "app" },
    source: quotaGuide,
  },
  {
    what: "Logins of one Google account",
    limit: "100 that live for one app. One more ends the oldest without a word; every channel takes one.",
    figure: { count: 100, of: "logins", per: "person" },
    source: oauthGuide,
  },
  {
    what: "A project that Google has not audited",
    limit: "Every upload stays private, where the project is from after 28 July 2020.",
    source: uploadGuide,
  },
  {
    what: "Video",
    limit: "Up to 256 GB; title 100 characters, description 5,000 bytes.",
    figure: { count: 100, of: "characters of the title", per: "post" },
    source: uploadGuide,
  },
];

/** How YouTube wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  ...googlePolicy,
  limits,
  // A look costs one unit of quota for each channel: two of 10,000 a day. Refresh and tokeninfo cost none.
  versions: [{ name: "YouTube Data API v3", endsAt: null, source: errorGuide }],
};

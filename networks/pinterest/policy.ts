import type { Limit, Policy } from "../network.ts";
import { authGuide, limitsGuide, openApi, read, tiersGuide } from "./sources.ts";

const day = 86_400;

/** What must be reckoned with at Pinterest. How many Pins a day is not published. */
const limits: readonly Limit[] = [
  {
    what: "Calls with Trial access",
    limit: "1,000 a day for the whole app.",
    figure: { count: 1000, of: "calls", perSeconds: day, per: "app" },
    source: limitsGuide,
  },
  {
    what: "Pins made with Trial access",
    limit: "Only the account that made them sees them; Standard access takes a review.",
    source: tiersGuide,
  },
  {
    what: "Calls with Standard access",
    limit:
      "100 a second for each person. Beside that each kind of call has a limit a minute, which Pinterest does not publish; its answers tell what is left.",
    figure: { count: 100, of: "calls", perSeconds: 1, per: "person" },
    source: limitsGuide,
  },
  {
    what: "Text of a Pin",
    limit: "Title 100 characters, description 800, alternative text 500, link 2,048.",
    figure: { count: 800, of: "characters", per: "post" },
    source: openApi,
  },
  {
    what: "Pictures of a Pin",
    limit: "One, or 2 to 5 side by side.",
    figure: { count: 5, of: "pictures", per: "post" },
    source: openApi,
  },
  {
    what: "Files",
    limit: "Pictures up to 20 MB; videos 4 seconds to 15 minutes, up to 2 GB.",
    source: `Pinterest's help pages, ${read}`,
    unconfirmed: true,
  },
  {
    what: "Figures",
    limit: "At most 90 days back, and 90 days in one call. Boards have none of their own.",
    source: openApi,
  },
];

const daySeconds = 86_400;

/** How Pinterest wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 3600,
    // Day 22 to 24 of 60: a week before the access token ends, and the 60 days begin anew.
    keepaliveShare: 0.4,
    idleSeconds: 24 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 30 * daySeconds,
    source: authGuide,
  },
  // One call for each account and each board. With Trial access an app has 1000 a day: room for some 240 accounts and boards at this pace.
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 30 * daySeconds, source: authGuide },
    { what: "Refresh token, from each refresh", seconds: 60 * daySeconds, source: authGuide },
    {
      what: "Login, refreshed at least every 60 days",
      seconds: null,
      source: authGuide,
      ofLogin: true,
    },
    {
      what: "Refresh token of the older kind, not given out any more",
      seconds: 365 * daySeconds,
      source: `${authGuide}; ${openApi}`,
    },
  ],
  versions: [{ name: "Pinterest API v5", endsAt: null, source: openApi }],
  limits,
};

import { graphApi } from "../kit/meta-calls.ts";
import { neverRefreshed } from "../kit/never-refreshed.ts";
import type { Limit, Policy } from "../network.ts";
import { docs, limitsGuide, postsGuide, read } from "./sources.ts";

const day = 86_400;
const messengerPolicy = `${docs}/messenger-platform/policy (2026-09-28), ${read}`;
const insights = `${docs}/graph-api/reference/insights, ${read}`;

/** What must be reckoned with at Facebook. Numbers of posts a day are not among it: Meta documents none for the feed. */
const limits: readonly Limit[] = [
  {
    what: "Calls with a person's token, and the app's own",
    limit:
      "200 in any hour for each person who uses the app that day, for the whole app together. What one person may use over all apps is not published.",
    source: limitsGuide,
  },
  {
    what: "Calls with a Page's token",
    limit: "4,800 in 24 hours for each person who engaged with the Page; every Page has its own.",
    source: limitsGuide,
  },
  {
    what: "Messages of a Page",
    limit: "200 calls in 24 hours for each person who engaged with the Page.",
    source: limitsGuide,
  },
  {
    what: "Reading conversations",
    limit: "2 calls a second for each Page.",
    figure: { count: 2, of: "calls", perSeconds: 1, per: "profile" },
    source: limitsGuide,
  },
  {
    what: "Private replies to comments",
    limit: "750 an hour for each Page.",
    figure: { count: 750, of: "private replies", perSeconds: 3600, per: "profile" },
    source: limitsGuide,
  },
  {
    what: "Answering messages",
    limit:
      "Within 24 hours of what the person did last; within 7 days for a human who answers, where the app has the feature Human Agent.",
    source: messengerPolicy,
  },
  {
    what: "Reels",
    limit: "30 a Page in any 24 hours, published through the interface; 3 to 90 seconds long.",
    figure: { count: 30, of: "reels", perSeconds: day, per: "profile" },
    source: `${docs}/video-api/guides/reels-publishing (2026-07-30), ${read}`,
  },
  {
    what: "Posts that Facebook schedules",
    limit: "10 minutes to 30 days ahead.",
    source: postsGuide,
  },
  {
    what: "Posts in a row",
    limit:
      "No number is documented. Who posts too fast is stopped for hours or days (code 368), and going on makes it longer.",
    source: `gitroomhq/postiz-app, facebook.provider.ts (2026-08-21), ${read}`,
    unconfirmed: true,
  },
  {
    what: "Text of a post",
    limit: "63,206 characters.",
    figure: { count: 63_206, of: "characters", per: "post" },
    source: `gitroomhq/postiz-app, facebook.provider.ts (2026-08-21), ${read}`,
    unconfirmed: true,
  },
  {
    what: "Figures",
    limit: "Only for Pages with 100 followers or more; at most 90 days in one call, kept for two years.",
    source: insights,
  },
];

const daySeconds = 86_400;
const longLived =
  "developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (2026-06-30), read 2026-11-22";

/** How Facebook wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  // Page tokens are what keeps a Page connected.
  refresh: neverRefreshed("fixed", longLived),
  // Meta asks for a check at least daily; an hour costs one call of the Page's own quota and one of the app's (NOTES.md, "Limits").
  probeSeconds: 3600,
  versions: [graphApi],
  limits,
  lifetimes: [
    { what: "Page token made from a long-lived user token", seconds: null, source: longLived, ofLogin: true },
    { what: "Long-lived user token", seconds: 60 * daySeconds, source: longLived },
    {
      what: "Access to data since the person last used the app",
      seconds: 90 * daySeconds,
      source: "developers.facebook.com/docs/facebook-login/auth-vs-data, read 2026-11-22",
      ofLogin: true,
    },
  ],
};

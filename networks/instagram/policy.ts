import { graphApi } from "../kit/meta-calls.ts";
import type { Limit, Policy } from "../network.ts";
import { docs, limitsGuide, publishingGuide, read } from "./sources.ts";

const day = 86_400;
const insights = `${docs}/instagram-platform/api-reference/instagram-user/insights, ${read}`;

/** What must be reckoned with at Instagram, by either way in. */
const limits: readonly Limit[] = [
  {
    what: "Calls",
    limit:
      "4,800 in any 24 hours for each impression of the account; every account has its own. The least is not documented.",
    source: limitsGuide,
  },
  {
    what: "Posts",
    limit:
      "100 in any 24 hours, a carousel counted once. Other pages of Meta still say 50: what counts is the account's own quota, which content_publishing_limit tells.",
    figure: { count: 100, of: "posts", perSeconds: day, per: "profile" },
    source: publishingGuide,
  },
  {
    what: "Prepared posts (containers)",
    limit: "400 in 24 hours; one that is not published within 24 hours is lost.",
    figure: { count: 400, of: "containers", perSeconds: day, per: "profile" },
    source: publishingGuide,
  },
  {
    what: "Caption",
    limit: "2,200 characters, 30 hashtags, 20 mentions.",
    figure: { count: 2200, of: "characters", per: "post" },
    source: publishingGuide,
  },
  {
    what: "Carousel",
    limit: "10 pictures or videos.",
    figure: { count: 10, of: "pictures or videos", per: "post" },
    source: publishingGuide,
  },
  {
    what: "Media",
    limit:
      "Pictures: JPEG up to 8 MB. Reels: 3 seconds to 15 minutes, up to 300 MB. Stories: 3 to 60 seconds, up to 100 MB. All from a public address.",
    source: publishingGuide,
  },
  {
    what: "Answering messages",
    limit:
      "Within 24 hours of the person's last message; within 7 days for a human who answers, where the app has the feature Human Agent.",
    source: `${docs}/instagram-platform/overview, ${read}`,
  },
  {
    what: "Private replies to comments",
    limit: "One message for a comment, within 7 days of it; 750 an hour for each account.",
    figure: { count: 750, of: "private replies", perSeconds: 3600, per: "profile" },
    source: limitsGuide,
  },
  {
    what: "Reading conversations",
    limit: "2 calls a second for each account.",
    figure: { count: 2, of: "calls", perSeconds: 1, per: "profile" },
    source: limitsGuide,
  },
  {
    what: "Figures",
    limit:
      "Up to 48 hours late; those of an account are kept for 90 days, those of a post for 2 years, those of a story for 24 hours.",
    source: insights,
  },
];

const daySeconds = 86_400;
const businessLogin =
  "developers.facebook.com/docs/instagram-platform, Business Login (2026-03-13) and reference/refresh_access_token (2025-07-17), read 2026-11-22";
const pageTokens =
  "developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (2026-06-30), read 2026-11-22";

/** How Instagram wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  // Half of the 60 days: a refusal (a private account, P29) is known a month before the end, with time to say why.
  refresh: {
    model: "extending",
    handOutSeconds: 3600,
    keepaliveShare: 0.5,
    idleSeconds: 30 * daySeconds,
    minimumAgeSeconds: daySeconds,
    accessSeconds: 60 * daySeconds,
    source: businessLogin,
  },
  // A look costs up to six calls of the account's own quota (4800 × its impressions a day, NOTES.md "Limits").
  probeSeconds: 7200,
  versions: [graphApi],
  limits,
  lifetimes: [
    {
      what: "Instagram login, extended by itself from its second day on",
      seconds: 60 * daySeconds,
      source: businessLogin,
      ofLogin: true,
      way: "login",
    },
    {
      what: "Page token, for accounts connected through a Facebook Page",
      seconds: null,
      source: pageTokens,
      ofLogin: true,
      way: "page",
    },
    { what: "Facebook login behind a Page token", seconds: 60 * daySeconds, source: pageTokens, way: "page" },
    {
      what: "Access to data through Facebook since the person last used the app",
      seconds: 90 * daySeconds,
      source: "developers.facebook.com/docs/facebook-login/auth-vs-data, read 2026-11-22",
      ofLogin: true,
      way: "page",
    },
  ],
};

import type { Limit, Policy } from "../network.ts";
import { limitsGuide, loginKit, oldTokenGuide, postingGuide, refreshGuide, tokenGuide } from "./sources.ts";

const day = 86_400;
const minute = 60;

/** What must be reckoned with at TikTok. Its answers carry no header that tells what is left. */
const limits: readonly Limit[] = [
  {
    what: "Reading accounts and videos",
    limit: "600 a minute for each of the three calls, for the whole app.",
    figure: { count: 600, of: "calls", perSeconds: minute, per: "app" },
    source: limitsGuide,
  },
  {
    what: "Beginning a post",
    limit: "6 a minute for each account.",
    figure: { count: 6, of: "calls", perSeconds: minute, per: "token" },
    source: limitsGuide,
  },
  {
    what: "Asking what an account may post",
    limit: "20 a minute for each account.",
    figure: { count: 20, of: "calls", perSeconds: minute, per: "token" },
    source: limitsGuide,
  },
  {
    what: "Asking what became of a post",
    limit: "30 a minute for each account.",
    figure: { count: 30, of: "calls", perSeconds: minute, per: "token" },
    source: limitsGuide,
  },
  {
    what: "Posts",
    limit: "About 15 in 24 hours for each account, by all apps together; it varies from account to account.",
    figure: { count: 15, of: "posts", perSeconds: day, per: "profile" },
    source: postingGuide,
    unconfirmed: true,
  },
  {
    what: "An app that TikTok has not audited",
    limit: "5 people in 24 hours, with accounts that are private then, and posts that only they see.",
    figure: { count: 5, of: "people", perSeconds: day, per: "app" },
    source: postingGuide,
  },
  {
    what: "Text of a post",
    limit: "2,200 characters with a video; with photos a title of 90 and a description of 4,000.",
    figure: { count: 2200, of: "characters", per: "post" },
    source: postingGuide,
  },
  {
    what: "Media",
    limit:
      "Videos: MP4, WebM or MOV up to 4 GB and 10 minutes, less where the account may less. Photos: 35 in a post, WebP or JPEG up to 20 MB, from an address that TikTok has verified.",
    source: postingGuide,
  },
  {
    what: "Redirect addresses",
    limit: "10 for an app, each shorter than 512 characters, https, without a query.",
    figure: { count: 10, of: "redirect addresses", per: "app" },
    source: loginKit,
  },
];

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** How TikTok wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 600,
    // Where TikTok counts the first period down, a refresh wins no time: late, so that few are spent on that. Where each
    // begins a new period of 180 days, 36 remain: more than people are warned ahead, so nobody is warned for nothing.
    keepaliveShare: 0.8,
    idleSeconds: 30 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 2 * hourSeconds,
    source: `the earlier refresh token stops working: ${refreshGuide}; lifetimes are those of each answer: ${tokenGuide}`,
  },
  // A probe of an idle account whose tokens live two hours costs a refresh. One look is four to five calls, of which
  // `user/info` and `video/list` have 600 a minute for the whole app, and `creator_info` 20 a minute for each account.
  probeSeconds: 6 * hourSeconds,
  lifetimes: [
    { what: "Access token, until September 2026", seconds: daySeconds, source: oldTokenGuide },
    { what: "Access token, since November 2026", seconds: 2 * hourSeconds, source: refreshGuide },
    { what: "Login, until September 2026", seconds: 365 * daySeconds, source: oldTokenGuide, ofLogin: true },
    { what: "Login, since November 2026", seconds: 180 * daySeconds, source: tokenGuide, ofLogin: true },
  ],
  limits,
};

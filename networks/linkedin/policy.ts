import type { Limit, Policy } from "../network.ts";
import { interfaceVersion } from "./api.ts";
import { flowGuide, limitsGuide, read, recorded, refreshGuide } from "./sources.ts";

const day = 86_400;
const posts = `learn.microsoft.com, LinkedIn Posts, Images, Documents and Videos APIs 202607, ${read}`;

/** What must be reckoned with at LinkedIn. Counters begin anew at midnight UTC. */
const limits: readonly Limit[] = [
  {
    what: "Calls with Development access",
    limit:
      "500 a day for the app and 100 for each member, for at most 12 months; then LinkedIn has to grant Standard access.",
    figure: { count: 500, of: "calls", perSeconds: day, per: "app" },
    source: limitsGuide,
    unconfirmed: true,
  },
  {
    what: "Publishing as a member",
    limit: "150 calls a day for each member.",
    figure: { count: 150, of: "calls", perSeconds: day, per: "person" },
    source: limitsGuide,
  },
  {
    what: "Publishing as members, all together",
    limit: "100,000 calls a day.",
    figure: { count: 100_000, of: "calls", perSeconds: day, per: "app" },
    source: limitsGuide,
  },
  {
    what: "Every other call",
    limit:
      "A number a day for the app and one for each member, for each kind of call; only the Developer Portal shows them. Nothing in an answer says how long to wait: it is until midnight UTC.",
    source: limitsGuide,
  },
  {
    what: "Text of a post",
    limit: "3,000 characters; some signs have to be escaped, or they cut the text.",
    figure: { count: 3000, of: "characters", per: "post" },
    source: posts,
  },
  {
    what: "Media",
    limit:
      "2 to 20 pictures in a post of several. Documents up to 100 MB and 300 pages. Videos: MP4, 3 seconds to 30 minutes, 75 KB to 500 MB.",
    source: posts,
  },
  {
    what: "The same post again",
    limit: "Refused for some ten minutes, with the address of the first one: it may have succeeded.",
    source: recorded,
    unconfirmed: true,
  },
  {
    what: "Keeping what others wrote",
    limit: "Comments and reactions for 48 hours, other members' profiles for 24 hours.",
    source: `learn.microsoft.com, LinkedIn storage rules for the Community Management API 202607, ${read}`,
  },
  {
    what: "Length of a token",
    limit: "About 500 characters today; there must be room for 1,000.",
    figure: { count: 1000, of: "characters", per: "token" },
    source: flowGuide,
  },
];

const daySeconds = 86_400;

/** How LinkedIn wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: {
    model: "renewable",
    handOutSeconds: 3600,
    keepaliveShare: 1,
    // Two days before the access token's 60 are over, or with the jitter up to eight. Not by the refresh token's end, which
    // no refresh moves: six of them, and the token at hand lives as long as the grant.
    idleSeconds: 58 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 60 * daySeconds,
    endsCause: "yearly_renewal_due",
    source: `using a refresh token does not extend it: ${refreshGuide}`,
  },
  // A look costs one call for the login and one for each profile. The Development tier has 100 calls a member and 500 an app
  // each day ("Rate limits", 2026-08-13): three looks a day suit a person with thirty pages.
  probeSeconds: 8 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 60 * daySeconds, source: flowGuide },
    {
      what: "Refresh token, from the login on and never longer",
      seconds: 365 * daySeconds,
      source: refreshGuide,
      ofLogin: true,
    },
    { what: "Authorisation code", seconds: 30 * 60, source: flowGuide },
  ],
  versions: [interfaceVersion],
  limits,
};

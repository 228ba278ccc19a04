import type { Limit, Policy } from "../network.ts";
import { lifetimes } from "./session.ts";
import { lexicons, rateLimits, reference, spec, videoGuide } from "./sources.ts";

const hour = 3600;
const day = 24 * hour;

/** What must be reckoned with at Bluesky's own servers; others set their own. */
const limits: readonly Limit[] = [
  {
    what: "Calls",
    limit: "3,000 in 5 minutes from one address, whoever's account it is.",
    figure: { count: 3000, of: "calls", perSeconds: 300, per: "address" },
    source: rateLimits,
  },
  {
    what: "Writing",
    limit: "5,000 points an hour for each account: making something costs 3, changing it 2, deleting it 1.",
    figure: { count: 5000, of: "points", perSeconds: hour, per: "profile" },
    source: rateLimits,
  },
  {
    what: "Writing, in a day",
    limit: "35,000 points for each account.",
    figure: { count: 35_000, of: "points", perSeconds: day, per: "profile" },
    source: rateLimits,
  },
  {
    what: "Text of a post",
    limit: "300 characters as people count them, and 3,000 bytes.",
    figure: { count: 300, of: "characters", per: "post" },
    source: lexicons,
  },
  {
    what: "Pictures of a post",
    limit: "4, each up to 2 MB (2,000,000 bytes).",
    figure: { count: 4, of: "pictures", per: "post" },
    source: lexicons,
  },
  {
    what: "Video of a post",
    limit: "MP4 up to 300 MB. The account's e-mail address must be confirmed, and there is a number a day.",
    source: videoGuide,
  },
];

/** How Bluesky wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 120,
    keepaliveShare: 0.5,
    idleSeconds: 7 * 86_400,
    minimumAgeSeconds: 0,
    accessSeconds: 3600,
    source: `refresh tokens are for one use: ${spec}; 14 days of disuse end a public client's session: ${reference}`,
  },
  // Each probe of an idle grant costs a refresh, as access tokens live an hour. Limit: 3000 calls in 5 minutes per
  // address of ours (docs.bsky.app rate limits, 2026-04-21).
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: 3600, source: reference },
    { what: "Refresh token, without signing key", seconds: lifetimes.none.refreshToken, source: reference },
    {
      what: "Session, without signing key",
      seconds: lifetimes.none.session,
      source: `${spec}; ${reference}`,
      ofLogin: true,
    },
    { what: "Refresh token, with signing key", seconds: lifetimes.private_key_jwt.refreshToken, source: reference },
    {
      what: "Session, with signing key",
      seconds: lifetimes.private_key_jwt.session,
      source: reference,
      ofLogin: true,
    },
  ],
  limits,
};

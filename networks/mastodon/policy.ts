import { neverRefreshed } from "../kit/never-refreshed.ts";
import type { Limit, Policy } from "../network.ts";
import { docsOAuth, docsStatuses, read, sourceTokens } from "./sources.ts";

const rateLimits = `docs.joinmastodon.org/api/rate-limits (2026-07-02), ${read}`;
const throttles = `mastodon/mastodon, config/initializers/rack_attack.rb (020228d), ${read}`;
const fiveMinutes = 300;
const halfHour = 1800;

/** What must be reckoned with at a Mastodon server of ordinary settings; whoever runs one may change all of it. */
const limits: readonly Limit[] = [
  {
    what: "Calls",
    limit: "300 in 5 minutes for each account.",
    figure: { count: 300, of: "calls", perSeconds: fiveMinutes, per: "profile" },
    source: rateLimits,
  },
  {
    what: "Calls by all apps of a person",
    limit: "1,500 in 5 minutes for each person, beside 300 for each token.",
    figure: { count: 1500, of: "calls", perSeconds: fiveMinutes, per: "person" },
    source: throttles,
  },
  {
    what: "Calls without a login",
    limit: "300 in 5 minutes from one address.",
    figure: { count: 300, of: "calls", perSeconds: fiveMinutes, per: "address" },
    source: rateLimits,
  },
  {
    what: "Uploads",
    limit: "30 in 30 minutes for each account.",
    figure: { count: 30, of: "uploads", perSeconds: halfHour, per: "profile" },
    source: rateLimits,
  },
  {
    what: "Deleting posts and boosts",
    limit: "30 in 30 minutes for each account.",
    figure: { count: 30, of: "deletions", perSeconds: halfHour, per: "profile" },
    source: rateLimits,
  },
  {
    what: "Text of a post",
    limit: "500 characters unless the server allows more (it says so itself); an address counts as 23.",
    figure: { count: 500, of: "characters", per: "post" },
    source: docsStatuses,
  },
  {
    what: "Pictures of a post",
    limit: "4 unless the server allows more.",
    figure: { count: 4, of: "pictures or videos", per: "post" },
    source: docsStatuses,
  },
];

/** How Mastodon wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: neverRefreshed("none", sourceTokens),
  // 300 calls in five minutes are allowed (NOTES.md, "Limits"). But volunteers pay for these servers, and little dies there.
  probeSeconds: 6 * 3600,
  lifetimes: [
    { what: "Access token", seconds: null, source: sourceTokens, ofLogin: true },
    { what: "Way back from the server, at the longest", seconds: 600, source: `Doorkeeper's default; ${docsOAuth}` },
  ],
  limits,
};

import type { Limit, Policy } from "../network.ts";
import { paidReads } from "./paid-reads.ts";
import { changelog, clients, limitsGuide, mediaGuide, oauthGuide, openApi, pricing } from "./sources.ts";

const quarter = 900;
const day = 86_400;

const aQuarter = (what: string, count: number, more = ""): Limit => ({
  what,
  limit: `${count.toLocaleString("en")} in 15 minutes for each account${more}.`,
  figure: { count, of: "calls", perSeconds: quarter, per: "token" },
  source: limitsGuide,
});

/** What must be reckoned with at X. Every answer tells in its headers what is left and until when. */
const limits: readonly Limit[] = [
  {
    what: "What calls cost",
    limit:
      "Reading an account $0.010 and a post $0.005, once for each on a UTC day; a post $0.015, with a link $0.200. Without credits every call is refused (402).",
    source: pricing,
  },
  { what: "Posts read", limit: "3 million a month, whatever is paid.", source: pricing },
  aQuarter("Looks at the account", 75),
  aQuarter("Posts", 100, "; 10,000 in 24 hours for the whole app"),
  aQuarter("Deleting posts", 50),
  aQuarter("Reading mentions", 300, "; 450 for the whole app"),
  aQuarter("Searching conversations", 300, "; 450 for the whole app, and the last 7 days only"),
  aQuarter("Hiding answers", 50),
  aQuarter("Figures", 300, "; 300 for the whole app"),
  aQuarter("Uploads", 500, "; 50,000 in 24 hours for the whole app"),
  {
    what: "Posts by all accounts together",
    limit: "10,000 in 24 hours.",
    figure: { count: 10_000, of: "posts", perSeconds: day, per: "app" },
    source: limitsGuide,
  },
  {
    what: "Answering",
    limit:
      "Since 23 February 2026 only where the author mentioned the account or quoted its post, unless X has sold an Enterprise plan.",
    source: changelog,
  },
  {
    what: "Text of a post",
    limit: "280 characters, a link counted as 23.",
    figure: { count: 280, of: "characters", per: "post" },
    source: clients,
    unconfirmed: true,
  },
  {
    what: "Media",
    limit: "4 photos, or one GIF, or one video. Pictures up to 5 MB, GIFs up to 15 MB.",
    figure: { count: 4, of: "photos", per: "post" },
    source: mediaGuide,
  },
];

const daySeconds = 86_400;

/** How X wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  refresh: {
    model: "rotating",
    handOutSeconds: 600,
    // X names no end, so `idleSeconds` alone decides: within a seventh day, far inside of the six months that are rumoured.
    keepaliveShare: 1,
    idleSeconds: 7 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: 2 * 3600,
    source: `${clients}: every refresh answers with a new refresh token; ${oauthGuide}`,
  },
  // A look is paid for: one user read of $0.010, charged once for each account and UTC day. More looks a day should cost
  // the same, which X calls a rule with exceptions; with one a day nothing rests on that.
  probeSeconds: daySeconds,
  lifetimes: [
    { what: "Access token", seconds: 2 * 3600, source: oauthGuide },
    {
      what: "Refresh token: X names no end; about six months are rumoured",
      seconds: null,
      source: oauthGuide,
      ofLogin: true,
    },
    { what: "Permission to connect, after somebody agreed", seconds: 30, source: oauthGuide },
  ],
  paidReads,
  versions: [{ name: "X API v2", endsAt: null, source: openApi }],
  limits,
};

import type { Limit } from "../network.ts";
import { changelog, clients, limitsGuide, mediaGuide, pricing } from "./sources.ts";

const quarter = 900;
const day = 86_400;

const aQuarter = (what: string, count: number, more = ""): Limit => ({
  what,
  limit: `${count.toLocaleString("en")} in 15 minutes for each account${more}.`,
  figure: { count, of: "calls", perSeconds: quarter, per: "token" },
  source: limitsGuide,
});

/** What must be reckoned with at X. Every answer tells in its headers what is left and until when. */
export const limits: readonly Limit[] = [
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

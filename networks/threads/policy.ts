import type { Limit, Policy } from "../network.ts";
import { threadsApi } from "./api.ts";
import { changelog, debugGuide, longGuide, overview, publishing, read } from "./sources.ts";

const day = 86_400;

const aDay = (what: string, count: number, of: string): Limit => ({
  what,
  limit: `${count.toLocaleString("en")} in any 24 hours for each profile.`,
  figure: { count, of, perSeconds: day, per: "profile" },
  source: overview,
});

/** What must be reckoned with at Threads. */
const limits: readonly Limit[] = [
  {
    what: "Calls",
    limit:
      "4,800 in any 24 hours for each time that the profile's posts were seen, and never fewer than 48,000; every profile has its own.",
    source: overview,
  },
  { ...aDay("Posts", 250, "posts"), limit: "250 in any 24 hours for each profile; a carousel counts once." },
  aDay("Answers", 1000, "answers"),
  aDay("Deleting posts", 100, "deletions"),
  {
    what: "Text of a post",
    limit: "500 characters; an emoji counts as its bytes.",
    figure: { count: 500, of: "characters", per: "post" },
    source: publishing,
  },
  {
    what: "Links in a post",
    limit: "5, since 22 December 2025.",
    figure: { count: 5, of: "links", per: "post" },
    source: changelog,
  },
  {
    what: "Media",
    limit:
      "2 to 20 in a carousel. Pictures: JPEG or PNG up to 8 MB. Videos: MOV or MP4 up to 1 GB and 5 minutes. All from a public address.",
    figure: { count: 20, of: "pictures or videos", per: "post" },
    source: overview,
  },
  {
    what: "Prepared posts (containers)",
    limit: "One that is not published within 24 hours is lost.",
    source: publishing,
  },
  {
    what: "Figures",
    limit: "None from before 13 April 2024; who the followers are is told from 100 followers on.",
    source: `developers.facebook.com/docs/threads/insights, ${read}`,
  },
];

const daySeconds = 86_400;

/** How Threads wants to be treated: refreshing, probing, lifetimes and limits. */
export const policy: Policy = {
  // Day 40 to 45 of 60: late, and with two weeks left to find out why if it is refused.
  refresh: {
    model: "extending",
    handOutSeconds: 3600,
    keepaliveShare: 0.75,
    idleSeconds: 45 * daySeconds,
    minimumAgeSeconds: daySeconds,
    accessSeconds: 60 * daySeconds,
    source: longGuide,
  },
  // Nothing tells of dead tokens but a look. One costs up to eight calls of the profile's own 48,000 a day.
  probeSeconds: 3600,
  versions: [threadsApi],
  limits,
  lifetimes: [
    {
      what: "Login, extended by itself from its second day on",
      seconds: 60 * daySeconds,
      source: longGuide,
      ofLogin: true,
    },
    { what: "What a private profile allows, extended or not", seconds: 90 * daySeconds, source: longGuide },
    {
      what: "Access to data as Threads dates it; whether extending moves it is not documented",
      seconds: 90 * daySeconds,
      source: debugGuide,
    },
  ],
};

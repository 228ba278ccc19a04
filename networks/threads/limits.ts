import type { Limit } from "../network.ts";
import { changelog, overview, publishing, read } from "./sources.ts";

const day = 86_400;

const aDay = (what: string, count: number, of: string): Limit => ({
  what,
  limit: `${count.toLocaleString("en")} in any 24 hours for each profile.`,
  figure: { count, of, perSeconds: day, per: "profile" },
  source: overview,
});

/** What must be reckoned with at Threads. */
export const limits: readonly Limit[] = [
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

import type { Limit } from "../network.ts";
import { limitsGuide, loginKit, postingGuide } from "./sources.ts";

const day = 86_400;
const minute = 60;

/** What must be reckoned with at TikTok. Its answers carry no header that tells what is left. */
export const limits: readonly Limit[] = [
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

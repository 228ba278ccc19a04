import type { ScopeNotes } from "../network.ts";
import { postingGuide, read, userInfoGuide } from "./sources.ts";

/** What each scope is for; people can switch off all but the first. */
export const scopeNotes: ScopeNotes = {
  "user.info.basic": { what: "See which account it is: name and picture. Always granted.", source: userInfoGuide },
  "user.info.profile": { what: "See the user name and the address of the profile.", source: userInfoGuide },
  "user.info.stats": { what: "Read followers, likes and how many videos there are.", source: userInfoGuide },
  "video.publish": { what: "Publish videos and photos.", source: postingGuide },
  "video.list": {
    what: "List the account's public videos with their counters.",
    source: `developers.tiktok.com/doc/tiktok-api-v2-video-list, ${read}`,
  },
};

import type { ScopeNotes } from "../network.ts";
import { analyticsGuide, commentGuide, oauthGuide, types, uploadGuide } from "./sources.ts";

const prefix = "https://www.googleapis.com/auth/";
const who = {
  what: "Say which Google account signed in; Google then tells us when its logins are revoked or it is disabled.",
  source: oauthGuide,
};

/** What each permission is for; the last four have a box that people can untick. */
export const scopeNotes: ScopeNotes = {
  openid: who,
  [`${prefix}userinfo.email`]: who,
  [`${prefix}userinfo.profile`]: who,
  [`${prefix}youtube.upload`]: { what: "Upload videos.", source: uploadGuide },
  [`${prefix}youtube.readonly`]: { what: "See which channel it is, and its videos.", source: types },
  [`${prefix}youtube.force-ssl`]: { what: "Read, answer and moderate comments; change videos.", source: commentGuide },
  [`${prefix}yt-analytics.readonly`]: { what: "Read the channel's figures.", source: analyticsGuide },
};

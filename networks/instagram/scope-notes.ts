import type { ScopeNotes } from "../network.ts";
import { loginGuide, overview } from "./sources.ts";

/** What each permission is for: first those of the Instagram login, then those of the way through a Facebook Page. */
export const scopeNotes: ScopeNotes = {
  instagram_business_basic: { what: "See the account and its posts; nothing works without it.", source: loginGuide },
  instagram_business_content_publish: { what: "Publish posts, reels and stories.", source: loginGuide },
  instagram_business_manage_comments: { what: "Read, answer, hide and delete comments.", source: loginGuide },
  instagram_business_manage_messages: { what: "Read and answer messages.", source: loginGuide },
  instagram_business_manage_insights: { what: "Read the account's figures.", source: loginGuide },
  instagram_basic: { what: "See the account that is linked to the Page, and its posts.", source: overview },
  instagram_content_publish: { what: "Publish posts, reels and stories.", source: overview },
  instagram_manage_comments: { what: "Read, answer, hide and delete comments.", source: overview },
  instagram_manage_messages: { what: "Read and answer messages.", source: overview },
  instagram_manage_insights: { what: "Read the account's figures.", source: overview },
  pages_show_list: { what: "List the Pages on which the person has a role.", source: overview },
  pages_read_engagement: {
    what: "Read which account is linked to the Page, and the account's posts.",
    source: overview,
  },
  pages_manage_metadata: { what: "Read messages, and hear of them at once (webhooks).", source: overview },
  business_management: {
    what: "List also the Pages that the person reaches through a business portfolio only.",
    source: overview,
  },
  ads_read: {
    what: "Needed where the person's role on the Page was given in a business portfolio. No ads are read.",
    source: overview,
  },
};

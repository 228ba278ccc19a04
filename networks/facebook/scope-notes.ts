import type { ScopeNotes } from "../network.ts";
import { docs, inboxGuide, insightsGuide, loginForBusiness, postsGuide, read } from "./sources.ts";

const webhooks = `${docs}/pages-api/webhooks-for-pages (2022-06-13), ${read}`;

/** What each permission is for. */
export const scopeNotes: ScopeNotes = {
  pages_show_list: { what: "List the Pages on which the person has a role.", source: postsGuide },
  business_management: {
    what: "List also the Pages that the person reaches through a business portfolio only.",
    source: `getopenpost/openpost#216; ${loginForBusiness}`,
  },
  pages_manage_posts: { what: "Publish, change and delete posts, photos and reels.", source: postsGuide },
  pages_read_engagement: { what: "Read the Page's posts and what people do with them.", source: postsGuide },
  pages_read_user_content: { what: "Read what others write on the Page, comments among it.", source: inboxGuide },
  pages_manage_engagement: { what: "Answer, hide and delete comments as the Page.", source: inboxGuide },
  pages_messaging: { what: "Read and answer messages to the Page.", source: inboxGuide },
  pages_manage_metadata: { what: "Hear of new comments and messages at once (webhooks).", source: webhooks },
  read_insights: { what: "Read the Page's figures.", source: insightsGuide },
};

/** Where the rows of the table are from, with the day they were read. */
export const read = "read 2026-11-22";
export const docs = "developers.facebook.com/docs";
export const postsGuide = `${docs}/pages-api/posts (2026-04-17) and ${docs}/video-api/guides/reels-publishing (2026-07-30), ${read}`;
export const inboxGuide = `${docs}/pages-api/comments-mentions and ${docs}/messenger-platform/conversations (2026-02-11), ${read}`;
export const insightsGuide = `${docs}/graph-api/reference/insights and ${docs}/pages-api/platforminsights/page, ${read}`;
export const loginForBusiness = `${docs}/facebook-login/facebook-login-for-business (2026-05-05), ${read}`;
export const graphGuide = `developers.facebook.com/docs/graph-api/guides/error-handling, ${read}`;
export const limitsGuide = `developers.facebook.com/docs/graph-api/overview/rate-limiting, ${read}`;
export const pagesGuide = `developers.facebook.com/docs/pages-api/error-codes, ${read}`;
export const recorded = `error bodies recorded in open-source clients (NOTES.md, "Errors"), ${read}`;

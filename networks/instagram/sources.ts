/** Where the rows of the table are from, with the day they were read. */
export const read = "read 2026-11-22";
export const docs = "developers.facebook.com/docs";
export const publishingGuide = `${docs}/instagram-platform/content-publishing (2026-09-11), ${read}`;
export const graphGuide = `developers.facebook.com/docs/graph-api/guides/error-handling, ${read}`;
export const limitsGuide = `developers.facebook.com/docs/graph-api/overview/rate-limiting, ${read}`;
export const instagramGuide = `developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes, ${read}`;
export const overview = `developers.facebook.com/docs/instagram-platform/overview, ${read}`;
export const loginGuide = `developers.facebook.com/docs/instagram-platform, Business Login (2026-03-13), ${read}`;
export const recorded = `error bodies recorded in open-source clients (NOTES.md, "Errors"), ${read}`;

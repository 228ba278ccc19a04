const read = "read 2026-11-22";

/** Where rows, scopes and lifetimes are from, with the day they were read. */
export const oauthGuide = `developers.google.com/identity/protocols/oauth2 (copy of 2024-11-13), ${read}`;
export const webServerGuide = `developers.google.com/identity/protocols/oauth2/web-server, error table, ${read}`;
export const errorGuide = `developers.google.com/youtube/v3/docs/errors (copy of 2026-01-07), ${read}`;
export const quotaGuide = `developers.google.com/youtube/v3/determine_quota_cost (mid-2026), ${read}`;
export const uploadGuide = `developers.google.com/youtube/v3/docs/videos/insert, ${read}`;
export const commentGuide = `developers.google.com/youtube/v3/docs/commentThreads/list, ${read}`;
export const analyticsGuide = `developers.google.com/youtube/analytics/reference/reports/query, ${read}`;
export const types = `types in @googleapis/youtube 35.0.0 and @googleapis/oauth2 6.0.0, ${read}`;
export const clients = `answers recorded in open-source clients (NOTES.md, "Errors"), ${read}`;

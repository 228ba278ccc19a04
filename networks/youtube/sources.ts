export { oauthGuide } from "../kit/google-sources.ts";

const read = "read 2026-11-22";

/** Where rows and scopes are from, with the day they were read. */
export const errorGuide = `developers.google.com/youtube/v3/docs/errors (copy of 2026-01-07), ${read}`;
export const quotaGuide = `developers.google.com/youtube/v3/determine_quota_cost (mid-2026), ${read}`;
export const uploadGuide = `developers.google.com/youtube/v3/docs/videos/insert, ${read}`;
export const commentGuide = `developers.google.com/youtube/v3/docs/commentThreads/list, ${read}`;
export const analyticsGuide = `developers.google.com/youtube/analytics/reference/reports/query, ${read}`;
export const types = `types in @googleapis/youtube 35.0.0, ${read}`;

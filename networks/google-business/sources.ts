const read = "read 2026-11-22";
const docs = "developers.google.com/my-business";

/** Where rows, scopes and roles are from, with the day they were read. */
export const limitGuide = `${docs}/content/limits, ${read}`;
export const setupGuide = `${docs}/content/basic-setup and /prereqs, ${read}`;
export const accountGuide = `${docs}/content/accounts and /manage-locations, ${read}`;
export const postGuide = `${docs}/reference/rest/v4/accounts.locations.localPosts, ${read}`;
export const reviewGuide = `${docs}/content/review-data, ${read}`;
export const performanceGuide = `${docs}/reference/performance/rest/v1/locations, ${read}`;
export const postClients = `posts in open-source clients (NOTES.md, "Not offered"), ${read}`;
export const types = `types in @googleapis/mybusinessaccountmanagement 7.0.1 and mybusinessbusinessinformation 8.0.2, ${read}`;
export const rpcGuide = `google.rpc.Code and ErrorInfo (cloud.google.com/apis/design/errors), ${read}`;
export const zeroQuota = `\`quota_limit_value\` "0" in recorded answers (NOTES.md, "Errors") and ${limitGuide}`;

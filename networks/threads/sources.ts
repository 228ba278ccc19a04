/** Where facts and rows are from, with the day they were read. Marks as in NOTES.md: documented, recorded, unconfirmed. */
export const read = "read 2026-11-22";
const docs = "developers.facebook.com/docs/threads";
export const accessGuide = `${docs}/get-started/get-access-tokens-and-permissions (2026-08-12), ${read}`;
export const longGuide = `${docs}/get-started/long-lived-tokens, ${read}`;
export const debugGuide = `${docs}/debug-access-token (2025-06-04 and later), ${read}`;
export const appTokens = `${docs}/get-started, app access tokens (2026-07-02), ${read}`;
export const publishing = `${docs}/reference/publishing, ${read}`;
export const overview = `${docs}/overview (2025-12-22), ${read}`;
export const changelog = `${docs}/changelog (to 2026-04-21), ${read}`;
/** Bodies that clients of others have met and kept. */
export const recorded = `error bodies recorded in open-source clients (NOTES.md, "Errors"), ${read}`;
export const postiz = `gitroomhq/postiz-app, threads.provider.ts (2026-08-21), ${read}`;
/** Meta's own list for the Graph API; that Threads uses the number alike is not confirmed. */
export const asFacebook = `developers.facebook.com/docs/graph-api/guides/error-handling, ${read}; unconfirmed for Threads`;

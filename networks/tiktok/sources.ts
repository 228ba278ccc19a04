/** Where facts are from, with the day they were read; the tables stand in NOTES.md. */
export const read = "read 2026-11-22";
export const loginKit = `developers.tiktok.com/doc/login-kit-web, ${read}`;
export const tokenGuide = `developers.tiktok.com/docs/zh-Hans/oauth-user-access-token-management (2026-11-05), ${read}`;
export const refreshGuide = `developers.tiktok.com/docs/en/oauth-refresh-a-user-access-token (2026-11-02), ${read}`;
export const oldTokenGuide = `developers.tiktok.com/doc/oauth-user-access-token-management (before September 2026), ${read}`;
export const oauthErrors = `developers.tiktok.com/doc/oauth-error-handling, ${read}`;
export const apiErrors = `developers.tiktok.com/doc/tiktok-api-v2-error-handling, ${read}`;
export const postingGuide = `developers.tiktok.com/doc/content-posting-api-reference-direct-post, ${read}`;
export const statusGuide = `developers.tiktok.com/doc/content-posting-api-reference-get-video-status, ${read}`;
export const limitsGuide = `developers.tiktok.com/doc/tiktok-api-v2-rate-limit (2026-08-04), ${read}`;
export const userInfoGuide = `developers.tiktok.com/doc/tiktok-api-v2-get-user-info, ${read}`;
export const clients = `error mapping of gitroomhq/postiz-app and brightbeanxyz/brightbean-studio (August 2026), ${read}`;
export const accountsApi = `recorded in sns-sdks/python-tiktok (2024-03-04) and Airbyte's tests, ${read}`;

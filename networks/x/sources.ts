const read = "read 2026-11-22";

/** Where rows, scopes and lifetimes are from, with the day they were read. */
export const oauthGuide = `docs.x.com OAuth 2.0 authorization code flow with PKCE (xdevplatform/docs, 2026-08-22), ${read}`;
export const errorGuide = `docs.x.com response codes and errors (xdevplatform/docs, 2026-08-22), ${read}`;
export const limitsGuide = `docs.x.com rate limits (xdevplatform/docs, 2026-08-22), ${read}`;
export const mediaGuide = `docs.x.com media quickstart (xdevplatform/docs, 2026-08-22), ${read}`;
export const pricing = `docs.x.com pricing (xdevplatform/docs, 2026-08-22), ${read}`;
export const changelog = `docs.x.com changelog (xdevplatform/docs, 2026-08-22), ${read}`;
export const openApi = `X API v2 OpenAPI 2.167 (2026-08-22), ${read}`;
export const clients = `answers quoted by open-source clients and their issues (NOTES.md, "Errors"), ${read}`;

export const read = "read 2026-11-22";

/** Where rows, scopes and lifetimes are from, with the day they were read. */
export const openApi = `pinterest/api-description v5.23.0 (2025-12-11), ${read}`;
export const authGuide = `developers.pinterest.com "Set up authentication and authorization" (after 2025-09-25), ${read}`;
export const limitsGuide = `developers.pinterest.com rate limits, ${read}`;
export const tiersGuide = `developers.pinterest.com access tiers, ${read}`;
export const clients = `error mapping of open-source clients (NOTES.md, "Errors"), ${read}`;

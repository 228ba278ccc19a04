const read = "read 2026-11-22";

/** Where rows and lifetimes of Google's sign-in are from, with the day they were read. */
export const oauthGuide = `developers.google.com/identity/protocols/oauth2 (copy of 2024-11-13), ${read}`;
export const webServerGuide = `developers.google.com/identity/protocols/oauth2/web-server, error table, ${read}`;
export const loginTypes = `types in @googleapis/oauth2 6.0.0 and google-auth-library 10.9.1, ${read}`;
export const clients = `answers recorded in open-source clients (networks/youtube/NOTES.md, "Errors"), ${read}`;

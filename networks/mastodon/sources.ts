/** Where our facts are from, with the day they were read; more in NOTES.md. */
export const read = "read 2026-11-22";
const docsRepo = "mastodon/documentation @2903485 (2026-07-02)";
export const docsApps = `${docsRepo}, methods/apps, ${read}`;
export const docsOAuth = `${docsRepo}, methods/oauth and spec/oauth, ${read}`;
export const docsScopes = `${docsRepo}, api/oauth-scopes, ${read}`;
export const docsAccounts = `${docsRepo}, methods/accounts, ${read}`;
export const docsStatuses = `${docsRepo}, methods/statuses, ${read}`;
export const docsErrors = `${docsRepo}, entities/Error, ${read}`;
export const sourceErrors = `mastodon/mastodon, controllers/api/base_controller.rb and concerns/api/error_handling.rb, ${read}`;
export const sourceFunctional = `mastodon/mastodon, application_controller.rb and models/user.rb (functional?), ${read}`;
export const sourceWords = `mastodon/mastodon, config/locales/doorkeeper.en.yml, ${read}`;
export const sourceTokens = `mastodon/mastodon, config/initializers/doorkeeper.rb (03b1338: access_token_expires_in nil), ${read}`;
export const hollo = "seen live on Hollo 0.6.20, 2026-11-22";
export const inferred = `Inferred from how servers close or move, ${read}`;

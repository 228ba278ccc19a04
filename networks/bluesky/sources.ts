const read = "read 2026-11-22";

/** Where lifetimes, scopes and limits are from, with the day they were read. */
export const spec = `atproto.com/specs/oauth (2026-08-20), ${read}`;
export const permissions = `atproto.com/specs/permission (2026-08-20), ${read}`;
export const reference = `@atproto/oauth-provider 0.22.9, oauth-constants.ts, ${read}`;
export const rateLimits = `docs.bsky.app/docs/advanced-guides/rate-limits (2026-04-21), ${read}`;
export const lexicons = `bluesky-social/atproto, lexicons/app/bsky and com/atproto (2026-08-20), ${read}`;
export const videoGuide = `docs.bsky.app/docs/tutorials/video (2026-04-21), ${read}`;

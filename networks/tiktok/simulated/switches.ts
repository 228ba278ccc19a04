import type { App } from "#simulator/play.ts";

/**
 * How this TikTok behaves where its documents contradict each other or the answer is not known. A switch is on for an app
 * that has a configuration of this id (`configurations: [{ id: "2h/180d", scopes: [] }]` in a scenario).
 * - `2h/180d`: lifetimes of the documents since November 2026; otherwise 24 h and 365 d, as recorded until September 2026.
 * - `refresh-restarts`: every refresh begins a new refresh period; otherwise the first one is counted down (fact sheet §1.4).
 * - `lenient-rotation`: a refresh token can be used again and comes back unchanged; otherwise each is for one use.
 * - `password-ends-tokens`: a changed password ends tokens; otherwise they live on (§5.4, unconfirmed).
 * - `errors-with-200`: errors arrive with HTTP 200 (§10).
 * - `unaudited`: not audited by TikTok: public posts are refused. `user-cap`: the day's quota of users is spent (§5.3).
 * - `malformed-refusals`: a dead refresh token is refused as malformed parameters (§5.1).
 */
export type Switch =
  | "2h/180d"
  | "refresh-restarts"
  | "lenient-rotation"
  | "password-ends-tokens"
  | "errors-with-200"
  | "unaudited"
  | "user-cap"
  | "malformed-refusals";

/** Is this switch on for the app? */
export const isOn = (app: App | undefined, wanted: Switch): boolean =>
  app?.configurations.some(({ id }) => id === wanted) ?? false;

const day = 24 * 3600;

/** Seconds that new tokens of this app live; fact sheet §1.5. */
export const lifetimesOf = (app: App): { accessSeconds: number; refreshSeconds: number } =>
  isOn(app, "2h/180d")
    ? { accessSeconds: 7200, refreshSeconds: 180 * day }
    : { accessSeconds: day, refreshSeconds: 365 * day };

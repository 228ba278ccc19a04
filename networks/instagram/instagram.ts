import { graphApi } from "../kit/meta-calls.ts";
import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import { taskNames } from "../kit/meta-tasks.ts";
import type { Network, Policy } from "../network.ts";
import { about } from "./about.ts";
import { capabilities } from "./capabilities.ts";
import { carriesError, diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

const daySeconds = 86_400;
const businessLogin =
  "developers.facebook.com/docs/instagram-platform, Business Login (2026-03-13) and reference/refresh_access_token (2025-07-17), read 2026-11-22";
const pageTokens =
  "developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (2026-06-30), read 2026-11-22";

const policy: Policy = {
  // Half of the 60 days: a refusal (a private account, P29) is known a month before the end, with time to say why.
  refresh: {
    model: "extending",
    handOutSeconds: 3600,
    keepaliveShare: 0.5,
    idleSeconds: 30 * daySeconds,
    minimumAgeSeconds: daySeconds,
    accessSeconds: 60 * daySeconds,
    source: businessLogin,
  },
  // A look costs up to six calls of the account's own quota (4800 × its impressions a day, NOTES.md "Limits").
  probeSeconds: 7200,
  versions: [graphApi],
  limits,
  lifetimes: [
    {
      what: "Instagram login, extended by itself from its second day on",
      seconds: 60 * daySeconds,
      source: businessLogin,
      ofLogin: true,
      way: "login",
    },
    {
      what: "Page token, for accounts connected through a Facebook Page",
      seconds: null,
      source: pageTokens,
      ofLogin: true,
      way: "page",
    },
    { what: "Facebook login behind a Page token", seconds: 60 * daySeconds, source: pageTokens, way: "page" },
    {
      what: "Access to data through Facebook since the person last used the app",
      seconds: 90 * daySeconds,
      source: "developers.facebook.com/docs/facebook-login/auth-vs-data, read 2026-11-22",
      ofLogin: true,
      way: "page",
    },
  ],
};

/** Instagram's professional accounts, by their own login or through a Facebook Page. Facts and sources: NOTES.md. */
export const instagram = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames: taskNames,
  oauth,
  profiles,
  probe,
  diagnose,
  carriesError,
  hooks,
  setup,
} satisfies Network;

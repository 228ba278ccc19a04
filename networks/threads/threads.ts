import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import type { Network, Policy } from "../network.ts";
import { about } from "./about.ts";
import { threadsApi } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { carriesError, diagnose } from "./diagnose.ts";
import { limits } from "./limits.ts";
import { oauth } from "./oauth.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";
import { debugGuide, longGuide } from "./sources.ts";

const daySeconds = 86_400;

const policy: Policy = {
  // Day 40 to 45 of 60: late, and with two weeks left to find out why if it is refused.
  refresh: {
    model: "extending",
    handOutSeconds: 3600,
    keepaliveShare: 0.75,
    idleSeconds: 45 * daySeconds,
    minimumAgeSeconds: daySeconds,
    accessSeconds: 60 * daySeconds,
    source: longGuide,
  },
  // Nothing tells of dead tokens but a look. One costs up to eight calls of the profile's own 48,000 a day.
  probeSeconds: 3600,
  versions: [threadsApi],
  limits,
  lifetimes: [
    {
      what: "Login, extended by itself from its second day on",
      seconds: 60 * daySeconds,
      source: longGuide,
      ofLogin: true,
    },
    { what: "What a private profile allows, extended or not", seconds: 90 * daySeconds, source: longGuide },
    {
      what: "Access to data as Threads dates it; whether extending moves it is not documented",
      seconds: 90 * daySeconds,
      source: debugGuide,
    },
  ],
};

/** Threads: one login is one profile, with an app id of its own. Facts and sources: NOTES.md. */
export const threads = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  carriesError,
  hooks,
  setup,
} satisfies Network;

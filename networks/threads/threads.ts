import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { capabilities } from "./capabilities.ts";
import { carriesError, diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

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

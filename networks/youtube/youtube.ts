import { googleHooks as hooks } from "../kit/google-hooks.ts";
import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

/** YouTube through Google's sign-in: one consent is one channel, and the refresh token stays. Facts and sources: NOTES.md. */
export const youtube = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

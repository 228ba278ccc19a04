import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import { taskNames } from "../kit/meta-tasks.ts";
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

/** Facebook Pages: one login carries many Pages, each with a token of its own that has no end by time. Facts and sources: NOTES.md. */
export const facebook = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames: taskNames,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

import { metaHooks as hooks } from "../kit/meta-hooks.ts";
import { taskNames } from "../kit/meta-tasks.ts";
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

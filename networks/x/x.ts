import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { carriesError } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

/** X: one consent is one account, refresh tokens are for one use, and reads cost money. Facts and sources: NOTES.md. */
export const x = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  carriesError,
  setup,
} satisfies Network;

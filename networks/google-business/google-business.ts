import { googleHooks as hooks } from "../kit/google-hooks.ts";
import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { capabilities, roleNames } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

/** Google Business Profile through Google's sign-in: one consent reaches every location of the person. Facts and sources: NOTES.md. */
export const googleBusiness = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  setup,
} satisfies Network;

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

/** LinkedIn: one member's login carries the personal profile and every company page that the member manages. Facts and sources: NOTES.md. */
export const linkedin = {
  about,
  policy,
  capabilities,
  scopeNotes,
  roleNames,
  oauth,
  profiles,
  probe,
  diagnose,
  setup,
} satisfies Network;

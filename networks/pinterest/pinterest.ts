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

/** Pinterest: one login feeds all boards of an account; both tokens change with every refresh. Facts and sources: NOTES.md. */
export const pinterest = {
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

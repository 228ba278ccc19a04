import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { documents } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";

/** Bluesky: sessions bound to a key of ours, with refresh tokens for one use. Facts and sources: NOTES.md. */
export const bluesky = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  documents,
} satisfies Network;

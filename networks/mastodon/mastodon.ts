import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { servers } from "./servers.ts";

/** Mastodon and what speaks like it: any server, each with a registration of its own. Facts and sources: NOTES.md. */
export const mastodon = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  servers,
} satisfies Network;

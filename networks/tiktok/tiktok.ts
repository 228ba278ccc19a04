import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { errorIn } from "./api.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { hooks } from "./hooks.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { scopeNotes } from "./scope-notes.ts";
import { setup } from "./setup.ts";

const carriesError = (body: unknown): boolean => errorIn(body) !== undefined;

/** TikTok through Login Kit v2: one consent is one account, refresh tokens are for one use. Facts and sources: NOTES.md. */
export const tiktok = {
  about,
  policy,
  capabilities,
  scopeNotes,
  oauth,
  profiles,
  probe,
  diagnose,
  hooks,
  carriesError,
  setup,
} satisfies Network;

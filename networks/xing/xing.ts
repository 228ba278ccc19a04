import type { Network } from "../network.ts";
import { about } from "./about.ts";
import { capabilities } from "./capabilities.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { oauth } from "./oauth.ts";
import { policy } from "./policy.ts";
import { probe } from "./probe.ts";
import { profiles } from "./profiles.ts";
import { setup } from "./setup.ts";

/** XING: an interface on its last legs, off unless an operator has an old key. Facts and sources: NOTES.md. */
export const xing = { about, policy, capabilities, oauth, profiles, probe, diagnose, setup } satisfies Network;

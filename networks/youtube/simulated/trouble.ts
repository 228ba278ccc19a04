import { troubleAtSignIn } from "#simulator/google/sign-in.ts";
import { badGateway } from "#simulator/google/trouble.ts";
import type { Answer, Call, Fault, Play } from "#simulator/play.ts";
import { apiErrors, apiRefused } from "./errors.ts";

const hourMinutes = 60;

/** How Google words its own troubles, and ours with calling too often. A long wait is the project's day that is used up. */
export function trouble(_play: Play, call: Call, fault: Fault): Answer {
  const atSignIn = troubleAtSignIn(call, fault);
  if (atSignIn) return atSignIn;
  if (fault.kind === "outage") return apiRefused(apiErrors.backend());
  if (fault.kind === "html") return badGateway();
  if (fault.kind !== "rate_limited") return apiRefused(apiErrors.internal());
  const isForTheDay = (fault.waitMinutes ?? 1) > hourMinutes;
  return apiRefused(isForTheDay ? apiErrors.quota() : apiErrors.tooFast());
}

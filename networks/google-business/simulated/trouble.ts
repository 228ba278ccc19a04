import { projectOf } from "#simulator/google/bearer.ts";
import { callerAtGoogle, troubleAtSignIn } from "#simulator/google/sign-in.ts";
import { badGateway } from "#simulator/google/trouble.ts";
import type { Answer, Call, Fault, Play } from "#simulator/play.ts";
import { apiErrors, apiRefused } from "./errors.ts";

/** How Google words its own troubles, and ours with calling too often. */
export function trouble(play: Play, call: Call, fault: Fault): Answer {
  const atSignIn = troubleAtSignIn(call, fault);
  if (atSignIn) return atSignIn;
  if (fault.kind === "html") return badGateway();
  if (fault.kind === "outage") return apiRefused(apiErrors.down());
  if (fault.kind !== "rate_limited") return apiRefused(apiErrors.internal());
  const project = projectOf({ id: callerAtGoogle(play, call).app ?? "0" });
  return apiRefused(apiErrors.tooFast(call.host, project));
}

import { addSeconds } from "#core/backoff.ts";
import type { InterfaceVersion } from "#networks/network.ts";

/** The operator hears of a version's end this long ahead: time to update Latchkey. Seconds. */
const noticeSeconds = 60 * 86_400;

/** `ending`: an update is needed before its last day; `ended`: the network may refuse every call. */
export function versionState({ endsAt }: InterfaceVersion, now: Date): "current" | "ending" | "ended" {
  if (!endsAt || endsAt > addSeconds(now, noticeSeconds)) return "current";
  return endsAt > now ? "ending" : "ended";
}

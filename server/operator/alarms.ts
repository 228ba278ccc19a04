import type { Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { readAlarms } from "../calls/paid-reads.ts";
import type { StoredApp } from "../store/apps.ts";
import { day } from "../words/causes.ts";
import { versionState } from "./versions.ts";

/** What of our apps at a network may be an alarm. */
interface AppsState {
  readonly apps: readonly StoredApp[];
  readonly paidReads: contract.Network["paidReads"];
}

/** What the operator has to know of a network: one line each, however many people it concerns (P28). */
export function alarmsOf(network: Network, { apps, paidReads }: AppsState, now: Date): contract.Network["alarms"] {
  const ofApps = apps.flatMap((app) => ofApp(network, app));
  return [...ofApps, ...readAlarms(network, paidReads), ...ofVersions(network, now)];
}

function ofApp(network: Network, app: StoredApp): contract.Network["alarms"] {
  const { name } = network.about;
  const rejected = app.health === "rejected" && {
    kind: "app_rejected" as const,
    text: `${name} refuses this installation’s app. Check its secret and whether it is still active at ${name}; nobody needs to renew.`,
    since: app.health_since?.toISOString() ?? null,
  };
  const refused = app.refused_at && {
    kind: "consent_refused" as const,
    text: `${name} did not show its consent screen: ${app.refused_words ?? "it gave no reason."} Check the redirect address and the permissions that are approved for the app.`,
    since: app.refused_at.toISOString(),
  };
  return [rejected, refused].filter((one) => one !== false && one !== null);
}

function ofVersions(network: Network, now: Date): contract.Network["alarms"] {
  return (network.policy.versions ?? []).flatMap((version) => {
    const state = versionState(version, now);
    if (state === "current" || !version.endsAt) return [];
    const text =
      state === "ended"
        ? `${version.name} ended on ${day(version.endsAt)}. Update Latchkey: ${network.about.name} may refuse every call.`
        : `${version.name} ends on ${day(version.endsAt)}. Update Latchkey before then.`;
    return [{ kind: state === "ended" ? ("version_ended" as const) : ("version_ending" as const), text, since: null }];
  });
}

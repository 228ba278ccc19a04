import type { HookRequest } from "#networks/network.ts";
import type { Control } from "#simulator/control.ts";
import { listen } from "./facebook-rehearsal.ts";
import { publicUrl } from "./network-rehearsal.ts";

/** A request to one of our hooks, as Meta posts it. */
export const hookRequest = (body: string, now: Date): HookRequest => ({
  headers: {},
  query: new URLSearchParams(),
  body,
  now,
  statusUrl: (code) => `${publicUrl}/deletion/${code}`,
});

/** What Meta posts when this person asks for their data to be deleted, and then removes the app. */
export async function postedFor(
  control: Pick<Control, "updateApp" | "requestDataDeletion" | "removeApp">,
  person: string,
): Promise<{ readonly deletion: string; readonly removal: string }> {
  const posted: string[] = [];
  const listener = await listen(posted);
  await control.updateApp({ deauthorizeUrl: listener.url, dataDeletionUrl: listener.url });
  await control.requestDataDeletion({ person });
  await control.removeApp({ person });
  await listener.close();
  const [deletion = "", removal = ""] = posted;
  return { deletion, removal };
}

import type * as contract from "#sdk/contract.ts";
import type { Visit } from "#simulator/visitor.ts";
import type { TestWorld } from "./world.ts";

/** Connects these profiles with this person's login, by the same requests as the web app. */
export async function connectPages(
  t: TestWorld,
  who: Partial<Visit>,
  names: readonly string[],
): Promise<contract.Connection> {
  const id = await t.mira.beginConnecting(who);
  await t.settle();
  const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates?limit=200`);
  const remoteIds = items.filter((one) => names.includes(one.name)).map((one) => one.remoteId);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
  await t.settle();
  return t.mira.connection(id);
}

/** Starts a renewal of a profile and walks through the consent; answers the flow's id. Run `settle()` for what follows. */
export async function beginRenewing(
  t: TestWorld,
  profileName: string,
  visit: Partial<Visit>,
  wish: Partial<contract.RenewalStart> = {},
): Promise<string> {
  const { id } = await t.profile(profileName);
  const started = await t.mira.post<contract.Started>("/v1/renewals", { profileId: id, ...wish });
  await t.mira.walk(started.url, visit);
  return started.connectionId ?? "";
}

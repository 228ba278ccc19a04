import { expect } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import { openWindows } from "./shared-chromium.ts";
import { testWorld, type TestWorld } from "./world.ts";

/** The whole product with one network's sample, of which people connect a profile each. */
export interface NetworkWorld extends TestWorld {
  readonly side: Control;
  /** Connects this profile with that person's login; answers the name. */
  connect(person: string, profile: string, identifier?: string): Promise<string>;
  /** What a person sees of it. */
  see(profile: string): Promise<contract.Profile>;
  /** A caller of the API was refused with this answer. */
  report(profile: string, answer: Omit<contract.FailureReport, "call">): Promise<contract.FailureDiagnosis>;
  /** Seconds pass, one after the other, and what comes due is done. */
  wait(...seconds: readonly number[]): Promise<void>;
}

/** `scenario`: instead of the sample. */
export async function networkWorld(id: string, scenario?: Scenario): Promise<NetworkWorld> {
  const t = await testWorld();
  const network = t.world.networks.find(id);
  if (!network) throw new Error(`${id} is not in the list`);
  const side = createControl(t.simulatorUrl, id);
  await (scenario ? side.load(scenario) : side.loadSample());
  await enterApp(t.world, network, side);
  const see = async (name: string) => {
    const { items } = await t.get<contract.Page<contract.Profile>>(`/v1/profiles?network=${id}&limit=200`);
    const found = items.find((one) => one.name === name);
    if (!found) throw new Error(`no “${name}” of ${id} is connected`);
    return found;
  };
  return Object.assign(t, {
    side,
    see,
    connect: async (person: string, profile: string, identifier?: string) => {
      const { email, password } = await side.findPerson(person);
      const started = await t.mira.post<contract.Started>("/v1/connections", {
        network: id,
        ...(identifier && { identifier }),
      });
      await t.mira.walk(started.url, { email, password, pages: [profile] });
      await t.settle();
      const flow = started.connectionId ?? "";
      const { items } = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${flow}/candidates`);
      const remoteIds = items.filter((one) => one.name === profile).map((one) => one.remoteId);
      await t.mira.post(`/v1/connections/${flow}/profiles`, { remoteIds });
      await t.settle();
      expect(await see(profile)).toMatchObject({ status: "connected" });
      return profile;
    },
    report: async (profile: string, answer: Omit<contract.FailureReport, "call">) => {
      const { id: profileId } = await see(profile);
      const report: contract.FailureReport = { call: "publish", ...answer };
      const told = await t.mira.post<contract.FailureDiagnosis>(`/v1/profiles/${profileId}/failures`, report);
      await t.settle();
      return told;
    },
    wait: async (...seconds: readonly number[]) => {
      for (const some of seconds) await t.pass(some);
    },
  });
}

/** The notes of a network as programs read them: every fact in them has a source, and a day on which it was read. */
export async function notesOf(t: TestWorld, id: string): Promise<contract.NetworkNotes> {
  const notes = await t.get<contract.NetworkNotes>(`/v1/networks/${id}`);
  const sourced = [notes.refreshing, ...notes.lifetimes, ...notes.scopes, ...notes.roles, ...notes.limits];
  for (const fact of sourced)
    expect(fact).toMatchObject({
      source: expect.stringMatching(/\S/),
      readOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  expect(notes.guide.needs.length).toBeGreaterThan(0);
  expect(notes.limits.length).toBeGreaterThan(0);
  return notes;
}

/** The network's page as Mira sees it, in a real browser: each of these words stands in its section. */
export async function expectOnPage(
  t: TestWorld,
  id: string,
  words: readonly (readonly [section: string, words: string])[],
): Promise<void> {
  await using chromium = await openWindows();
  const context = await chromium.open({ width: 1360, height: 900 });
  await context.addCookies([...t.mira.cookies].map(([name, value]) => ({ name, value, url: t.url })));
  const page = await context.newPage();
  await page.goto(`${t.url}/networks/${id}`);
  for (const [section, text] of words)
    await page.getByRole("region", { name: section, exact: true }).getByText(text).first().waitFor();
}

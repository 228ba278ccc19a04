import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { instagram } from "#networks/instagram/instagram.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "../demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import { appId, appSecret, testWorld, type TestWorld } from "#test/world.ts";
import { keepApp } from "../apps/apps.ts";

/** The host that a started connection sends the browser to. */
async function hostOf(t: TestWorld, { url }: contract.Started): Promise<string> {
  const address = (await t.mira.fetch(url)).headers.get("location") ?? "";
  return address.replace(`${t.simulatorUrl}/`, "").split("/")[0] ?? "";
}

test("R70 beginning again goes in by the way that was chosen; a way that nobody knows or set up is refused", async () => {
  await using t = await testWorld();
  const control = createControl(t.simulatorUrl, "instagram");
  await control.loadSample();
  await enterApp(t.world, instagram, control);
  const start = (way: string) => t.mira.post<contract.Started>("/v1/connections", { network: "instagram", way });
  await expect(start("page")).rejects.toThrow(/not set up here yet/);
  await expect(start("chimney")).rejects.toThrow(/knows no way in called “chimney”/);

  const clientSecret = Secret.of(appSecret);
  await keepApp(t.world, { network: "instagram", instance: "page", clientId: appId, clientSecret, settings: {} });
  const begun = [await start("login"), await start("page")];
  const hosts = [await hostOf(t, begun[0]!), await hostOf(t, begun[1]!)];
  expect(hosts).toEqual(["www.instagram.com", "www.facebook.com"]);
  for (const [index, { connectionId }] of begun.entries()) {
    const path = `/v1/connections/${connectionId}/restart`;
    expect(await hostOf(t, await t.mira.post<contract.Started>(path, {}))).toBe(hosts[index]);
  }
});

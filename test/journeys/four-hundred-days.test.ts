import { describe, expect, test } from "vitest";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import { testWorld } from "../world.ts";

interface Story {
  readonly network: string;
  readonly way?: string;
  /** What people see on which day, from the first to the last: `connected` is day 0. */
  readonly sees: readonly (readonly [status: string, cause: string | null, from: number, to: number])[];
}

const always = [["connected", null, 0, 400]] as const;

/** How long a login lives when nobody but Latchkey does anything; the days stand in the networks' sheets. */
const stories: readonly Story[] = [
  {
    network: "linkedin",
    sees: [
      ["connected", null, 0, 350],
      ["expiring", "yearly_renewal_due", 351, 364],
      ["expired", "yearly_renewal_due", 366, 400],
    ],
  },
  { network: "pinterest", sees: always },
  { network: "xing", sees: always },
  { network: "instagram", sees: always },
  { network: "threads", sees: always },
  { network: "youtube", sees: always },
  { network: "x", sees: always },
  {
    network: "tiktok",
    sees: [
      ["connected", null, 0, 350],
      ["expiring", "lifetime_reached", 351, 364],
      ["expired", "lifetime_reached", 367, 400],
    ],
  },
];

const stepDays = 7;

describe.each(stories)("$network", ({ network, way, sees }) => {
  test(
    "R61 R60 P21 P25 lives 400 days as its policy demands, and people are warned before it ends",
    { timeout: 240_000 },
    async () => {
      await using t = await testWorld();
      const found = t.world.networks.find(network);
      if (!found) throw new Error(`${network} is not in the list`);
      const control = createControl(t.simulatorUrl, network);
      await control.loadSample();
      await enterApp(t.world, found, control);
      const { email, password } = await control.findPerson("anna-berg");
      const started = await t.mira.post<contract.Started>("/v1/connections", { network, ...(way ? { way } : {}) });
      await t.mira.walk(started.url, { email, password });
      await t.settle();
      const id = started.connectionId ?? "";
      const candidates = await t.mira.get<contract.Page<contract.Candidate>>(
        `/v1/connections/${id}/candidates?limit=200`,
      );
      const remoteIds = candidates.items.filter((one) => one.unusable === null).map((one) => one.remoteId);
      await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds });
      await t.settle();

      const all = "/v1/profiles?status=connected,expiring,limited,expired,waiting,unverified&limit=200";
      const profiles = async () => (await t.get<contract.Page<contract.Profile>>(all)).items;
      // One that can do everything: what its role withholds is no matter of time.
      const watched = (await profiles()).find((one) => one.status === "connected")?.id;
      const seen: [day: number, status: string, cause: string | null][] = [];
      for (let day = 0; day <= 400; day += stepDays) {
        const now = (await profiles()).find((one) => one.id === watched);
        seen.push([day, now?.status ?? "gone", now?.cause ?? null]);
        await t.pass(stepDays * 86_400);
      }
      const wrong = seen.filter(([day, status, cause]) =>
        sees.some(([wanted, why, from, to]) => day >= from && day <= to && (status !== wanted || cause !== why)),
      );
      expect(wrong).toEqual([]);
    },
  );
});

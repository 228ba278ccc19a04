import { beforeAll, describe, expect, test } from "vitest";
import * as networks from "#networks/index.ts";
import type * as contract from "#sdk/contract.ts";
import { enterApp } from "#server/demo/samples.ts";
import { createControl } from "#simulator/control.ts";
import { testWorld, type TestWorld } from "../world.ts";

interface Story {
  readonly network: string;
  /** What people see on which day, from the first to the last: `connected` is day 0. */
  readonly sees: readonly (readonly [status: string, cause: string | null, from: number, to: number])[];
}

const always = [["connected", null, 0, 400]] as const;

/** How long a login lives when nobody but Latchkey does anything; the days stand in the networks' sheets. */
const stories: readonly Story[] = [
  {
    network: "facebook",
    // Pages have tokens of their own that outlive the login's sixty days; what comes after the ninetieth day nobody has confirmed.
    sees: [
      ["connected", null, 0, 75],
      ["expiring", "data_access_expired", 76, 400],
    ],
  },
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
  { network: "google-business", sees: always },
  { network: "x", sees: always },
  { network: "mastodon", sees: always },
  {
    network: "bluesky",
    // Without a signing key of the installation; such a short life is announced from its half on.
    sees: [
      ["connected", null, 0, 6],
      ["expiring", "lifetime_reached", 7, 13],
      ["expired", "lifetime_reached", 15, 400],
    ],
  },
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
/** Two of a login's profiles tell what becomes of it; where everything is added by itself it is all of them. */
const profilesEach = 2;

type Seen = readonly [day: number, status: string, cause: string | null, words: string];

/** Connects the first person of a network's sample; answers the profile to watch. */
async function connect(t: TestWorld, network: string): Promise<string> {
  const found = t.world.networks.find(network);
  if (!found) throw new Error(`${network} is not in the list`);
  const control = createControl(t.simulatorUrl, network);
  await control.loadSample();
  await enterApp(t.world, found, control);
  const { people, pages } = await control.networkState();
  const [{ email, password } = { email: "", password: "" }] = people;
  const [{ notes, username } = { notes: {}, username: "" }] = pages;
  const { server = username }: Record<string, unknown> = notes;
  const identifier = found.about.identifier && String(server);
  const started = await t.mira.post<contract.Started>("/v1/connections", {
    network,
    ...(identifier && { identifier }),
  });
  const landed = await t.mira.walk(started.url, { email, password });
  // Bluesky leads to 127.0.0.1, where a client without a public address has to be, and we on to the name that people use.
  if (landed.includes("/v1/oauth/callback?")) await t.mira.fetch(landed);
  await t.settle();
  const id = started.connectionId ?? "";
  const candidates = await t.mira.get<contract.Page<contract.Candidate>>(`/v1/connections/${id}/candidates?limit=200`);
  const usable = candidates.items.filter((one) => one.unusable === null).slice(0, profilesEach);
  if (usable.length === 0) throw new Error(`${network}: ${JSON.stringify(await t.mira.connection(id))}`);
  await t.mira.post(`/v1/connections/${id}/profiles`, { remoteIds: usable.map((one) => one.remoteId) });
  await t.settle();
  // One that can do everything: what its role withholds is no matter of time.
  const watched = (await profiles(t)).find((one) => one.network === network && one.status === "connected");
  if (!watched) throw new Error(`nothing of ${network} is connected`);
  return watched.id;
}

async function profiles(t: TestWorld): Promise<readonly contract.Profile[]> {
  const all = "/v1/profiles?status=connected,expiring,limited,expired,waiting,unverified&limit=200";
  return (await t.get<contract.Page<contract.Profile>>(all)).items;
}

/** All of them live in one house: each day that passes, passes for all. */
async function liveThrough(): Promise<ReadonlyMap<string, readonly Seen[]>> {
  // On a busy machine an answer may take its time; a refresh that is cut off could spend a one-time token.
  await using t = await testWorld({ config: { callDeadlineSeconds: 60 } });
  const watched = new Map<string, string>();
  for (const { network } of stories) watched.set(network, await connect(t, network));
  const seen = new Map(stories.map(({ network }) => [network, [] as Seen[]]));
  for (let day = 0; day <= 400; day += stepDays) {
    const now = await profiles(t);
    for (const [network, id] of watched) {
      const one = now.find((profile) => profile.id === id);
      seen.get(network)?.push([day, one?.status ?? "gone", one?.cause ?? null, one?.statusText ?? ""]);
    }
    await t.pass(stepDays * 86_400);
  }
  return seen;
}

describe("400 days", () => {
  let lived: ReadonlyMap<string, readonly Seen[]>;
  beforeAll(async () => {
    lived = await liveThrough();
  }, 400_000);

  test("R61 every network has its story", () => {
    const told = stories.map(({ network }) => network);
    expect(told.toSorted()).toEqual(
      Object.values(networks)
        .map(({ about }) => about.id)
        .toSorted(),
    );
  });

  test("R55 a date that has passed is not called one to act before", () => {
    const words = (lived.get("facebook") ?? [])
      .filter(([, status]) => status === "expiring")
      .map(([, , , text]) => text);
    expect(words[0]).toMatch(/^Works, and a person must act before 20 February 2027\./);
    expect(words.at(-1)).toMatch(/^Works still, although a person was to act before 20 February 2027\./);
  });

  test.each(stories)(
    "R61 R60 P21 P25 $network: lives as its policy demands, and people are warned before it ends",
    ({ network, sees }) => {
      const seen = lived.get(network) ?? [];
      expect(seen.at(-1)?.[0]).toBe(399);
      const wrong = seen.filter(([day, status, cause]) =>
        sees.some(([wanted, why, from, to]) => day >= from && day <= to && (status !== wanted || cause !== why)),
      );
      expect(wrong).toEqual([]);
    },
  );
});

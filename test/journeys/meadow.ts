import type { BrowserContext, Page } from "playwright-core";
import { Secret } from "#core/secret.ts";
import * as networks from "#networks/index.ts";
import { NetworkFailure, type Call, type FoundProfile, type Network } from "#networks/network.ts";
import { keepApp } from "#server/apps/apps.ts";
import { createControl, type Control } from "#simulator/control.ts";
import type { Browser } from "../browser.ts";
import { chirp } from "../chirp/chirp.ts";
import { chirpApp, simulatedChirp } from "../chirp/chirp-world.ts";
import type { Look, TestBrowser } from "../chromium.ts";
import { testWorld, type TestWorld } from "../world.ts";

const made = { what: "made up", source: "docs.chirp.example/rights, read 2026-11-22" };

/** Chirp, with one of everything that a network's page can tell. */
export const meadow: Network = {
  ...chirp,
  about: {
    ...chirp.about,
    profileNoun: { one: "nest", many: "nests" },
    kindNames: { egg: "eggs" },
    limited: "Chirp closes its interface step by step; what works today may stop.",
    refuses: ["Flocks cannot be connected: Chirp lets no program into them. Connect the nest instead."],
  },
  capabilities: {
    publish: {
      scopes: ["chirp.write", "chirp.read"],
      anyRole: ["OWNER", "LEAD_SINGER"],
      source: made.source,
      instead: { scopes: ["chirp.all"], anyRole: [] },
      absentFor: { egg: "An egg has nobody who could speak for it." },
    },
    inbox: { absent: "Chirp shows answers to nobody but the author." },
    analytics: { scopes: [], anyRole: [], source: made.source },
  },
  roleNames: { OWNER: "Owner", LEAD_SINGER: "Lead singer" },
  policy: {
    ...chirp.policy,
    limits: [
      {
        what: "Songs",
        limit: "12 a day for each nest.",
        figure: { count: 12, of: "songs", perSeconds: 86_400, per: "profile" },
        source: made.source,
      },
      { what: "Length of a song", limit: "About a minute.", source: made.source, unconfirmed: true },
    ],
    versions: [{ name: "Chirp API 7", endsAt: new Date("2026-12-24T00:00:00Z"), source: made.source }],
  },
  setup: {
    portal: { name: "Chirp for Developers", url: "https://developers.chirp.example/apps" },
    steps: ["Register an app.", "Enter the redirect URL."],
    prove,
  },
};

/** A made-up code: only an app that Chirp knows is told that the code is wrong. */
async function prove(call: Call): Promise<void> {
  const { clientId, clientSecret } = call.app;
  try {
    await call.send("connect", {
      url: "https://api.chirp.example/oauth/token",
      form: { grant_type: "authorization_code", code: "none", client_id: clientId, client_secret: clientSecret },
    });
  } catch (failure) {
    if (failure instanceof NetworkFailure && failure.diagnosis.kind === "grant-revoked") return;
    throw failure;
  }
}

/** The world, with the control of the simulated Chirp. */
export interface Meadow extends TestWorld {
  readonly chirpSide: Control;
}

/** A world with Chirp beside the other networks; its app is registered there, and not entered here. */
export async function meadowWorld(network: Network = meadow): Promise<Meadow> {
  const t = await testWorld({ networks: { ...networks, chirp: network }, simulated: [simulatedChirp] });
  const chirpSide = createControl(t.simulatorUrl, "chirp");
  const app = { id: chirpApp.id, name: "Latchkey", secret: chirpApp.secret };
  const redirectUris = [`${t.url}/v1/oauth/callback`];
  await chirpSide.load({
    people: [{ handle: "dora", name: "Dora" }],
    apps: [
      { ...app, redirectUris },
      { ...app, id: "window-app", redirectUris },
    ],
  });
  return Object.assign(t, { chirpSide });
}

/** What an operator does on the setup page. */
export const enterChirp = (t: TestWorld, instance = "", clientId = chirpApp.id) =>
  keepApp(t.world, {
    network: "chirp",
    instance,
    clientId,
    clientSecret: Secret.of(chirpApp.secret),
    settings: {},
  });

/** A page of a browser in which Mira, or somebody else, is signed in. */
export async function pageOf(
  t: TestWorld,
  chromium: TestBrowser,
  { look = { width: 1360, height: 900 }, who = t.mira }: { look?: Look; who?: Browser } = {},
): Promise<Page> {
  const context: BrowserContext = await chromium.open(look);
  await context.addCookies([...who.cookies].map(([name, value]) => ({ name, value, url: t.url })));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

/** Chirp with nests that are followed; `held` keeps the list back after so many until it is let go. */
export function nests(count: number, held?: { readonly after: number; readonly gate: Promise<void> }): Network {
  return {
    ...meadow,
    profiles: {
      follow: "all",
      async *list(): AsyncIterable<FoundProfile> {
        for (let number = 1; number <= count; number++) {
          if (number - 1 === held?.after) await held.gate;
          yield { remoteId: `nest-${number}`, name: `Nest ${number}`, kind: "nest" };
        }
        yield { remoteId: "nest-0", name: "Fallen nest", kind: "nest", unusable: "It has fallen. Build another one." };
      },
    },
    probe: { ...meadow.probe, access: async () => ({}) },
  };
}

import type { Scenario } from "#simulator/play.ts";
import type { Switch } from "./switches.ts";

type App = NonNullable<Scenario["apps"]>[number];

export const client = { clientId: "bwo2m45353a6k85", clientSecret: "0123456789abcdef0123456789abcdef" };
export const anna = { email: "anna-berg@people.example", password: "password" };
/** A user name leads straight to that account. */
export const annasHamburg = { email: "northwind.hamburg", password: "password" };
export const annasAds = { email: "northwind.ads", password: "password" };

/** Anna with two accounts and an ad account, Ben with one: enough to rehearse with. */
export const smallWorld = (redirectUri: string, switches: readonly Switch[] = [], changes: Partial<App> = {}) =>
  ({
    people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
    apps: [
      {
        name: "Latchkey",
        id: client.clientId,
        secret: client.clientSecret,
        redirectUris: [redirectUri],
        configurations: switches.map((id) => ({ id, scopes: [] })),
        ...changes,
      },
    ],
    pages: [
      { name: "Northwind Berlin", people: { "anna-berg": "owner" } },
      { name: "Northwind Hamburg", people: { "anna-berg": "owner" } },
      { name: "Northwind Oslo", people: { "ben-okoro": "owner" } },
      { name: "Northwind Ads", notes: { kind: "ad", seenBy: ["anna-berg"] } },
    ],
  }) satisfies Scenario;

import type { Scenario } from "#simulator/play.ts";
import { sample } from "./sample.ts";

const [registered] = sample.apps ?? [];

/** The sample with an app whose redirect address is set: what tests connect with. */
export const client = { clientId: registered?.id ?? "", clientSecret: registered?.secret ?? "" };

export const rehearsed = (redirectUri: string, changes: Partial<Scenario> = {}): Scenario => ({
  ...sample,
  apps: [{ name: "Latchkey", id: client.clientId, secret: client.clientSecret, redirectUris: [redirectUri] }],
  ...changes,
});

/** How one signs in with a profile's own login. */
export const as = (city: string): { email: string; password: string } => ({
  email: `northwind.${city}`,
  password: "coffee",
});

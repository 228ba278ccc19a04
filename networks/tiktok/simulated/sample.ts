import type { Scenario } from "#simulator/play.ts";

const account = (city: string, owner: string) => ({
  name: `Northwind ${city}`,
  username: `northwind.${city.toLowerCase().replaceAll(/[^a-z]/g, "")}`,
  category: "Coffee shop",
  people: { [owner]: "owner" },
});

/** The demo's coffee house on TikTok. The ad account can be seen and not used. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password: "coffee" },
    { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password: "coffee" },
    { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password: "coffee" },
  ],
  apps: [{ name: "Latchkey", id: "awn0rthw1ndc0ff33", secret: "t1kt0kd3m0c0ff33t1kt0kd3m0c0ff33", redirectUris: [] }],
  pages: [
    account("Berlin", "anna-berg"),
    account("Hamburg", "anna-berg"),
    account("Leipzig", "anna-berg"),
    account("Oslo", "ben-okoro"),
    account("Bergen", "ben-okoro"),
    account("Roastery", "ben-okoro"),
    account("Summer Stage", "carla-ruiz"),
    account("Latte Art Cup", "carla-ruiz"),
    {
      name: "Northwind Ads",
      username: "northwind.ads",
      category: "Advertiser account",
      notes: { kind: "ad", seenBy: ["anna-berg"] },
    },
  ],
};

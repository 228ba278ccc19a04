import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

/**
 * Northwind Coffee: four accounts behind Bluesky's own door, one on a server of its own with the company's domain in its name.
 * No app: clients of Bluesky are registered nowhere.
 */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password },
  ],
  pages: [
    // Left for whoever tries the demo: it is the handle that the form suggests.
    {
      name: "Anna Berg",
      handle: "anna",
      username: "anna.bsky.social",
      people: { "anna-berg": "owner" },
      notes: { unconnected: true },
    },
    {
      name: "Northwind Coffee",
      handle: "northwind",
      username: "northwind.bsky.social",
      people: { "anna-berg": "owner" },
    },
    { name: "Northwind Berlin", username: "northwind-berlin.bsky.social", people: { "ben-okoro": "owner" } },
    { name: "Night Market", username: "nightmarket.bsky.social", people: { "carla-ruiz": "owner" } },
    {
      name: "Northwind Roastery",
      username: "roastery.northwind.social",
      people: { "ben-okoro": "owner" },
      notes: { pds: "pds.northwind.social" },
    },
  ],
};

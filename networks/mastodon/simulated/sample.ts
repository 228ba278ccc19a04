import type { Scenario } from "#simulator/play.ts";

const password = "coffee";
const at = (server: string, more: Record<string, string> = {}) => ({ server, ...more });

/**
 * Northwind Coffee on two servers: each of the three has an account at northwind.social, the roastery and its neighbours live at
 * coffee.example. The same id at both servers means two accounts.
 */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password },
  ],
  apps: [
    {
      name: "Latchkey",
      id: "c0ffee-northwind-demo-client-of-latchkey-01",
      secret: "c0ffee-northwind-demo-secret-of-latchkey-01",
      redirectUris: [],
    },
  ],
  pages: [
    {
      name: "Northwind Coffee",
      username: "northwind",
      people: { "anna-berg": "owner" },
      notes: at("northwind.social", { id: "109300000000000001" }),
    },
    { name: "Northwind Berlin", username: "berlin", people: { "ben-okoro": "owner" }, notes: at("northwind.social") },
    { name: "Night Market", username: "nightmarket", people: { "carla-ruiz": "owner" }, notes: at("northwind.social") },
    {
      name: "Northwind Roastery",
      username: "roastery",
      people: { "anna-berg": "owner" },
      notes: at("coffee.example", { id: "109300000000000001" }),
    },
    { name: "Northwind Oslo", username: "oslo", people: { "anna-berg": "owner" }, notes: at("coffee.example") },
    { name: "Northwind Hamburg", username: "hamburg", people: { "ben-okoro": "owner" }, notes: at("coffee.example") },
    {
      name: "Northwind Berlin (old)",
      username: "northwind_berlin",
      people: { "ben-okoro": "owner" },
      notes: at("coffee.example", { movedTo: "berlin@northwind.social" }),
    },
    { name: "Summer Stage", username: "summerstage", people: { "carla-ruiz": "owner" }, notes: at("coffee.example") },
  ],
};

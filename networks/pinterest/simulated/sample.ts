import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

/** Northwind Coffee on Pinterest: two business accounts, an agency's personal one, a group board, and what cannot be used. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", id: "812336984371002417", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", id: "904411730256118093", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", id: "771902865540213376", email: "carla@agency.example", password },
  ],
  apps: [{ name: "Latchkey", id: "1498207", secret: "7d3f0c0ffee4a1b28e95c0ffee6d0b7f31c0ffee", redirectUris: [] }],
  portfolios: [
    { name: "Northwind Coffee", people: ["anna-berg"] },
    { name: "Northwind Roastery", people: ["ben-okoro"] },
  ],
  pages: [
    { name: "Winter drinks", id: "812336915651567101", people: { "anna-berg": "owner" } },
    { name: "Latte art", id: "812336915651567102", people: { "anna-berg": "owner" } },
    { name: "Our shops in Berlin and Oslo", id: "812336915651567103", people: { "anna-berg": "owner" } },
    { name: "Coffee at home", id: "812336915651567104", people: { "anna-berg": "owner", "ben-okoro": "collaborator" } },
    {
      name: "Shop the look",
      id: "812336915651567105",
      people: { "anna-berg": "owner" },
      notes: { privacy: "PROTECTED" },
    },
    {
      name: "Spring campaign (draft)",
      id: "812336915651567106",
      people: { "anna-berg": "owner" },
      notes: { privacy: "SECRET" },
    },
    { name: "Beans of the month", id: "904411661536641201", people: { "ben-okoro": "owner" } },
    { name: "Behind the roaster", id: "904411661536641202", people: { "ben-okoro": "owner" } },
    { name: "Summer Stage", id: "771902796820736301", people: { "carla-ruiz": "owner", "anna-berg": "collaborator" } },
    { name: "Night Market", id: "771902796820736302", people: { "carla-ruiz": "owner" } },
    {
      name: "Night Market ads",
      id: "771902796820736303",
      people: { "carla-ruiz": "owner" },
      notes: { adsOnly: true },
    },
  ],
};

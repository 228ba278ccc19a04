import type { Scenario } from "#simulator/play.ts";

const password = "coffee";
const owner = (handle: string): Record<string, string> => ({ [handle]: "owner" });

/** The coffee house's accounts. Sign in with the username of an account, or with an e-mail address and choose. */
export const sample: Scenario = {
  people: [
    { handle: "anna-berg", name: "Anna Berg", email: "anna@northwind.example", password },
    { handle: "ben-okoro", name: "Ben Okoro", email: "ben@northwind.example", password },
    { handle: "carla-ruiz", name: "Carla Ruiz", email: "carla@agency.example", password },
  ],
  apps: [{ id: "990000000000001", name: "Latchkey", secret: "1n5ta0c0ffee1n5ta0c0ffee1n5ta0c0", redirectUris: [] }],
  pages: [
    // The ids are fixed where the simulated Facebook may know the same account, linked to a Page.
    {
      id: "17841400000000001",
      name: "Northwind Berlin",
      username: "northwind.berlin",
      people: owner("anna-berg"),
    },
    {
      id: "17841400000000003",
      name: "Northwind Hamburg",
      username: "northwind.hamburg",
      people: owner("anna-berg"),
    },
    { name: "Northwind Köln", username: "northwind.koeln", people: owner("anna-berg") },
    { name: "Northwind Oslo", username: "northwind.oslo", people: owner("ben-okoro") },
    {
      name: "Northwind Roastery",
      username: "northwind.roastery",
      people: owner("ben-okoro"),
      notes: { accountType: "Media_Creator" },
    },
    { name: "Northwind Summer Stage", username: "northwind.summerstage", people: owner("carla-ruiz") },
    { name: "Northwind Night Market", username: "northwind.nightmarket", people: owner("carla-ruiz") },
    // Seen in the login, and refused there: neither way takes personal accounts.
    {
      name: "Anna's coffee diary",
      username: "annas.coffee.diary",
      people: owner("anna-berg"),
      notes: { accountType: "Personal" },
    },
  ],
};

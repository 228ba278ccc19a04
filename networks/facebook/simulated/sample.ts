import type { Scenario } from "#simulator/play.ts";

/** A small world to look around in. */
export const sample: Scenario = {
  people: [
    { handle: "anna", name: "Anna Berg", email: "anna@people.example" },
    { handle: "ben", name: "Ben Okoro", email: "ben@people.example" },
    { handle: "carla", name: "Carla Diaz", email: "carla@people.example" },
  ],
  apps: [
    {
      id: "138483919580948",
      name: "Sample App",
      secret: "0123456789abcdef0123456789abcdef",
      redirectUris: ["http://localhost:4000/callback"],
    },
  ],
  portfolios: [{ handle: "holding", name: "Sample Holding", people: ["ben"] }],
  pages: [
    { name: "Sample Berlin", people: { anna: "full_control", ben: "moderator" } },
    { name: "Sample Hamburg", people: { anna: "full_control" } },
    {
      name: "Sample Vienna",
      portfolio: "holding",
      people: { ben: { tasks: "partial_control", via: "portfolio" } },
    },
    { name: "Sample Store", count: 30, people: { carla: "full_control" } },
  ],
};

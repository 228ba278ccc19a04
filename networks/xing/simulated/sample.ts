import type { Scenario } from "#simulator/play.ts";

/** Northwind Coffee at XING: every profile is a person, so there are as many profiles as people. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password: "coffee" },
    { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password: "coffee" },
    { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password: "coffee" },
  ],
  apps: [
    {
      id: "0d3m0c0ffee0d3m0c0ff",
      name: "Latchkey",
      secret: "c0ffee0d3m0c0ffee0d3m0c0ffee0d3m0c0ffee0",
      redirectUris: [],
    },
  ],
};

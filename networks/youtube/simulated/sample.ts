import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

const channel = (name: string, id: string, people: Record<string, string>) => ({ name, id, people });

/** Northwind Coffee on YouTube: one of the channels has two managers, and one was never set up, so it can be seen and not used. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", id: "108246801357924680135", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", id: "113579246801357924680", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", id: "117924680135792468013", email: "carla@agency.example", password },
  ],
  apps: [
    {
      name: "Latchkey",
      id: "700246813579-n0rthw1ndc0ffee.apps.googleusercontent.com",
      secret: "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",
      redirectUris: [],
    },
  ],
  pages: [
    channel("Northwind Coffee", "UCn0rthw1ndC0ffeeMain0Aa", { "anna-berg": "owner", "ben-okoro": "manager" }),
    channel("Northwind Berlin", "UCn0rthw1ndBerl1nSh0p0Bb", { "anna-berg": "owner" }),
    channel("Northwind Hamburg", "UCn0rthw1ndHamburgSh0pCc", { "anna-berg": "owner" }),
    channel("Northwind Roastery", "UCn0rthw1ndR0asteryTv0Dd", { "ben-okoro": "owner" }),
    channel("Northwind Barista School", "UCn0rthw1ndBar1staSch0Ee", { "ben-okoro": "owner" }),
    channel("Northwind Summer Stage", "UCn0rthw1ndSummerStageFf", { "carla-ruiz": "owner" }),
    channel("Northwind Latte Art Cup", "UCn0rthw1ndLatteArtCupGg", { "carla-ruiz": "manager" }),
    {
      ...channel("Northwind Night Market", "UCn0rthw1ndN1ghtMarketHh", { "carla-ruiz": "owner" }),
      notes: { isLinked: false },
    },
  ],
};

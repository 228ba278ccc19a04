import type { Scenario } from "#simulator/play.ts";

const password = "coffee";
const profile = (name: string, username: string, owner: string, notes: Record<string, unknown> = {}) => ({
  name,
  username,
  people: { [owner]: "owner" },
  notes,
});

/** The coffee house's profiles. Sign in with the username of a profile, or with an e-mail address and choose. */
export const sample: Scenario = {
  people: [
    { handle: "anna-berg", name: "Anna Berg", email: "anna@northwind.example", password },
    { handle: "ben-okoro", name: "Ben Okoro", email: "ben@northwind.example", password },
    { handle: "carla-ruiz", name: "Carla Ruiz", email: "carla@agency.example", password },
  ],
  apps: [{ id: "880000000000001", name: "Latchkey", secret: "7h2ead5c0ffee7h2ead5c0ffee7h2ead", redirectUris: [] }],
  pages: [
    profile("Northwind Berlin", "northwind.berlin", "anna-berg"),
    profile("Northwind Hamburg", "northwind.hamburg", "anna-berg"),
    profile("Northwind Wien", "northwind.wien", "anna-berg"),
    profile("Northwind Oslo", "northwind.oslo", "ben-okoro"),
    profile("Northwind Roastery", "northwind.roastery", "ben-okoro"),
    // Only followers see it; what it allows an app ends after 90 days (fact sheet §1, "Refresh").
    profile("Northwind Cupping Club", "northwind.cupping", "ben-okoro", { private: true }),
    profile("Northwind Summer Stage", "northwind.summerstage", "carla-ruiz"),
    profile("Northwind Night Market", "northwind.nightmarket", "carla-ruiz"),
    // Seen when somebody chooses, and refused there.
    {
      name: "Northwind Pop-up",
      username: "northwind.popup",
      notes: { suspended: true, seenBy: ["anna-berg"] },
    },
  ],
};

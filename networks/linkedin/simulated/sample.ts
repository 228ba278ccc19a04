import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

/** Northwind Coffee: three people with their profiles and company pages, one of which can be seen only, one asked for. */
export const sample: Scenario = {
  people: [
    { handle: "anna-berg", name: "Anna Berg", email: "anna@northwind.example", password },
    { handle: "ben-okoro", name: "Ben Okoro", email: "ben@northwind.example", password },
    { handle: "carla-ruiz", name: "Carla Ruiz", email: "carla@agency.example", password },
  ],
  apps: [
    // Without an address that the browser may be sent back to, LinkedIn refuses: whoever uses the sample adds theirs.
    { id: "86n0rthw1ndc0f", name: "Latchkey", secret: "WPL_AP1.n0rthw1ndC0ffee0.bGlua2Vk", redirectUris: [] },
  ],
  pages: [
    {
      name: "Northwind Coffee",
      category: "Coffee house",
      people: { "anna-berg": "super_admin", "ben-okoro": "content_admin" },
    },
    {
      name: "Northwind Roastery",
      category: "Roastery",
      people: { "ben-okoro": ["ADMINISTRATOR", "LEAD_GEN_FORMS_MANAGER"] },
    },
    { name: "Northwind Events", category: "Events", people: { "carla-ruiz": "super_admin" } },
    { name: "Northwind Berlin", category: "Coffee house", people: { "anna-berg": "super_admin" } },
    // The older spellings still come: of the role and of the name under which a row carries its page.
    {
      name: "Northwind Barista School",
      category: "Education",
      people: { "anna-berg": "content_admin_short" },
      notes: { aclKey: "organizationalTarget" },
    },
    // To be seen, not to be used: an analyst cannot publish, and a requested role is none yet.
    {
      name: "Northwind Wholesale",
      category: "Wholesale",
      people: { "anna-berg": "analyst", "carla-ruiz": "super_admin" },
    },
    { name: "Northwind Franchise Guild", category: "Association", people: { "ben-okoro": "requested_super_admin" } },
  ],
};

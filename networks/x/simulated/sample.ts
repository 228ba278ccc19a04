import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

const account = (name: string, id: string, owner: string, notes: Record<string, unknown> = {}) => ({
  name,
  id,
  username: name.replaceAll(" ", ""),
  category: "Coffee shop",
  people: { [owner]: "owner" },
  notes,
});

/** The demo's coffee house on X. The suspended account can be seen at the consent and not chosen. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password },
  ],
  apps: [
    {
      name: "Latchkey",
      id: "Tm9ydGh3aW5kQ29mZmVlOjE6Y2k",
      secret: "xd3m0c0ffeed3m0c0ffeed3m0c0ffeed3m0c0ffeed3m0c0ff33",
      redirectUris: [],
    },
  ],
  pages: [
    account("Northwind Coffee", "1190348842300674049", "anna-berg"),
    account("Northwind Berlin", "1190348842300674050", "anna-berg"),
    account("Northwind Hamburg", "1190348842300674051", "anna-berg"),
    {
      name: "Northwind Archive",
      id: "1190348842300674052",
      username: "NorthwindArchive",
      category: "Coffee shop",
      notes: { suspended: true, seenBy: ["anna-berg"] },
    },
    account("Northwind Roastery", "1288100214413729792", "ben-okoro"),
    account("Northwind Oslo", "1288100214413729793", "ben-okoro", { protected: true }),
    account("Northwind Summer Stage", "1402996610371284992", "carla-ruiz"),
    account("Northwind Night Market", "1402996610371284993", "carla-ruiz"),
  ],
};

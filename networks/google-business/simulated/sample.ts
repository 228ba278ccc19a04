import type { Scenario } from "#simulator/play.ts";

const password = "coffee";

interface Address {
  city: string;
  street: string;
  postalCode: string;
  country?: string;
}

const germany = "northwind-germany";
const cafe = (id: string, address: Address, more: Record<string, unknown> = {}) => ({
  name: "Northwind Coffee",
  handle: `northwind-${address.city.toLowerCase()}`,
  id,
  category: "Coffee shop",
  notes: { ...address, storeCode: address.city.slice(0, 3).toUpperCase(), ...more },
});
const inGermany = (id: string, address: Address) => ({
  ...cafe(id, address),
  portfolio: germany,
  people: {
    "anna-berg": { tasks: "owner", via: "portfolio" as const },
    "ben-okoro": { tasks: "manager", via: "portfolio" as const },
  },
});

/** Northwind Coffee on the map: a group of cafés that two people manage, single places, and one that Google has not verified yet. */
export const sample: Scenario = {
  people: [
    { name: "Anna Berg", handle: "anna-berg", id: "108246801357924680135", email: "anna@northwind.example", password },
    { name: "Ben Okoro", handle: "ben-okoro", id: "113579246801357924680", email: "ben@northwind.example", password },
    { name: "Carla Ruiz", handle: "carla-ruiz", id: "117924680135792468013", email: "carla@agency.example", password },
  ],
  apps: [
    {
      name: "Latchkey",
      id: "700357924680-n0rthw1ndpr0f1les.apps.googleusercontent.com",
      secret: "GOCSPX-n0rthw1nd-c0ffee-0n-the-map",
      redirectUris: [],
    },
  ],
  portfolios: [
    {
      name: "Northwind Coffee Germany",
      handle: germany,
      id: "104412345678901234567",
      people: ["anna-berg", "ben-okoro"],
    },
  ],
  pages: [
    inGermany("5550000000000000101", { city: "Berlin", street: "Torstraße 12", postalCode: "10119" }),
    inGermany("5550000000000000102", { city: "Hamburg", street: "Lange Reihe 40", postalCode: "20099" }),
    inGermany("5550000000000000103", { city: "München", street: "Sendlinger Straße 7", postalCode: "80331" }),
    {
      ...cafe("5550000000000000104", { city: "Wien", street: "Lindengasse 5", postalCode: "1070", country: "AT" }),
      people: { "anna-berg": "primary_owner" },
    },
    {
      ...cafe("5550000000000000105", { city: "Oslo", street: "Markveien 35", postalCode: "0554", country: "NO" }),
      people: { "ben-okoro": "primary_owner" },
    },
    {
      ...cafe("5550000000000000106", { city: "Bergen", street: "Marken 8", postalCode: "5017", country: "NO" }),
      name: "Northwind Roastery Bergen",
      people: { "ben-okoro": "owner" },
    },
    {
      ...cafe("5550000000000000107", { city: "Leipzig", street: "Feinkosthof 1", postalCode: "04275" }),
      name: "Northwind Summer Stage",
      people: { "carla-ruiz": "manager" },
    },
    {
      ...cafe("5550000000000000108", { city: "Bremen", street: "Am Wall 90", postalCode: "28195" }),
      name: "Northwind Latte Art Cup",
      people: { "carla-ruiz": "site_manager" },
    },
    {
      ...cafe(
        "5550000000000000109",
        { city: "Köln", street: "Venloer Straße 3", postalCode: "50672" },
        { voice: false },
      ),
      name: "Northwind Night Market",
      people: { "carla-ruiz": "primary_owner" },
    },
  ],
};

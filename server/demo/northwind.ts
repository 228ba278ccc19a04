import type { Scenario } from "#simulator/control.ts";

/** The sample workspace of the demo: an invented coffee house with shops, a roastery and events. */
export const workspace = "Northwind Coffee";
export const member = { name: "Mira Solberg", email: "mira@northwind.example", password: "northwind-demo" };

/** The operator's app at the simulated Facebook. */
export const app = { id: "700000000000001", secret: "0d3m0c0ffee0d3m0c0ffee0d3m0c0ffe" };

const password = "coffee";
export const people = {
  anna: { name: "Anna Berg", handle: "anna-berg", email: "anna@northwind.example", password },
  ben: { name: "Ben Okoro", handle: "ben-okoro", email: "ben@northwind.example", password },
  carla: { name: "Carla Ruiz", handle: "carla-ruiz", email: "carla@agency.example", password },
} as const;
export type SetterKey = keyof typeof people;

interface DemoPage {
  readonly name: string;
  readonly brand: "Retail" | "Roastery" | "Events";
  readonly setter: SetterKey;
  /** Tasks of the setter; full control unless told. */
  readonly tasks?: readonly string[];
}

const shop = (city: string, setter: SetterKey): DemoPage => ({ name: `Northwind ${city}`, brand: "Retail", setter });

export const pages: readonly DemoPage[] = [
  ...["Berlin", "Hamburg", "Köln", "München", "Leipzig", "Bremen", "Wien", "Zürich"].map((city) => shop(city, "anna")),
  ...["Oslo", "Bergen", "København", "Malmö", "Stockholm"].map((city) => shop(city, "ben")),
  { name: "Northwind Roastery", brand: "Roastery", setter: "ben" },
  { name: "Northwind Beans to go", brand: "Roastery", setter: "ben" },
  // May publish, not answer: limited by the role, not by the token.
  { name: "Northwind Barista School", brand: "Roastery", setter: "ben", tasks: ["CREATE_CONTENT", "ANALYZE"] },
  { name: "Northwind Careers", brand: "Roastery", setter: "anna", tasks: ["CREATE_CONTENT", "ANALYZE"] },
  { name: "Northwind Green Coffee", brand: "Roastery", setter: "carla" },
  { name: "Northwind Summer Stage", brand: "Events", setter: "carla" },
  { name: "Northwind Latte Art Cup", brand: "Events", setter: "carla" },
  { name: "Northwind Night Market", brand: "Events", setter: "carla" },
  { name: "Northwind Pop-up", brand: "Events", setter: "anna" },
  { name: "Northwind Bike Bar", brand: "Events", setter: "anna" },
  { name: "Northwind Winter Garden", brand: "Events", setter: "ben" },
  { name: "Northwind Archive", brand: "Events", setter: "ben" },
];

/** Instagram accounts that hang on a Page: the same ones that Instagram's own sample knows by these ids. */
const linkedInstagram: Readonly<Record<string, { id: string; username: string }>> = {
  "Northwind Berlin": { id: "17841400000000001", username: "northwind.berlin" },
  "Northwind Hamburg": { id: "17841400000000003", username: "northwind.hamburg" },
};

/** What has happened before the first visitor arrives, so that every state can be seen. */
export const lostRole = "Northwind Pop-up";
export const inTrouble = "Northwind Winter Garden";
export const notUnderstood = "Northwind Bike Bar";
export const disconnected = "Northwind Archive";

/** Pages that nobody has connected yet, so that the picker has something to offer. */
const franchises =
  "Aarhus Basel Bonn Bruges Cork Delft Dresden Essen Gdansk Genf Gent Graz Innsbruck Jena Kiel Linz Lund Mainz Odense Porto Riga Tampere Turku Ulm Vaasa"
    .split(" ")
    .map((city) => `Northwind ${city}`);
const unconnected = [
  "Northwind Kiosk",
  "Northwind Lab",
  "Northwind Academy",
  "Northwind Giftcards",
  "Northwind Catering",
  ...franchises,
];

export function scenario(urls: { publicUrl: string }): Scenario {
  const hook = (name: string): string => `${urls.publicUrl}/v1/networks/facebook/hooks/${name}`;
  return {
    people: Object.values(people).map((person) => ({ ...person })),
    apps: [
      {
        name: "Latchkey",
        ...app,
        redirectUris: [`${urls.publicUrl}/v1/oauth/callback`],
        deauthorizeUrl: hook("deauthorize"),
        dataDeletionUrl: hook("data-deletion"),
      },
    ],
    pages: [
      ...pages.map((page) => ({
        name: page.name,
        category: "Coffee shop",
        people: { [people[page.setter].handle]: page.tasks ? [...page.tasks] : "full_control" },
        notes: page.name in linkedInstagram ? { instagram: { ...linkedInstagram[page.name], name: page.name } } : {},
      })),
      ...unconnected.map((name) => ({ name, category: "Coffee shop", people: { "anna-berg": "full_control" } })),
      { name: "Latte Friends", category: "Community", people: { "ben-okoro": ["ANALYZE"] } },
    ],
  };
}

/** One door for everybody whose account lies on one of Bluesky's own servers. */
export const entryway = "bsky.social";
/** The directory of did:plc. */
export const directory = "plc.directory";
/** Resolves handles and shows profiles to anybody. */
export const appView = "public.api.bsky.app";

/** Where accounts live (PDS) → who asks their people for consent there: the entryway, or a server of one's own by itself. */
const homes: Readonly<Record<string, string>> = {
  "coffeecap.us-east.host.bsky.network": entryway,
  "pds.northwind.social": "pds.northwind.social",
};

export const homeHosts = Object.keys(homes);
export const usualHome = "coffeecap.us-east.host.bsky.network";

export const isHome = (host: string): boolean => Object.hasOwn(homes, host);
export const isIssuer = (host: string): boolean => Object.values(homes).includes(host);

/** The authorisation server of a PDS. */
export function issuerOf(home: string): string {
  const issuer = homes[home];
  if (!issuer) throw new Error(`${home} is no simulated server`);
  return issuer;
}

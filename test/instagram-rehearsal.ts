import type { PageScenario, Scenario } from "#simulator/control.ts";
import type { Visit } from "#simulator/visitor.ts";
import { instagram } from "#networks/instagram/instagram.ts";
import type { AccessProof, FoundProfile, GrantProof, LiveGrant } from "#networks/network.ts";
import { Secret } from "#core/secret.ts";
import { redirectUri, rehearseNetwork, type NetworkRehearsal } from "./network-rehearsal.ts";

/** For tests: Instagram's adapter against the simulator, on both of its ways in. */
export interface Connected {
  readonly side: NetworkRehearsal;
  readonly grant: LiveGrant;
  readonly found: readonly FoundProfile[];
}

/** The Instagram app of the login, as the operator enters it. */
export const loginApp = {
  clientId: "990000000000001",
  clientSecret: Secret.of("1n5ta0c0ffee1n5ta0c0ffee1n5ta0c0"),
  settings: {},
  instance: "login",
};
const account = (name: string, person: string, notes: Record<string, unknown> = {}): PageScenario => ({
  name: `Northwind ${name}`,
  username: `northwind.${name.toLowerCase()}`,
  people: { [person]: "owner" },
  notes,
});

/** Berlin with other facts: for `add`, which replaces it. */
export const berlinAccount = (notes: Record<string, unknown>) => account("Berlin", "anna-berg", notes);

/** Anna knows the logins of two accounts; Ben's is a personal one. */
export const logins: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  apps: [
    { id: loginApp.clientId, name: "Latchkey", secret: loginApp.clientSecret.reveal(), redirectUris: [redirectUri] },
  ],
  pages: [
    account("Berlin", "anna-berg"),
    account("Hamburg", "anna-berg"),
    account("Diary", "ben-okoro", { accountType: "Personal" }),
  ],
};

/** How one signs in with an account's own login. */
export const as = (name: string): Visit => ({ email: `northwind.${name}`, password: "password" });

export const rehearseLogin = (changes: Partial<Scenario> = {}): Promise<NetworkRehearsal> =>
  rehearseNetwork({
    network: instagram,
    scenario: { ...logins, ...changes },
    clientId: loginApp.clientId,
    clientSecret: loginApp.clientSecret.reveal(),
    instance: "login",
  });

/** Berlin is connected with its own login. */
export async function connectedLogin(changes: Partial<Scenario> = {}): Promise<Connected> {
  const side = await rehearseLogin(changes);
  const grant = await side.connect(as("berlin"));
  return { side, grant, found: await side.list(grant) };
}

/** The Meta app of the way through a Page. */
export const metaApp = { clientId: "700000000000001", secret: "0123456789abcdef0123456789abcdef" };
export const berlinId = "17841405822304914";
export const hamburgId = "17841405822304915";

/** A Page with the Instagram account that is linked to it, as the simulated Facebook keeps it. */
export const linkedPage = (name: string, id: string, more: Partial<PageScenario> = {}): PageScenario => ({
  name: `Northwind ${name}`,
  people: { "anna-berg": "full_control" },
  notes: { instagram: { id, username: `northwind.${name.toLowerCase()}`, name: `${name} on Instagram` } },
  ...more,
});

export const metaRegistration = {
  name: "Latchkey",
  id: metaApp.clientId,
  secret: metaApp.secret,
  redirectUris: [redirectUri],
};
const pages: Scenario = {
  people: [{ name: "Anna Berg" }],
  apps: [metaRegistration],
  pages: [linkedPage("Berlin", berlinId), linkedPage("Hamburg", hamburgId)],
};
export const anna: Visit = { email: "anna-berg@people.example", password: "password" };

export const rehearsePage = (
  changes: Partial<Scenario> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<NetworkRehearsal> =>
  rehearseNetwork({
    network: instagram,
    scenario: { ...pages, ...changes },
    clientId: metaApp.clientId,
    clientSecret: metaApp.secret,
    settings,
    instance: "page",
    controls: "facebook",
  });

/** Anna has connected what she ticked: Berlin and Hamburg, unless told. */
export async function connectedPage(changes: Partial<Scenario> = {}, visit: Partial<Visit> = {}): Promise<Connected> {
  const side = await rehearsePage(changes);
  const grant = await side.connect({ ...anna, ...visit });
  return { side, grant, found: await side.list(grant) };
}

export const proveGrant = ({ call }: NetworkRehearsal, grant: LiveGrant): Promise<GrantProof> =>
  instagram.probe.grant(call, grant);

export const proveAccess = ({ side, grant, found }: Connected, profile = found[0]): Promise<AccessProof> =>
  instagram.probe.access(side.call, grant, side.access(grant, profile));

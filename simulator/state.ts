/** Milliseconds since 1970 on the simulator's own clock. */
export type Moment = number;

/** Somebody with an account at a simulated network. All of them are invented, so passwords are kept readable. */
export interface Person {
  id: string;
  /** Short name by which scenarios and the control API call this person, such as `anna`. */
  handle: string;
  name: string;
  email: string;
  password: string;
  /** Why the network refuses this person's sessions for now; null while all is well. */
  blocked: PersonBlock | null;
}

/** `checkpoint`: a security check waits · `unconfirmed`: identity not confirmed · `policy`: blocked for breaking rules. */
export type PersonBlock = "checkpoint" | "unconfirmed" | "policy";

/** A client registration at a simulated network. */
export interface App {
  id: string;
  name: string;
  secret: string;
  redirectUris: string[];
  deauthorizeUrl: string | null;
  dataDeletionUrl: string | null;
  /** Calls must carry a proof made from the secret. */
  requireProof: boolean;
  /** In development only `testers` may log in. */
  mode: "live" | "development";
  testers: string[];
  /** Permissions the network approved for this app; null means all it knows. */
  approvedScopes: string[] | null;
  /** Named sets of permissions that a login may ask for as a whole. */
  configurations: { id: string; scopes: string[] }[];
  disabled: boolean;
}

/** What a person may do on a page, and whether the network shows the page to them directly or only through a portfolio. */
export interface Membership {
  tasks: string[];
  via: "direct" | "portfolio";
}

/** A page, channel, board or organisation: what people of a network act for. */
export interface Page {
  id: string;
  handle: string;
  name: string;
  username: string;
  category: string;
  members: Record<string, Membership>;
  /** The portfolio that owns it. */
  portfolio: string | null;
  /** Portfolios that work on it for its owner. */
  clientPortfolios: string[];
  deletedAt: Moment | null;
  /** Whatever one network alone wants to remember about its pages. */
  notes: Record<string, unknown>;
}

/** A company's collection of pages and people. */
export interface Portfolio {
  id: string;
  handle: string;
  name: string;
  people: string[];
  /** Once the right to manage businesses is granted: does the plain list of pages show this portfolio's pages too? */
  inAccounts: boolean;
}

/** What one person allowed one app. */
export interface Authorization {
  person: string;
  app: string;
  scopes: Record<string, "granted" | "declined">;
  pages: "all" | string[];
  since: Moment;
  lastActiveAt: Moment;
}

/** A one-time code of the redirect back to the app. */
export interface Code {
  value: string;
  app: string;
  person: string;
  redirectUri: string;
  scopes: string[];
  expiresAt: Moment;
  usedAt: Moment | null;
}

/** Anything that lets a bearer in. */
export interface Token {
  value: string;
  kind: "user" | "page" | "access" | "refresh";
  app: string;
  person: string;
  page: string | null;
  scopes: string[];
  issuedAt: Moment;
  /** Null: no end by time. */
  expiresAt: Moment | null;
  longLived: boolean;
  /** Tokens that die together when a spent refresh token is shown again. */
  family: string | null;
  spentAt: Moment | null;
  ended: { reason: string; at: Moment } | null;
}

/** One browser in which somebody is logged in at the network. */
export interface BrowserSession {
  id: string;
  person: string;
  loggedInAt: Moment;
}

/** Everything one simulated network remembers. Plain JSON, so that it can be written to a file as it is. */
export interface NetworkState {
  people: Record<string, Person>;
  apps: Record<string, App>;
  pages: Record<string, Page>;
  portfolios: Record<string, Portfolio>;
  authorizations: Authorization[];
  codes: Record<string, Code>;
  tokens: Record<string, Token>;
  sessions: Record<string, BrowserSession>;
  /** Share of the app's call quota that is used up, in percent; null: the network does not say. */
  usage: number | null;
}

/** A network before anybody lives in it. */
export const emptyNetwork = (): NetworkState => ({
  people: {},
  apps: {},
  pages: {},
  portfolios: {},
  authorizations: [],
  codes: {},
  tokens: {},
  sessions: {},
  usage: null,
});

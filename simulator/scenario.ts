import { findPerson, findPortfolio, readMembership } from "./find.ts";
import type { Play, SimulatedNetwork } from "./play.ts";
import { ControlProblem, isRecord, readFields } from "./problem.ts";
import type { App, Membership, Page, Person, Portfolio } from "./state.ts";
import { digitsFrom, lettersFrom, slug } from "./unique.ts";

/** People, apps, portfolios and pages of one network. People and pages refer to each other by handle. */
export interface Scenario {
  people?: PersonScenario[];
  apps?: AppScenario[];
  portfolios?: PortfolioScenario[];
  pages?: PageScenario[];
}

/** Only the name is needed: handle, e-mail and id follow from it, the password is `password`. */
export interface PersonScenario {
  name: string;
  handle?: string;
  id?: string;
  email?: string;
  password?: string;
}

export interface AppScenario {
  name: string;
  id?: string;
  secret?: string;
  redirectUris?: string[];
  deauthorizeUrl?: string;
  dataDeletionUrl?: string;
  requireProof?: boolean;
  mode?: "live" | "development";
  testers?: string[];
  approvedScopes?: string[];
  configurations?: { id: string; scopes: string[] }[];
}

export interface PortfolioScenario {
  name: string;
  handle?: string;
  id?: string;
  people?: string[];
  inAccounts?: boolean;
}

/** A role by name, tasks by name, or tasks with the way the page is reached. */
export type MembershipScenario = string | string[] | { tasks: string | string[]; via?: Membership["via"] };

export interface PageScenario {
  /** With `count`, pages are named "Name 1", "Name 2", … and `id` and `handle` must be left out. */
  name: string;
  count?: number;
  handle?: string;
  id?: string;
  username?: string;
  category?: string;
  people?: Record<string, MembershipScenario>;
  portfolio?: string;
  clientPortfolios?: string[];
  notes?: Record<string, unknown>;
}

const personFields = ["name", "handle", "id", "email", "password"] satisfies (keyof PersonScenario)[];
const appFields = [
  ...(["name", "id", "secret", "redirectUris", "deauthorizeUrl", "dataDeletionUrl"] as const),
  ...(["requireProof", "mode", "testers", "approvedScopes", "configurations"] as const),
] satisfies (keyof AppScenario)[];
const portfolioFields = ["name", "handle", "id", "people", "inAccounts"] satisfies (keyof PortfolioScenario)[];
const pageFields = [
  ...(["name", "count", "handle", "id", "username", "category"] as const),
  ...(["people", "portfolio", "clientPortfolios", "notes"] as const),
] satisfies (keyof PageScenario)[];

/** Adds what the scenario names; what exists under the same id is replaced, tokens stay. Bad input changes nothing. */
export function addScenario(play: Play, network: SimulatedNetwork, scenario: unknown): void {
  const { people, apps, portfolios, pages } = play.state;
  const before = structuredClone({ people, apps, portfolios, pages });
  try {
    addAll(play, network, scenario);
  } catch (problem) {
    Object.assign(play.state, before);
    throw problem;
  }
}

function addAll(play: Play, network: SimulatedNetwork, scenario: unknown): void {
  const fields = readFields(scenario, "scenario", ["people", "apps", "portfolios", "pages"]);
  for (const one of list(fields.raw("people"), "people")) addPerson(play, one);
  for (const one of list(fields.raw("apps"), "apps")) addApp(play, one);
  for (const one of list(fields.raw("portfolios"), "portfolios")) addPortfolio(play, one);
  for (const one of list(fields.raw("pages"), "pages")) addPages(play, network, one);
}

function addPerson(play: Play, value: unknown): void {
  const fields = readFields(value, "person", personFields);
  const name = fields.text("name");
  const handle = fields.maybeText("handle") ?? slug(name);
  const person: Person = {
    id: fields.maybeText("id") ?? digitsFrom(`${play.network}/person/${handle}`, 15),
    handle,
    name,
    email: fields.maybeText("email") ?? `${handle}@people.example`,
    password: fields.maybeText("password") ?? "password",
    blocked: null,
  };
  play.state.people[person.id] = person;
}

function addApp(play: Play, value: unknown): void {
  const fields = readFields(value, "app", appFields);
  const name = fields.text("name");
  const id = fields.maybeText("id") ?? digitsFrom(`${play.network}/app/${name}`, 15);
  const mode = fields.maybeText("mode") ?? "live";
  if (mode !== "live" && mode !== "development") throw new ControlProblem(`app: "mode" must be live or development.`);
  const app: App = {
    id,
    name,
    secret: fields.maybeText("secret") ?? lettersFrom(`${play.network}/secret/${id}`, 32),
    redirectUris: fields.maybeTexts("redirectUris") ?? [],
    deauthorizeUrl: fields.maybeText("deauthorizeUrl"),
    dataDeletionUrl: fields.maybeText("dataDeletionUrl"),
    requireProof: fields.maybeFlag("requireProof") ?? false,
    mode,
    testers: (fields.maybeTexts("testers") ?? []).map((ref) => findPerson(play, ref).id),
    approvedScopes: fields.maybeTexts("approvedScopes"),
    configurations: list(fields.raw("configurations"), "configurations").map((one) => {
      const set = readFields(one, "configuration", ["id", "scopes"]);
      return { id: set.text("id"), scopes: set.maybeTexts("scopes") ?? [] };
    }),
    disabled: false,
  };
  play.state.apps[app.id] = app;
}

function addPortfolio(play: Play, value: unknown): void {
  const fields = readFields(value, "portfolio", portfolioFields);
  const name = fields.text("name");
  const handle = fields.maybeText("handle") ?? slug(name);
  const portfolio: Portfolio = {
    id: fields.maybeText("id") ?? digitsFrom(`${play.network}/portfolio/${handle}`, 15),
    handle,
    name,
    people: (fields.maybeTexts("people") ?? []).map((ref) => findPerson(play, ref).id),
    inAccounts: fields.maybeFlag("inAccounts") ?? true,
  };
  play.state.portfolios[portfolio.id] = portfolio;
}

function addPages(play: Play, network: SimulatedNetwork, value: unknown): void {
  const fields = readFields(value, "page", pageFields);
  const name = fields.text("name");
  const count = fields.maybeNumber("count");
  if (count !== null && (!Number.isInteger(count) || count < 1 || count > 20_000))
    throw new ControlProblem(`page: "count" must be a whole number from 1 to 20000.`);
  const fixed = { handle: fields.maybeText("handle"), id: fields.maybeText("id") };
  if (count !== null && (fixed.handle ?? fixed.id ?? fields.maybeText("username")) !== null)
    throw new ControlProblem(`page: "count" and a fixed handle, id or username exclude each other.`);
  const portfolio = fields.maybeText("portfolio");
  const shared = {
    category: fields.maybeText("category") ?? "Brand",
    portfolio: portfolio === null ? null : findPortfolio(play, portfolio).id,
    clientPortfolios: (fields.maybeTexts("clientPortfolios") ?? []).map((ref) => findPortfolio(play, ref).id),
    deletedAt: null,
  };
  const members = readMembers(play, network, fields.raw("people") ?? {});
  const notes = fields.raw("notes") ?? {};
  if (!isRecord(notes)) throw new ControlProblem(`page: "notes" must be a JSON object.`);
  const username = fields.maybeText("username");
  for (let number = 1; number <= (count ?? 1); number += 1) {
    const title = count === null ? name : `${name} ${number}`;
    const handle = fixed.handle ?? slug(title);
    const id = fixed.id ?? digitsFrom(`${play.network}/page/${handle}`, 15);
    const added: Page = {
      ...structuredClone({ ...shared, members, notes }),
      id,
      handle,
      name: title,
      username: username ?? handle.replaceAll("-", "."),
    };
    play.state.pages[id] = added;
  }
}

function readMembers(play: Play, network: SimulatedNetwork, value: unknown): Record<string, Membership> {
  if (!isRecord(value)) throw new ControlProblem(`page: "people" must be a JSON object.`);
  return Object.fromEntries(
    Object.entries(value).map(([ref, member]) => [findPerson(play, ref).id, readMembership(network, member)]),
  );
}

function list(value: unknown, name: string): unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new ControlProblem(`scenario: "${name}" must be a list.`);
  return value;
}

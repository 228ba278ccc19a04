import type { Play, SimulatedNetwork } from "./play.ts";
import { ControlProblem, readFields } from "./problem.ts";
import type { App, Membership, Page, Person, Portfolio } from "./state.ts";

/** Finds a person by handle, e-mail, id or name. */
export const findPerson = (play: Play, ref: string): Person =>
  find(play.state.people, ref, "person", (one) => [one.handle, one.email, one.name]);

/** Finds a page by handle, id or name. */
export const findPage = (play: Play, ref: string): Page =>
  find(play.state.pages, ref, "page", (one) => [one.handle, one.name]);

/** Finds an app by id or name; without a reference, the only app there is. */
export function findApp(play: Play, ref: string | null): App {
  const [only, ...more] = Object.values(play.state.apps);
  if (ref === null && only && more.length === 0) return only;
  if (ref === null) throw new ControlProblem(`"app" is missing, and there is not exactly one app.`);
  return find(play.state.apps, ref, "app", (one) => [one.name]);
}

/** Finds a portfolio by handle, id or name. */
export const findPortfolio = (play: Play, ref: string): Portfolio =>
  find(play.state.portfolios, ref, "portfolio", (one) => [one.handle, one.name]);

function find<T>(all: Record<string, T>, ref: string, kind: string, names: (one: T) => string[]): T {
  const found = Object.hasOwn(all, ref) ? all[ref] : Object.values(all).find((one) => names(one).includes(ref));
  if (!found) throw new ControlProblem(`No ${kind} "${ref}" is known here.`);
  return found;
}

/** Reads a role, a list of tasks, or both with the way the page is reached. */
export function readMembership(network: SimulatedNetwork, value: unknown): Membership {
  if (typeof value === "string" || Array.isArray(value)) return { tasks: tasksOf(network, value), via: "direct" };
  const fields = readFields(value, "membership", ["tasks", "via"]);
  const via = fields.maybeText("via") ?? "direct";
  if (via !== "direct" && via !== "portfolio")
    throw new ControlProblem(`membership: "via" must be direct or portfolio.`);
  return { tasks: tasksOf(network, fields.raw("tasks")), via };
}

function tasksOf(network: SimulatedNetwork, value: unknown): string[] {
  if (Array.isArray(value) && value.every((task) => typeof task === "string")) return value;
  const role = typeof value === "string" ? network.roles[value] : undefined;
  if (role) return [...role];
  const known = Object.keys(network.roles).join(", ");
  throw new ControlProblem(`membership: tasks must be a list of texts or a role (${known}).`);
}

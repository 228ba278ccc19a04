import { json, pagesOf, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { need, subjectFor, type Session } from "./bearer.ts";
import { errors, Refusal } from "./errors.ts";

/** One row: a role that somebody has, had or asked for on a page. */
interface Row {
  roleAssignee: string;
  state: string;
  role: string;
  [organization: string]: string;
}

const adminScopes = ["rw_organization_admin", "r_organization_admin"];

/** `/rest/organizationAcls`: the member's own rows, or those of a page for its super admins; fact sheet §2.2. */
export function organizationAcls(play: Play, call: Call, session: Session): Answer {
  need(play, session, adminScopes, `organizationAcls.FINDER-${call.query.get("q") ?? ""}`);
  const wanted = (name: string, row: Row): boolean => [null, row[name]].includes(call.query.get(name));
  const rows = rowsFor(play, call, session).filter((row) => wanted("state", row) && wanted("role", row));
  return pageOf(call, rows);
}

function rowsFor(play: Play, call: Call, session: Session): Row[] {
  const { query } = call;
  if (query.get("q") === "roleAssignee")
    return pagesOf(play, session.person)
      .filter((page) => isReachable(play, session, page))
      .flatMap((page) => rowsOf(session, page, session.person.id));
  if (query.get("q") !== "organization") throw new Refusal(errors.parameter("Unknown finder"));
  const page = Object.values(play.state.pages).find((one) => urnOf(one) === query.get("organization"));
  if (!page || !hasRole(play, session, page, ["ADMINISTRATOR"]))
    throw new Refusal(errors.denied("organizationAcls.FINDER-organization"));
  return Object.keys(page.members).flatMap((person) => rowsOf(session, page, person));
}

/** Does the network still show this page to this member? */
export function isReachable(play: Play, session: Session, page: Page): boolean {
  const seen = { app: session.app.id, person: session.person.id, page: page.id, path: session.path };
  return page.deletedAt === null && !play.fault("role_lost", seen) && !play.fault("page_deleted", seen);
}

/** Has this member one of these roles, approved? */
export function hasRole(play: Play, session: Session, page: Page, anyOf: string[]): boolean {
  const tasks = page.members[session.person.id]?.tasks ?? [];
  return isReachable(play, session, page) && anyOf.some((role) => tasks.includes(role));
}

/** Which of the three spellings a page's rows use is kept with the page; brands have a type of URN of their own. */
export const urnOf = (page: Page): string =>
  `urn:li:${page.notes.brand ? "organizationBrand" : "organization"}:${page.id}`;
const keyOf = (page: Page): string => (typeof page.notes.aclKey === "string" ? page.notes.aclKey : "organization");

function rowsOf({ app }: Session, page: Page, person: string): Row[] {
  return (page.members[person]?.tasks ?? []).map((task) => {
    const [state = "APPROVED", role = task] = task.includes(":") ? task.split(":") : [];
    return {
      roleAssignee: `urn:li:person:${subjectFor(app, { id: person })}`,
      state,
      role,
      [keyOf(page)]: urnOf(page),
    };
  });
}

const mostRows = 100;

function pageOf(call: Call, rows: Row[]): Answer {
  const start = Number(call.query.get("start") ?? 0);
  const count = Math.min(Number(call.query.get("count") ?? 10), mostRows);
  if (!Number.isInteger(start) || start < 0 || !Number.isInteger(count) || count < 1)
    throw new Refusal(errors.parameter("start and count must be whole numbers"));
  const query = new URLSearchParams(call.query);
  query.set("start", String(start + count));
  query.set("count", String(count));
  const next = { type: "application/json", rel: "next", href: `${call.path}?${query.toString()}` };
  const links = start + count < rows.length ? [next] : [];
  return json({ paging: { start, count, links, total: rows.length }, elements: rows.slice(start, start + count) });
}

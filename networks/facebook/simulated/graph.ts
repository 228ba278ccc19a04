import { usageNow } from "#simulator/meta/usage.ts";
import { Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { endAuthorization, json, withHeaders } from "#simulator/play.ts";
import type { Answer, App, Call, Person, Play } from "#simulator/play.ts";
import { dataAccessEnded, has, identify, type Bearer, type Session } from "./bearer.ts";
import { debugToken } from "./debug-token.ts";
import { errors, graphError } from "./errors.ts";
import { project, readFields, type Field } from "./fields.ts";
import { accountNode, findAccount } from "./instagram.ts";
import {
  appScopedId,
  businessReaders,
  businessesOf,
  listedPages,
  pageReaders,
  personFor,
  personReaders,
  reachablePages,
  readableBusiness,
  readablePage,
} from "./nodes.ts";
import { accessToken } from "./oauth.ts";
import { pageOf } from "./paging.ts";
import { subscribedApps } from "./subscribed-apps.ts";

// Versions alive on 2026-11-22; an older one is upgraded to the oldest of these (fact sheet, head).
const versions = ["v21.0", "v22.0", "v23.0", "v24.0", "v25.0", "v26.0"];

/** Answers graph.facebook.com. */
export function answerGraph(play: Play, call: Call): Answer {
  const [, asked, path] = /^(?:\/(v\d+\.\d+))?(\/.*)?$/.exec(call.path) ?? [];
  const version = asked && versions.includes(asked) ? asked : asked ? versions[0] : versions.at(-1);
  const headers = {
    "facebook-api-version": version ?? "",
    ...usageNow(play),
  };
  try {
    return withHeaders(route(play, call, (path ?? "/").split("/").slice(1)), headers);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return withHeaders(graphError(play, refusal.error), headers);
  }
}

function route(play: Play, call: Call, [first = "", second = "", ...rest]: string[]): Answer {
  if (first === "oauth" && second === "access_token") return accessToken(play, call);
  if (first === "debug_token") return debugToken(play, call);
  // `?ids=` at the root is gone since 2026-10-27.
  if (first === "") throw new Refusal(errors.noObject(""));
  const bearer = identify(play, call);
  if (second === "permissions") return permissionsEdge(play, call, { bearer, id: first, rest });
  if (bearer.kind === "app") return appNode(bearer.app, [first, second]);
  if (rest.length > 0) throw new Refusal(errors.noObject(first));
  const { page, app, person } = bearer;
  const id = first === "me" ? (page?.id ?? appScopedId(app, person)) : first;
  if (!page && id === appScopedId(app, person)) return personNode(play, call, bearer, second);
  if (Object.hasOwn(play.state.portfolios, id)) return businessNode(play, call, bearer, [id, second]);
  const account = findAccount(play, id);
  if (account) {
    onlyGet(call);
    return accountNode(play, call, { session: bearer, account, edge: second });
  }
  return pageNode(play, call, bearer, [id, second]);
}

/** An app about itself; everything else asks for a person's or a Page's token. */
function appNode(app: App, [id, edge]: [id: string, edge: string]): Answer {
  if (id !== app.id || edge !== "") throw new Refusal(errors.noToken);
  return json({ category: "Business", link: "https://www.facebook.com/", name: app.name, id: app.id });
}

const fieldsOf = (call: Call, fallback: string): Field[] => readFields(param(call, "fields") ?? fallback);

const accountFields = "access_token,category,category_list,name,id,tasks";

function personNode(play: Play, call: Call, session: Session, edge: string): Answer {
  onlyGet(call);
  const pages = pageReaders(play, session);
  switch (edge) {
    case "":
      return json(project(session.person, "User", personReaders(session), fieldsOf(call, "id,name")));
    case "accounts":
      return pageOf(call, listedPages(play, session), (page) =>
        project(page, "Page", pages, fieldsOf(call, accountFields)),
      );
    case "businesses":
      return pageOf(call, businessesOf(play, session), (one) =>
        project(one, "Business", businessReaders, fieldsOf(call, "id,name")),
      );
    default:
      throw new Refusal(errors.noField(edge, "User"));
  }
}

function businessNode(play: Play, call: Call, session: Session, [id, edge]: [id: string, edge: string]): Answer {
  onlyGet(call);
  const business = readableBusiness(play, session, id);
  if (edge === "") return json(project(business, "Business", businessReaders, fieldsOf(call, "id,name")));
  if (edge !== "owned_pages" && edge !== "client_pages") throw new Refusal(errors.noField(edge, "Business"));
  const pages = reachablePages(play, session).filter((page) =>
    edge === "owned_pages" ? page.portfolio === id : page.clientPortfolios.includes(id),
  );
  const readers = pageReaders(play, session);
  return pageOf(call, pages, (page) => project(page, "Page", readers, fieldsOf(call, accountFields)));
}

function pageNode(play: Play, call: Call, session: Session, [id, edge]: [id: string, edge: string]): Answer {
  const page = readablePage(play, session, id);
  if (edge === "subscribed_apps") return subscribedApps(play, call, { session, page });
  if (edge !== "") throw new Refusal(errors.noField(edge, "Page"));
  onlyGet(call);
  return json(project(page, "Page", pageReaders(play, session), fieldsOf(call, "id,name")));
}

function onlyGet(call: Call): void {
  if (call.method !== "GET") throw new Refusal(errors.parameter("This method is not supported here"));
}

function permissionsEdge(play: Play, call: Call, wanted: { bearer: Bearer; id: string; rest: string[] }): Answer {
  const { bearer, id, rest } = wanted;
  const { app, person } = subjectOf(play, bearer, id);
  const scopes = personFor(play, app, appScopedId(app, person))?.authorization?.scopes ?? {};
  const [one] = rest;
  if (call.method === "DELETE" && one === undefined) {
    endAuthorization(play, app, person);
    return json({ success: true });
  }
  if (call.method === "DELETE" && one !== undefined) {
    if (!scopes[one]) throw new Refusal(errors.parameter(`Permission ${one} was never granted`));
    delete scopes[one];
    return json({ success: true });
  }
  onlyGet(call);
  return json({
    data: Object.entries(scopes).map(([permission, status]) => ({
      permission,
      status: statusOf(play, bearer, { permission, status }),
    })),
  });
}

// The third status, `expired`, is unconfirmed (§2.1); here it shows while data access is over.
function statusOf(play: Play, bearer: Bearer, found: { permission: string; status: "granted" | "declined" }): string {
  if (bearer.kind === "app" || found.status === "declined") return found.status;
  if (dataAccessEnded(play, bearer.authorization)) return "expired";
  return has(play, bearer, found.permission) ? "granted" : "declined";
}

function subjectOf(play: Play, bearer: Bearer, id: string): { app: App; person: Person } {
  if (bearer.kind === "session") {
    if (bearer.page) throw new Refusal(errors.noField("permissions", "Page"));
    if (id === "me" || id === appScopedId(bearer.app, bearer.person)) return bearer;
    throw new Refusal(errors.noObject(id));
  }
  const found = personFor(play, bearer.app, id);
  if (!found) throw new Refusal(errors.noObject(id));
  return { app: bearer.app, person: found.person };
}

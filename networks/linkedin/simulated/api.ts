import { json, type Answer, type Call, type Play } from "#simulator/play.ts";
import { organizationAcls } from "./acls.ts";
import { identify, need, subjectFor } from "./bearer.ts";
import { apiError, errors, Refusal, traced } from "./errors.ts";
import { claimsOf } from "./id-token.ts";
import { lookup, organization } from "./organizations.ts";

/** Versions alive on 2026-11-22 (fact sheet §8). They do not follow the simulator's clock: a leap of a year would end them all. */
const versions = ["202601", "202602", "202603", "202604", "202605", "202606", "202607", "202608", "202609"];

/** Answers api.linkedin.com. */
export function answerApi(play: Play, call: Call): Answer {
  try {
    return traced(play, route(play, call));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return traced(play, apiError(refusal.error));
  }
}

function route(play: Play, call: Call): Answer {
  if (call.path.startsWith("/rest/")) checkVersion(call);
  const session = identify(play, call);
  if (call.method !== "GET") throw new Refusal(errors.noMethod);
  const [, resource = "", id] = /^\/(?:rest|v2)\/(\w+)(?:\/([^/]+))?$/.exec(call.path) ?? [];
  if (call.path === "/v2/userinfo") {
    need(play, session, ["openid"], "userinfo.GET.NO_VERSION");
    return json(claimsOf(session.app, session.person, session.token.scopes));
  }
  if (call.path === "/v2/me") {
    need(play, session, ["r_basicprofile"], "me.GET.NO_VERSION");
    return json({ id: subjectFor(session.app, session.person), localizedFirstName: session.person.name.split(" ")[0] });
  }
  if (resource === "organizationAcls" && id === undefined) return organizationAcls(play, call, session);
  if (resource === "organizationsLookup") return lookup(play, call, session);
  if (resource === "organizations" && id !== undefined) return organization(play, call, session, id);
  throw new Refusal(errors.notFound(`resource ${call.path}`));
}

function checkVersion({ headers }: Call): void {
  const version = headers["linkedin-version"];
  if (version === undefined) throw new Refusal(errors.noVersion);
  if (!versions.includes(version.slice(0, 6))) throw new Refusal(errors.deadVersion(version));
}

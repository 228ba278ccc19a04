import { bearerOf, openSession, projectOf, type Session } from "#simulator/google/bearer.ts";
import { OAuthRefusal } from "#simulator/google/errors.ts";
import { json, withHeaders, type Answer, type Call, type HostKind, type Play } from "#simulator/play.ts";
import { listAccounts } from "./accounts.ts";
import { listAdmins } from "./admins.ts";
import { ApiRefusal, apiErrors, apiRefused } from "./errors.ts";
import { getLocation, listLocations } from "./locations.ts";
import { manage } from "./product.ts";

const accountApi = "mybusinessaccountmanagement.googleapis.com";
const locationApi = "mybusinessbusinessinformation.googleapis.com";

export const apiHosts: Record<string, HostKind> = { [accountApi]: "api", [locationApi]: "api" };

/** The location that a call is about. */
export const pageIn = (call: Call): string | undefined => /^\/v1\/locations\/([^/]+)/.exec(call.path)?.[1];

/** What answers a path, with what stands in its brackets. */
type Endpoint = (play: Play, call: Call, asked: { session: Session; id: string }) => unknown;

const routes: readonly (readonly [host: string, path: RegExp, endpoint: Endpoint])[] = [
  [accountApi, /^\/v1\/accounts$/, listAccounts],
  [accountApi, /^\/v1\/locations\/([^/]+)\/admins$/, listAdmins],
  [locationApi, /^\/v1\/accounts\/([^/]+)\/locations$/, listLocations],
  [locationApi, /^\/v1\/locations\/([^/]+)$/, getLocation],
];

/** Both APIs: the token and the project come first, then what is asked for. */
export function answerApi(play: Play, call: Call): Answer {
  try {
    const session = open(play, call);
    needProject(play, call, session);
    if (!session.scopes.includes(manage)) throw apiErrors.scope(call.host);
    for (const [host, path, endpoint] of routes) {
      const [found, id = ""] = path.exec(call.path) ?? [];
      if (host === call.host && found !== undefined && call.method === "GET")
        return withHeaders(json(endpoint(play, call, { session, id })), { vary: "Origin, X-Origin, Referer" });
    }
    throw apiErrors.missing();
  } catch (refusal) {
    if (!(refusal instanceof ApiRefusal)) throw refusal;
    return apiRefused(refusal);
  }
}

function open(play: Play, call: Call): Session {
  const session = openSession(play, bearerOf(call), "access");
  if (session instanceof OAuthRefusal) throw apiErrors.token();
  const seen = { app: session.app.id, person: session.person.id, page: pageIn(call) };
  const isShut = session.person.blocked === "policy" || play.fault("policy_blocked", seen);
  if (isShut || play.fault("token_expired", seen)) throw apiErrors.token();
  return session;
}

/** The Cloud project: its interfaces may be off, its minute may be used up (`usage` 100), its quota may be 0 (a mark of the app). */
function needProject(play: Play, call: Call, { app, person }: Session): void {
  const project = projectOf(app);
  if (app.disabled || play.fault("app_disabled", { app: app.id, person: person.id }))
    throw apiErrors.off(call.host, project);
  if (app.configurations.some(({ id }) => id === "never-granted")) throw apiErrors.neverGranted(call.host, project);
  if ((play.state.usage ?? 0) >= 100) throw apiErrors.tooFast(call.host, project);
}
